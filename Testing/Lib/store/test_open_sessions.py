"""What others can know of a session that was not closed, without opening the series."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from store_processes import start_python
from store_projects import A_BOX, ANOTHER_BOX, SCAN, commit_box, open_store, paint, write_project

from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.file_store import FileStore

SLOW = LeaseTimes(beat_s=60, stale_s=600, look_s=0.02)
EDIT_AND_END = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from store_projects import SCAN, A_BOX, ANOTHER_BOX, open_store, paint
store = open_store(Path(sys.argv[1]))
lease = store.acquire(SCAN, "anna")
annotation = store.read(SCAN).annotation
for box in (A_BOX, ANOTHER_BOX)[: int(sys.argv[3])]:
    paint(store, lease, annotation, box)
print("edited", flush=True)
if sys.argv[4] == "crash":
    os._exit(1)
sys.stdin.readline()
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_project(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def store(study: Path) -> FileStore:
    return open_store(study, times=SLOW)


def crash(study: Path, edits: int) -> None:
    """Another process makes so many edits and ends without a word."""
    process = start_python(EDIT_AND_END, study, Path(__file__).parent, edits, "crash")
    process.communicate()
    assert process.returncode == 1


def test_nobody_has_a_series_open_that_nobody_opened_or_that_was_closed(store: FileStore) -> None:
    assert store.open_session(SCAN) is None
    commit_box(store)
    assert store.open_session(SCAN) is None


def test_a_living_session_is_told_with_its_edits_since_the_last_version(study: Path, store: FileStore) -> None:
    lease = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    paint(store, lease, annotation)
    store.commit(lease, annotation, reason="save")
    paint(store, lease, annotation, ANOTHER_BOX)
    found = open_store(study).open_session(SCAN)
    assert found is not None
    assert (found.holder.user, found.ended, found.edits, found.problem) == ("anna", None, 1, None)
    assert found.last_sign is not None and found.last_sign.endswith("Z")
    store.release(lease)


@pytest.mark.parametrize("edits", [0, 2])
def test_a_session_whose_process_ended_is_told_as_gone_with_what_waits(
    study: Path, store: FileStore, edits: int
) -> None:
    crash(study, edits)
    before = sorted(path.relative_to(study) for path in study.rglob("*"))
    found = store.open_session(SCAN)
    assert found is not None
    assert (found.holder.user, found.ended, found.edits) == ("anna", "process gone", edits)
    assert sorted(path.relative_to(study) for path in study.rglob("*")) == before  # looking changes nothing
    store.release(store.acquire(SCAN, "ben"))
    assert store.open_session(SCAN) is None
    assert len(store.history(SCAN)) == (1 if edits else 0)


def test_a_lease_given_back_with_edits_in_no_version_waits_too(store: FileStore) -> None:
    lease = store.acquire(SCAN, "anna")
    paint(store, lease, store.read(SCAN).annotation, A_BOX)
    store.release(lease)
    head, found = store.head(SCAN), store.open_session(SCAN)
    assert head.holder is None and head.left is not None and head.left.user == "anna"
    assert found is not None and (found.ended, found.edits, found.holder) == ("left behind", 1, head.left)
    store.release(store.acquire(SCAN, "ben"))
    assert store.head(SCAN).left is None


def test_a_holder_of_whom_nothing_is_known_counts_as_gone_after_watching_it_in_vain(study: Path) -> None:
    process = start_python(EDIT_AND_END, study, Path(__file__).parent, 1, "stay", stdin=-1)
    assert process.stdout is not None and process.stdout.readline() == "edited\n"
    try:
        store = open_store(study, times=LeaseTimes(beat_s=60, stale_s=600, look_s=0.02))
        assert all(store.open_session(SCAN, watch=True).ended is None for _ in range(3))
        clock = iter(range(0, 10_000, 100))
        store.parts.watches.clock = lambda: float(next(clock))
        store.parts.watches.times = LeaseTimes(beat_s=1, stale_s=300, look_s=100)
        store.parts.watches._watches.clear()
        process.send_signal(19)  # SIGSTOP: it lives, and gives no sign of it
        time.sleep(0.3)
        ends = [store.open_session(SCAN, watch=True).ended for _ in range(5)]
        assert ends[:3] == [None] * 3 and ends[-1] == "no sign of life"
        assert store.open_session(SCAN).ended is None  # without watching nothing is known
    finally:
        process.kill()
        process.communicate()


def test_verifying_names_whose_edits_wait_and_what_brings_them_back(study: Path, store: FileStore) -> None:
    crash(study, 2)
    (found,) = [each for each in store.verify() if each.severity != "note"]
    assert found.severity == "warning" and found.path.name.startswith("journal-")
    assert "2 edits by anna wait to be recovered" in found.message and "rilcontour series recover" in found.message
    store.release(store.acquire(SCAN, "ben"))
    assert [each for each in store.verify() if each.severity != "note"] == []


def test_verifying_says_nothing_of_a_session_that_goes_on(store: FileStore) -> None:
    lease = store.acquire(SCAN, "anna")
    paint(store, lease, store.read(SCAN).annotation, A_BOX)
    assert list(store.verify()) == []
    store.release(lease)
