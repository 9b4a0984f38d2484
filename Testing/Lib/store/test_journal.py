"""Writing journals: what is appended is never lost, and who appends never waits long."""

from __future__ import annotations

import errno
import itertools
import os
import resource
import signal
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_processes import run_python, start_python

from RILContourLib.errors import StoreError
from RILContourLib.store import journal_file
from RILContourLib.store.journal import JournalTimes, JournalWriter
from RILContourLib.store.journal_format import LARGEST_PAYLOAD, read_journal
from RILContourLib.store.spool import Spool, spools_in

ABOUT = {"nonce": "n", "series": "a.nii"}
QUICK = JournalTimes(deadline_s=0.2, retry_s=0.05, group_s=0.005)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "state", "n", ABOUT)


@pytest.fixture
def a_writer(tmp_path: Path, spool: Spool) -> Iterator[JournalWriter]:
    writer = JournalWriter(tmp_path / "journal-n", ABOUT, spool, QUICK)
    yield writer
    writer.close()


def payloads(path: Path) -> list[bytes]:
    content = read_journal(path)
    assert content.problem is None
    assert [record.sequence for record in content.records] == list(range(1, len(content.records) + 1))
    return [record.payload for record in content.records]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def failing(number: int) -> Callable[..., int]:
    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    return fail


def test_what_was_appended_is_in_the_file_when_append_returns(a_writer: JournalWriter) -> None:
    for number in range(1, 6):
        assert a_writer.append(b"edit %d" % number) == number
        assert payloads(a_writer.path)[-1] == b"edit %d" % number
        assert a_writer.state.saved == number


def test_it_becomes_safe_by_itself(a_writer: JournalWriter) -> None:
    a_writer.append(b"edit")
    state = a_writer.wait_until_safe(20)
    assert (state.appended, state.saved, state.safe, state.problem) == (1, 1, 1, None)


