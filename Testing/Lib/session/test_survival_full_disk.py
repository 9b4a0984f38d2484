"""Full disks: edits go on, wait where there is room and arrive when there is; no version is half made."""

import resource

import numpy as np
import pytest
from survival_disks import fill, small_disk
from survival_study import AREAS, SCAN, SHAPE, digest_of, keep_to, make_study, open_quickly, wait_for
from survival_worker import Worker

from RILContourLib import Project
from RILContourLib.errors import RILContourError, StoreError
from RILContourLib.store.journal_format import read_journal

EDITS = 60  # more than the last block of a file has room for


@pytest.fixture
def disk(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)
    with small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.fixture
def study(disk):
    return make_study(disk / "study")


def noise(seed):
    return np.random.default_rng(seed).random(SHAPE) < 0.5


def edit_often(session):
    for number in range(EDITS):
        session[AREAS[number % 2]].mask[...] = noise(number)


def spools(study):
    return list((study.folder.parents[1] / "state" / "spool").glob("*.spool"))


def test_edits_on_a_full_disk_wait_in_the_users_own_folder_and_arrive_when_there_is_room(study):
    with open_quickly(study.folder)[SCAN].edit() as session:
        ballast = fill(study.folder.parent)
        edit_often(session)
        state = session.saving
        assert state.appended == state.saved + state.spooled > state.saved
        assert "not saved to the project" in state.problem
        assert str(spools(study)[0]) in state.problem

        ballast.unlink()
        wait_for(lambda: session.saving.safe == session.saving.appended)
        assert session.saving.problem is None
        wait_for(lambda: not spools(study))
    annotation = study[SCAN].annotation
    assert np.array_equal(annotation.mask("liver").to_array(), noise(EDITS - 2))
    assert np.array_equal(annotation.mask("spleen").to_array(), noise(EDITS - 1))


def test_a_version_that_a_full_disk_refuses_is_one_sentence_and_its_edits_are_in_the_next(study):
    session = open_quickly(study.folder)[SCAN].edit()
    session["liver"].mask[0] = True
    session.save()
    ballast = fill(study.folder.parent)
    edit_often(session)
    expected = digest_of(session.annotation)
    for give_up in (session.save, session.close):
        with pytest.raises(StoreError, match=r"full .*; make room and try again\.$"):
            give_up()
    assert session.closed
    assert [version.number for version in study[SCAN].history] == [1]
    assert study[SCAN].read().problems == ()

    with pytest.raises(StoreError, match="full"):
        study[SCAN].edit()
    ballast.unlink()
    with study[SCAN].edit() as again:
        assert again.lease.recovered.problem is None
        assert digest_of(again.annotation) == expected
    assert spools(study) == []


def test_a_journal_that_ends_within_a_record_because_the_disk_was_full_is_no_damage_once_its_edits_came_back(study):
    session = open_quickly(study.folder)[SCAN].edit()
    ballast = fill(study.folder.parent)
    for number in range(EDITS):
        session.text["remark"] = f"{number}" + "x" * 300
    with pytest.raises(StoreError, match="full"):
        session.close()
    journal = next(study.folder.rglob("journal-*"))
    ballast.unlink()
    assert read_journal(journal).damage == "incomplete"
    with study[SCAN].edit() as again:
        assert again.lease.recovered.edits == EDITS
    found = [finding for finding in study.store.verify() if finding.severity != "note"]
    assert found == []


def edit_on_a_full_disk(pipe, folder):
    session = Project.open(folder)[SCAN].edit()
    fill(folder.parent)
    edit_often(session)
    pipe.send(digest_of(session.annotation))
    pipe.recv()


def test_edits_in_the_spool_of_a_killed_process_are_recovered(study):
    worker = Worker(edit_on_a_full_disk, study.folder)
    expected = worker.hear()
    worker.kill()
    assert len(spools(study)) == 1
    (study.folder.parent / "ballast").unlink()
    with study[SCAN].edit() as session:
        assert digest_of(session.annotation) == expected
    assert spools(study) == []


