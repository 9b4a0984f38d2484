"""Two processes on one series: the second is told of the first, readers see whole versions, the dead hold nothing."""

import os
import signal

import numpy as np
import pytest
from survival_study import QUICK_LEASE, SCAN, SHAPE, keep_to, make_study, open_quickly, sidecar_of, wait_for
from survival_worker import Worker

from RILContourLib import Project
from RILContourLib.annotation.edit import Edit
from RILContourLib.errors import LeaseLost, SeriesBusy
from RILContourLib.session.verifying import verify
from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.journal_format import read_journal
from RILContourLib.store.process_identity import host_name

VERSIONS = 200
# A holder that looks after its lease so seldom that an edit is what makes it look.
SELDOM = LeaseTimes(beat_s=60, stale_s=QUICK_LEASE.stale_s)


@pytest.fixture
def study(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)
    return make_study(tmp_path / "study")


def hold(pipe, folder):
    with open_quickly(folder)[SCAN].edit() as session:
        session["liver"].mask[0] = True
        pipe.send("holding")
        pipe.recv()


def test_who_comes_second_is_told_who_holds_the_series_and_gets_it_afterwards(study):
    worker = Worker(hold, study.folder)
    worker.hear()
    ben = open_quickly(study.folder, user="ben")
    with pytest.raises(
        SeriesBusy, match=f"{SCAN} is being edited by ana on {host_name()} since .*; wait until"
    ) as busy:
        ben[SCAN].edit()
    assert (busy.value.holder["user"], busy.value.holder["host"]) == ("ana", host_name())
    assert ben[SCAN].head.holder.user == "ana"
    assert ben[SCAN].annotation.mask("liver").count == 0  # reading waits for nobody, and shows versions only

    worker.say()
    with ben[SCAN].edit(wait_s=20) as session:
        assert int(session["liver"].mask.sum()) == 80
        assert session.lease.recovered is None
    worker.join()


def test_a_holder_that_was_killed_holds_nobody_up(study):
    worker = Worker(hold, study.folder)
    worker.hear()
    worker.kill()
    with Project.open(study.folder, user="ben")[SCAN].edit() as session:  # with the usual times, and no waiting
        assert session.lease.recovered.former.user == "ana"
        assert session.lease.recovered.reason == "process gone"
        assert int(session["liver"].mask.sum()) == 80


def pattern(number):
    return np.random.default_rng(number).random(SHAPE) < 0.5


def commit_many_versions(pipe, folder):
    with Project.open(folder)[SCAN].edit() as session:
        for number in range(1, VERSIONS + 1):
            session["liver"].mask[...] = pattern(number)
            session["spleen"].mask[...] = ~pattern(number)
            session.text["remark"] = f"version {number}"
            session.save()
    pipe.send("done")


def test_a_reader_never_sees_half_a_version_while_200_are_written(study):
    worker = Worker(commit_many_versions, study.folder)
    series = study[SCAN]
    seen = [0]
    while seen[-1] < VERSIONS:
        snapshot = series.read()
        assert snapshot.problems == ()
        number = snapshot.version.number if snapshot.version else 0
        assert number >= seen[-1]
        assert series.head.version >= number
        if number:
            annotation = snapshot.annotation
            assert np.array_equal(annotation.mask("liver").to_array(), pattern(number))
            assert np.array_equal(annotation.mask("spleen").to_array(), ~pattern(number))
            assert [answer.value for _, _, answer in annotation.answers] == [f"version {number}"]
        seen.append(number)
    assert worker.hear() == "done"
    worker.join()
    assert len(set(seen)) > 20, "the reader was too slow to see anything half done"
    assert [version.number for version in series.history] == list(range(1, VERSIONS + 1))


def edit_after_a_long_pause(pipe, folder):
    session = open_quickly(folder, times=SELDOM)[SCAN].edit()
    session["liver"].mask[0] = True
    pipe.send("editing")
    pipe.recv()
    try:
        session["liver"].mask[1] = True
    except LeaseLost as error:
        pipe.send(str(error))
    pipe.send(int(session["liver"].mask.sum()))
    pipe.recv()
    try:
        session.close()
    except LeaseLost as error:
        pipe.send(str(error))


@pytest.fixture
def a_stopped_holder(study):
    """A process that edited, was suspended, and whose lease ben took over meanwhile; and ben's session."""
    with Worker(edit_after_a_long_pause, study.folder) as worker:
        worker.hear()
        os.kill(worker.process.pid, signal.SIGSTOP)
        with open_quickly(study.folder, user="ben")[SCAN].edit(wait_s=20) as session:
            yield worker, session


def late_edits(path):
    return [Edit.from_bytes(record.payload) for record in read_journal(path).records]


def test_a_suspended_holder_is_fenced_off_and_its_late_edits_are_kept_and_reported(study, a_stopped_holder):
    worker, session = a_stopped_holder
    assert session.lease.recovered.reason == "no sign of life"
    assert session.lease.recovered.edits == 1
    assert int(session["liver"].mask.sum()) == 80
    session["spleen"].mask[3] = True
    session.save()

    os.kill(worker.process.pid, signal.SIGCONT)
    worker.say()
    assert "was ended by ben" in worker.hear()
    assert worker.hear() == 80  # what was refused is not shown as done
    worker.say()
    assert "was ended by ben" in worker.hear()
    worker.join()

    (kept,) = sidecar_of(study).rglob("refused-*")
    (edit,) = late_edits(kept)
    assert edit.rois() == ("liver",)
    assert [finding.path for finding in verify(study) if finding.severity == "warning"] == [kept]
    session.close()
    annotation = study[SCAN].annotation
    assert (annotation.mask("liver").count, annotation.mask("spleen").count) == (80, 80)
    assert [version.reason for version in study[SCAN].history] == ["recovered", "save"]


def test_late_edits_of_a_holder_that_ended_without_noticing_are_reported_to_the_next(study, a_stopped_holder):
    worker, session = a_stopped_holder
    journal = sidecar_of(study) / "main" / "live" / f"journal-{session.lease.recovered.former.nonce}"
    before = journal.stat().st_size
    os.kill(worker.process.pid, signal.SIGCONT)
    worker.say()
    wait_for(lambda: journal.stat().st_size > before)
    worker.kill()
    session.close()
    with study[SCAN].edit() as again:
        (kept,) = again.lease.refused
        assert int(again["liver"].mask.sum()) == 80
    assert len(late_edits(kept)) == 1
    with study[SCAN].edit() as once_more:
        assert once_more.lease.refused == ()  # kept once, told once; `verify` goes on saying it
    assert [finding.path for finding in verify(study)] == [kept]


def test_a_lease_taken_by_force_leaves_the_former_holders_edits_in_a_version(study):
    worker = Worker(edit_after_a_long_pause, study.folder)
    worker.hear()
    with open_quickly(study.folder, user="ben")[SCAN].edit(force=True) as session:
        assert session.lease.recovered.reason == "on request"
        assert int(session["liver"].mask.sum()) == 80
    worker.kill()


def test_one_process_cannot_open_a_series_twice_either(study):
    with study[SCAN].edit(), pytest.raises(SeriesBusy, match="ana"):
        study[SCAN].edit()
    study[SCAN].edit().close()