def test_flushing_does_not_hold_up_appending(a_writer: JournalWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    real_fsync = os.fsync
    monkeypatch.setattr(journal_file.os, "fsync", lambda number: (go_on.wait(20), real_fsync(number)))
    for _ in range(50):
        a_writer.append(b"edit")
    state = a_writer.state
    assert (state.saved, state.safe) == (50, 0)
    go_on.set()
    assert a_writer.wait_until_safe(20).safe == 50


def test_a_failed_write_goes_to_the_spool_and_follows_later(
    a_writer: JournalWriter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_writer.append(b"before")
    with monkeypatch.context() as broken:
        broken.setattr(journal_file.os, "write", failing(errno.ENOSPC))
        for number in range(3):
            a_writer.append(b"during %d" % number)
        state = a_writer.state
        assert (state.appended, state.saved, state.spooled, state.in_memory) == (4, 1, 3, 0)
        assert not state.in_project
        assert state.problem and "not saved to the project" in state.problem and str(spool.path) in state.problem
        assert [record.payload for record in read_journal(spool.path).records] == [b"during %d" % n for n in range(3)]
    wait_until(lambda: not spool.path.exists())
    a_writer.append(b"after")
    state = a_writer.wait_until_safe(20)
    assert (state.saved, state.spooled, state.problem) == (5, 0, None)
    assert payloads(a_writer.path) == [b"before", b"during 0", b"during 1", b"during 2", b"after"]


def test_a_write_that_blocks_is_given_up_after_the_deadline(
    a_writer: JournalWriter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real_write = os.write
    monkeypatch.setattr(journal_file.os, "write", lambda *given: (go_on.wait(20), real_write(*given))[1])
    a_writer.append(b"first")
    assert a_writer.state.spooled == 1
    began = time.monotonic()
    for _ in range(20):
        a_writer.append(b"more")
    assert time.monotonic() - began < 20 * QUICK.deadline_s  # only the first one waited
    assert a_writer.state.problem
    go_on.set()
    wait_until(lambda: a_writer.state.safe == 21)
    assert payloads(a_writer.path) == [b"first", *[b"more"] * 20]
    wait_until(lambda: not spool.path.exists())


def test_a_write_that_the_disk_took_in_part_leaves_no_torn_record(
    a_writer: JournalWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_write = os.write
    calls = []

    def write_in_part(number: int, content: bytes) -> int:
        calls.append(len(content))
        if len(calls) % 3 == 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return (
            real_write(number, content[: max(1, len(content) // 2)]) if len(calls) < 9 else real_write(number, content)
        )

    monkeypatch.setattr(journal_file.os, "write", write_in_part)
    a_writer.append(b"x" * 1000)
    a_writer.append(b"y" * 10)
    wait_until(lambda: a_writer.state.safe == 2)
    assert payloads(a_writer.path) == [b"x" * 1000, b"y" * 10]


def test_what_a_failed_flush_may_have_lost_is_spooled_and_written_again(
    a_writer: JournalWriter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_writer.append(b"safe")
    a_writer.wait_until_safe(20)
    real_fsync, real_replace, calls, spooled = os.fsync, spool.replace, [], []

    def forget_the_last_page(number: int) -> None:
        calls.append(number)
        if len(calls) == 1:
            path = a_writer.path
            os.pwrite(os.open(path, os.O_WRONLY), b"\0" * 6, path.stat().st_size - 6)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real_fsync(number)

    monkeypatch.setattr(journal_file.os, "fsync", forget_the_last_page)
    monkeypatch.setattr(spool, "replace", lambda frames: (spooled.extend(frames), real_replace(frames)))
    a_writer.append(b"doubtful")
    wait_until(lambda: a_writer.state.safe == 2)
    assert len(spooled) == 1 and spooled[0].endswith(b"doubtful")
    assert payloads(a_writer.path) == [b"safe", b"doubtful"]
    wait_until(lambda: not spool.path.exists())
    assert a_writer.state.problem is None


def test_while_flushing_fails_the_spool_never_holds_less_than_before(
    a_writer: JournalWriter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[list[bytes]] = []
    real_replace, real_clear = spool.replace, spool.clear

    def look_after(change: Callable[..., None], *arguments: object) -> None:
        change(*arguments)
        held.append([record.payload for record in read_journal(spool.path).records] if spool.path.exists() else [])

    monkeypatch.setattr(spool, "replace", lambda frames: look_after(real_replace, frames))
    monkeypatch.setattr(spool, "clear", lambda: look_after(real_clear))
    with monkeypatch.context() as broken:
        broken.setattr(journal_file.JournalFile, "flush", failing(errno.EIO))
        for payload in (b"1", b"2", b"3"):
            a_writer.append(payload)
            seen = len(held)
            wait_until(lambda seen=seen: len(held) > seen + 1)
        assert held[-1] == [b"1", b"2", b"3"]
        assert all(len(before) <= len(after) for before, after in itertools.pairwise(held))
    wait_until(lambda: a_writer.state.safe == 3)
    wait_until(lambda: not spool.path.exists())


def test_a_journal_that_was_removed_under_its_writer_is_noticed(a_writer: JournalWriter, spool: Spool) -> None:
    a_writer.path.unlink()
    a_writer.append(b"edit")
    wait_until(lambda: a_writer.state.problem is not None)
    a_writer.append(b"second")
    assert (a_writer.state.saved, a_writer.state.spooled) == (0, 2)
    assert [record.payload for record in read_journal(spool.path).records] == [b"edit", b"second"]


def test_when_the_spool_fails_too_edits_wait_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    writer = JournalWriter(tmp_path / "journal-n", ABOUT, Spool(tmp_path / "state", "n", ABOUT), QUICK)
    with monkeypatch.context() as broken:
        broken.setattr(journal_file.os, "write", failing(errno.ENOSPC))
        writer.append(b"edit")
        state = writer.state
        assert (state.spooled, state.in_memory) == (0, 1)
        assert state.problem and "leave this program open" in state.problem
    wait_until(lambda: writer.state.safe == 1)
    writer.close()
    assert payloads(writer.path) == [b"edit"]


def test_closing_writes_and_flushes_what_is_left(a_writer: JournalWriter) -> None:
    for number in range(30):
        a_writer.append(b"edit %d" % number)
    assert a_writer.close().safe == 30
    with pytest.raises(StoreError, match="closed"):
        a_writer.append(b"late")


def test_closing_a_journal_that_cannot_be_written_leaves_the_spool(
    a_writer: JournalWriter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_file.os, "write", failing(errno.EROFS))
    a_writer.append(b"edit")
    assert a_writer.close().spooled == 1
    assert [(path, dict(about)) for path, about in spools_in(spool.path.parent)] == [(spool.path, ABOUT)]


def test_a_mark_is_the_place_after_a_record_with_the_checksum_of_all_before_it(a_writer: JournalWriter) -> None:
    for _ in range(4):
        a_writer.append(b"edit")
    records = read_journal(a_writer.path).records
    whole = a_writer.path.read_bytes()
    for number in (0, 2, 4):
        mark = a_writer.mark_at(number)
        end = records[number - 1].end if number else records[0].end - len(b"edit") - 16
        assert (mark.records, mark.bytes, mark.crc) == (number, end, zlib.crc32(whole[:end]))
    a_writer.fold(a_writer.mark_at(3))
    assert a_writer.mark_at(3).records == 3
    assert a_writer.mark_at(9).records == 4


def test_several_threads_may_append(a_writer: JournalWriter) -> None:
    def append(own: int) -> None:
        for number in range(25):
            a_writer.append(b"%d %d" % (own, number))

    threads = [threading.Thread(target=append, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = payloads(a_writer.path)
    assert len(written) == 100
    for own in range(4):
        assert [text for text in written if text.startswith(b"%d " % own)] == [b"%d %d" % (own, n) for n in range(25)]


def test_a_payload_too_large_for_a_journal_is_refused(a_writer: JournalWriter) -> None:
    class Huge(bytes):
        def __len__(self) -> int:
            return LARGEST_PAYLOAD + 1

    with pytest.raises(StoreError, match="larger"):
        a_writer.append(Huge())
    assert a_writer.append(b"small") == 1


KILLED_WRITER = """
import sys
from pathlib import Path
from RILContourLib.store.journal import JournalWriter
writer = JournalWriter(Path(sys.argv[1]), {"nonce": "n"})
for number in range(1, 1_000_000):
    writer.append(b"%d " % number + b"x" * (number * 37 % 5000))
    print(number, flush=True)
"""


@pytest.mark.parametrize("lines_before", [1, 40, 333])
def test_every_edit_that_was_reported_as_saved_survives_kill_9(tmp_path: Path, lines_before: int) -> None:
    path = tmp_path / "journal-n"
    process = start_python(KILLED_WRITER, path)
    reported = [int(process.stdout.readline()) for _ in range(lines_before)]
    process.send_signal(signal.SIGKILL)
    reported += [int(line) for line in process.stdout.read().split()]
    process.wait()
    content = read_journal(path)
    assert content.damage in (None, "incomplete")
    assert [int(record.payload.split()[0]) for record in content.records][: len(reported)] == reported


FULL_DISK = """
import resource, sys
from pathlib import Path
from RILContourLib.store.journal import JournalTimes, JournalWriter
from RILContourLib.store.spool import Spool
folder = Path(sys.argv[1])
writer = JournalWriter(folder / "journal-n", {"nonce": "n"}, Spool(folder / "state", "n", {"nonce": "n"}),
                       JournalTimes(deadline_s=1, retry_s=0.05))
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, hard))
for number in range(1, 11):
    writer.append(b"%d " % number + b"x" * 1000)
state = writer.state
print(state.appended, state.saved, state.spooled, state.in_memory, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
state = writer.wait_until_safe(20)
print(state.appended, state.saved, state.spooled, state.in_memory, flush=True)
"""


def test_a_disk_that_is_full_in_the_middle_of_a_record_loses_nothing(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    while_full, after = run_python(FULL_DISK, tmp_path).splitlines()
    assert while_full == "10 5 5 0"
    assert after == "10 10 0 0"
    assert [int(text.split()[0]) for text in payloads(tmp_path / "journal-n")] == list(range(1, 11))