def test_a_session_whose_edits_are_in_memory_only_stays_open_until_there_is_room(disk, monkeypatch):
    keep_to(disk, monkeypatch)  # the user's own folder is on the full disk, too
    study = make_study(disk / "study")
    session = open_quickly(study.folder)[SCAN].edit()
    ballast = fill(disk)
    edit_often(session)
    expected = digest_of(session.annotation)
    assert session.saving.in_memory
    assert "leave this program open" in session.saving.problem
    with pytest.raises(StoreError, match="stays open, because its newest edits are in memory only: .* make room"):
        session.close()
    assert not session.closed

    session["liver"].mask[0, 0, 0] ^= True
    session.undo()
    ballast.unlink()
    session.close()
    assert session.closed
    assert digest_of(study[SCAN].annotation) == expected


def test_what_cannot_be_begun_on_a_full_disk_leaves_nothing_behind(study, disk):
    ballast = fill(disk)
    before = sorted(disk.rglob("*"))
    with pytest.raises(RILContourError, match="No space left"):
        Project.create(disk, name="Other")
    with pytest.raises(StoreError, match="full"):
        study[SCAN].edit()
    assert [path for path in disk.rglob("*") if path.is_file()] == [path for path in before if path.is_file()]
    assert study[SCAN].head.holder is None

    ballast.unlink()
    Project.create(disk, name="Other")
    with study[SCAN].edit() as session:
        session["liver"].mask[0, 0, 0] = True
    assert len(study[SCAN].history) == 1


NOISE = np.random.default_rng(0).random((5, *SHAPE)) < 0.5


def edit_under_a_quota(pipe, folder):
    """No file may pass a size that the first edit fills half of; then none may have more than a block."""
    no_limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    session = open_quickly(folder)[SCAN].edit()
    session["liver"].mask[...] = NOISE[0]
    one_edit = session.saving.appended and max(path.stat().st_size for path in folder.rglob("journal-*"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(1.5 * one_edit), no_limit[1]))
    session["liver"].mask[...] = NOISE[1]
    session["liver"].mask[...] = NOISE[2]
    pipe.send(session.saving)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, no_limit[1]))
    try:
        session.save()
    except StoreError as error:
        pipe.send(str(error))
    resource.setrlimit(resource.RLIMIT_FSIZE, no_limit)
    wait_for(lambda: session.saving.in_project)
    session.close()
    pipe.send(digest_of(session.annotation))


def test_a_quota_is_a_full_disk(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)
    study = make_study(tmp_path / "study")
    worker = Worker(edit_under_a_quota, study.folder)
    state, refusal, expected = worker.hear(), worker.hear(), worker.hear()
    worker.join()
    assert state.saved < state.appended == state.saved + state.spooled + state.in_memory
    assert "not saved to the project" in state.problem
    assert "your share of it is full" in refusal
    assert digest_of(study[SCAN].annotation) == expected
    assert np.array_equal(study[SCAN].annotation.mask("liver").to_array(), NOISE[2])
    assert len(study[SCAN].history) == 1


def work_until_it_fails(study, series):
    """A session of edits and versions; what it says in the end, or None if it could not begin."""
    try:
        session = open_quickly(study.folder)[series].edit()
    except StoreError:
        return None
    for number in range(4):
        session["liver"].mask[...] = noise(number)
        try:
            session.save()
        except StoreError:
            break
    session["spleen"].mask[...] = noise(9)
    expected = digest_of(session.annotation)
    try:
        session.close()
    except StoreError:
        assert not session.saving.in_memory
    return expected


@pytest.mark.parametrize("free_blocks", range(18))
def test_at_whichever_step_the_disk_becomes_full_nothing_is_lost_or_half_made(study, free_blocks):
    ballast = fill(study.folder.parent)
    with ballast.open("r+b") as file:
        file.truncate(max(ballast.stat().st_size - free_blocks * 4096, 0))
    expected = work_until_it_fails(study, SCAN)
    assert study[SCAN].read().problems == ()
    ballast.unlink()
    with study[SCAN].edit() as session:
        assert session.lease.refused == ()
        if expected:
            assert digest_of(session.annotation) == expected
        session["liver"].mask[0, 0, 0] ^= True
    assert study[SCAN].read().problems == ()
    assert list(study.store.verify()) == []
    assert spools(study) == []
