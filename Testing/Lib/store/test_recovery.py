"""Bringing back what a holder did who did not finish."""

from __future__ import annotations

import errno
import os
import signal
import types
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from store_processes import processes
from store_projects import A_BOX, ANOTHER_BOX, SCAN, box, do, open_store, paint, painted, write_project

from RILContourLib.annotation.changes import LockChange
from RILContourLib.annotation.edit import Edit
from RILContourLib.errors import LeaseLost, SeriesBusy, StoreError
from RILContourLib.store import journal_file
from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.file_store import FileStore
from RILContourLib.store.journal_format import encode_record, read_journal

SLOW = LeaseTimes(beat_s=60, stale_s=600, look_s=0.02)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_project(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def store(study: Path) -> FileStore:
    return open_store(study)


def edit(study: Path, orders: Connection) -> None:
    """What the other process does: one order after the other, each answered with the journal's state."""
    store = open_store(study)
    lease = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    orders.send(store.journal(lease).state)
    while True:
        order = orders.recv()
        if order == "commit":
            store.commit(lease, annotation, reason="save")
        elif order == "disk full":
            journal_file.os = types.SimpleNamespace(**vars(os) | {"write": refuse_to_write})
        else:
            try:
                paint(store, lease, annotation, box((order, order + 1), (0, 10), (0, 8)))
            except LeaseLost as error:
                orders.send(error)
                return
        orders.send(store.journal(lease).state)


def refuse_to_write(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Editor:
    """Another process that edits the series, one column of 80 voxels at a time."""

    def __init__(self, study: Path) -> None:
        self.orders, theirs = processes().Pipe()
        self.process = processes().Process(target=edit, args=(study, theirs))
        self.process.start()
        theirs.close()
        self.orders.recv()

    def do(self, *orders: object) -> Any:
        for order in orders:
            self.orders.send(order)
            answer = self.orders.recv()
        return answer

    def signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


@pytest.fixture
def an_editor(study: Path) -> Iterator[Editor]:
    editor = Editor(study)
    yield editor
    editor.kill()


def columns(store: FileStore) -> list[int]:
    """Which columns along i the newest version has."""
    return np.flatnonzero(store.read(SCAN).annotation.mask("lung").to_array().all(axis=(1, 2))).tolist()


def test_what_a_killed_process_had_saved_is_a_version_at_once(an_editor: Editor, study: Path) -> None:
    an_editor.do(0, 1, "commit", 2, 3)
    an_editor.kill()
    store = open_store(study, times=SLOW)
    lease = store.acquire(SCAN, "ben")
    assert lease.recovered is not None
    assert (lease.recovered.reason, lease.recovered.edits, lease.recovered.version) == ("process gone", 2, 2)
    assert columns(store) == [0, 1, 2, 3]
    assert store.head(SCAN).user == "anna"
    entry = store.parts.place(SCAN, "main").log.end().entry
    assert entry.op == "takeover" and entry.data["journal"]["records"] == 4
    store.release(lease)
    assert [finding for finding in store.verify() if finding.severity != "note"] == []


def test_a_crash_after_a_version_leaves_nothing_to_recover(an_editor: Editor, study: Path) -> None:
    an_editor.do(0, "commit")
    an_editor.kill()
    store = open_store(study)
    lease = store.acquire(SCAN, "ben")
    assert lease.recovered is not None and (lease.recovered.edits, lease.recovered.version) == (0, None)
    assert len(store.history(SCAN)) == 1
    store.release(lease)


def test_assigning_a_series_whose_editor_crashed_recovers_it_first(an_editor: Editor, study: Path) -> None:
    an_editor.do(5)
    an_editor.kill()
    store = open_store(study)
    store.assign(SCAN, "cleo", owner="ben")
    assert columns(store) == [5]


def test_several_crashes_one_after_the_other_lose_nothing(study: Path) -> None:
    for column in range(4):
        editor = Editor(study)
        editor.do(column)
        editor.kill()
    store = open_store(study)
    store.release(store.acquire(SCAN, "ben"))
    assert columns(store) == [0, 1, 2, 3]


def test_a_record_that_was_half_written_when_the_process_ended_is_left_out(an_editor: Editor, study: Path) -> None:
    an_editor.do(0, 1)
    an_editor.kill()
    store = open_store(study)
    journal = next(store.parts.place(SCAN, "main").live.glob("journal-*"))
    with journal.open("ab") as file:
        file.write(encode_record(3, b"x" * 100)[:50])
    store.release(store.acquire(SCAN, "ben"))
    assert columns(store) == [0, 1]


def test_an_edit_that_does_not_fit_stops_the_replay_there_and_is_kept(study: Path, store: FileStore) -> None:
    lost = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    paint(store, lost, annotation, A_BOX)
    stranger = store.read(SCAN).annotation  # knows nothing of the box
    change = stranger.mask_change("lung", 0, A_BOX, np.ones(A_BOX.shape, bool), "human")
    store.journal(lost).append(Edit((change,), "anna", "2026-01-02T03:04:05.678Z", "test"))
    other = open_store(study)
    lease = other.acquire(SCAN, "ben", force=True)
    assert lease.recovered is not None and lease.recovered.edits == 1
    assert "Edit 2" in (lease.recovered.problem or "")
    (refused,) = lease.refused
    assert [record.sequence for record in read_journal(refused).records] == [2]
    assert painted(other) == 36
    other.release(lease)


def test_locks_hold_in_a_replay_as_they_held_when_it_happened(study: Path, store: FileStore) -> None:
    lost = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    paint(store, lost, annotation, A_BOX)
    do(store, lost, annotation, LockChange("lung", False, True))
    do(store, lost, annotation, LockChange("lung", True, False))
    paint(store, lost, annotation, ANOTHER_BOX)
    other = open_store(study)
    lease = other.acquire(SCAN, "ben", force=True)
    assert lease.recovered is not None and (lease.recovered.edits, lease.recovered.problem) == (4, None)
    other.release(lease)


# Late edits


@pytest.fixture
def a_stopped_editor(an_editor: Editor) -> Editor:
    """It has saved column 0."""
    an_editor.do(0)
    an_editor.signal(signal.SIGSTOP)
    return an_editor


def test_what_a_stopped_holder_wrote_after_its_lease_passed_on_is_kept_and_shown(
    a_stopped_editor: Editor, study: Path
) -> None:
    store = open_store(study)
    with pytest.raises(SeriesBusy):
        store.acquire(SCAN, "ben", wait_s=0.1)
    lease = store.acquire(SCAN, "ben", wait_s=30)
    assert lease.recovered is not None and lease.recovered.reason == "no sign of life"
    journal = store.parts.place(SCAN, "main").live / f"journal-{lease.recovered.former.nonce}"
    with journal.open("ab") as file:  # what a write does that was under way when the process was stopped
        file.write(encode_record(2, b"a late edit"))
    before = journal.read_bytes()
    store.release(lease)
    lease = store.acquire(SCAN, "cleo")
    (refused,) = lease.refused
    assert [record.payload for record in read_journal(refused).records] == [b"a late edit"]
    assert journal.read_bytes() == before
    store.release(lease)
    assert columns(store) == [0]
    assert [finding.path for finding in store.verify() if finding.severity == "warning"] == [refused]
    again = store.acquire(SCAN, "cleo")
    assert again.refused == ()
    store.release(again)


def test_a_stopped_holder_that_goes_on_is_told_and_what_it_does_is_in_no_version(
    a_stopped_editor: Editor, study: Path
) -> None:
    store = open_store(study)
    lease = store.acquire(SCAN, "ben", wait_s=30)
    a_stopped_editor.orders.send(1)
    a_stopped_editor.signal(signal.SIGCONT)
    assert isinstance(a_stopped_editor.orders.recv(), LeaseLost)
    store.heartbeat(lease)
    store.release(lease)
    assert columns(store) == [0]


def test_a_holder_that_lost_its_lease_sets_its_own_late_edits_aside(study: Path, store: FileStore) -> None:
    lost = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    paint(store, lost, annotation, A_BOX)
    other = open_store(study)
    lease = other.acquire(SCAN, "ben", force=True)
    store._opened(lost).held.journal.append(b"late")  # as if written before it could notice
    with pytest.raises(LeaseLost):
        store.commit(lost, annotation, reason="close")
    store.release(lost)
    (refused,) = store.parts.place(SCAN, "main").live.glob("refused-*")
    assert [record.payload for record in read_journal(refused).records] == [b"late"]
    other.release(lease)


# Spools


def test_edits_in_the_spool_of_a_killed_process_come_back_with_the_rest(an_editor: Editor, study: Path) -> None:
    an_editor.do(0)
    state = an_editor.do("disk full", 1, 2)
    assert (state.saved, state.spooled) == (1, 2)
    an_editor.kill()
    store = open_store(study)
    lease = store.acquire(SCAN, "anna")
    assert lease.recovered is not None and lease.recovered.edits == 3
    assert columns(store) == [0, 1, 2]
    assert list((study.parent / "state").iterdir()) == []
    store.release(lease)


def test_a_spool_that_comes_home_after_somebody_else_took_over_is_kept_beside_the_journal(
    an_editor: Editor, study: Path, tmp_path: Path
) -> None:
    an_editor.do(0, "disk full", 1)
    an_editor.kill()
    elsewhere = open_store(study, spool_folder=tmp_path / "another home")
    elsewhere.release(elsewhere.acquire(SCAN, "ben"))
    assert columns(elsewhere) == [0]
    store = open_store(study)
    lease = store.acquire(SCAN, "anna")
    (refused,) = lease.refused
    assert [record.sequence for record in read_journal(refused).records] == [2]
    assert list((study.parent / "state").iterdir()) == []
    store.release(lease)


def test_a_spool_of_another_series_is_left_alone(an_editor: Editor, study: Path) -> None:
    an_editor.do("disk full", 1)
    an_editor.kill()
    store = open_store(study)
    store.release(store.acquire("b.nii", "anna"))
    assert len(list((study.parent / "state").iterdir())) == 1


def test_closing_while_the_project_cannot_be_written_keeps_the_edits_for_the_next_time(
    study: Path, store: FileStore
) -> None:
    lease = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    place = store.parts.place(SCAN, "main")
    away = place.sidecar.folder.rename(study / "away")
    paint(store, lease, annotation, box((0, 1), (0, 10), (0, 8)))
    with pytest.raises(StoreError, match="cannot be"):
        store.release(lease)
    away.rename(place.sidecar.folder)
    again = store.acquire(SCAN, "anna", wait_s=20)
    assert columns(store) == [0]
    store.release(again)
