"""A journal whose folder is moved or removed under it: what is said to be saved is what the project has."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from RILContourLib.store.journal import JournalTimes, JournalWriter
from RILContourLib.store.journal_format import read_journal
from RILContourLib.store.spool import Spool

ABOUT = {"nonce": "n", "series": "a.nii"}
QUICK = JournalTimes(deadline_s=0.2, retry_s=0.05, group_s=0.005, look_s=0.02)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture
def live(tmp_path: Path) -> Path:
    folder = tmp_path / "study" / "live"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def a_safe_writer(live: Path, tmp_path: Path) -> Iterator[JournalWriter]:
    """Three edits, of which the first is in a version; all survive a power loss."""
    writer = JournalWriter(live / "journal-n", ABOUT, Spool(tmp_path / "state", "n", ABOUT), QUICK)
    for payload in (b"1", b"2", b"3"):
        writer.append(payload)
    writer.fold(writer.mark_at(1))
    assert writer.wait_until_safe(20).safe == 3
    yield writer
    writer.close()


def test_a_folder_that_is_moved_while_nobody_edits_is_noticed_and_when_it_is_back(
    a_safe_writer: JournalWriter, live: Path
) -> None:
    away = live.parent.rename(live.parent.with_name("elsewhere"))
    wait_until(lambda: not a_safe_writer.state.in_project)
    state = a_safe_writer.state
    assert (state.appended, state.saved, state.safe, state.in_memory) == (3, 1, 1, 0)
    assert state.problem and str(live) in state.problem and "has 2 edits that are in no version" in state.problem
    away.rename(live.parent)
    wait_until(lambda: a_safe_writer.state.problem is None)
    assert (a_safe_writer.state.saved, a_safe_writer.state.safe) == (3, 3)


def test_edits_made_while_it_is_away_follow_when_it_is_back(a_safe_writer: JournalWriter, live: Path) -> None:
    away = live.parent.rename(live.parent.with_name("elsewhere"))
    a_safe_writer.append(b"4")
    wait_until(lambda: a_safe_writer.state.spooled == 1)
    wait_until(lambda: a_safe_writer.state.saved == 1)
    assert "of the newer ones they are kept in" in (a_safe_writer.state.problem or "")
    away.rename(live.parent)
    wait_until(lambda: a_safe_writer.state.safe == 4)
    assert a_safe_writer.state.problem is None
    assert [record.payload for record in read_journal(a_safe_writer.path).records] == [b"1", b"2", b"3", b"4"]


def test_a_folder_that_is_removed_is_noticed_while_nobody_edits(a_safe_writer: JournalWriter, live: Path) -> None:
    shutil.rmtree(live.parent)
    wait_until(lambda: a_safe_writer.state.problem is not None)
    assert (a_safe_writer.state.saved, a_safe_writer.state.in_project) == (1, False)


def test_an_older_copy_in_its_place_is_not_taken_for_it(a_safe_writer: JournalWriter, live: Path) -> None:
    content = a_safe_writer.path.read_bytes()
    live.parent.rename(live.parent.with_name("elsewhere"))
    live.mkdir(parents=True)
    a_safe_writer.path.write_bytes(content[:-10])
    wait_until(lambda: not a_safe_writer.state.in_project)


def test_a_journal_that_stays_in_its_place_is_never_suspected(a_safe_writer: JournalWriter) -> None:
    for number in range(200):
        a_safe_writer.append(b"edit %d" % number)
        assert a_safe_writer.state.problem is None and a_safe_writer.state.in_project
