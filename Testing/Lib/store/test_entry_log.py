"""A log that several processes extend."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.errors import CorruptStore, LeaseLost, StaleParent, StoreError
from RILContourLib.store import entry_log, publishing
from RILContourLib.store.entry import Entry
from RILContourLib.store.entry_log import EntryLog, LogEnd, Unreadable
from RILContourLib.store.log_state import state_after

FORMER = {"nonce": "former", "user": "ana", "host": "ward", "since": "2026-01-02T03:04:05.678Z"}


def fields(op: str = "note", lease: str | None = None, holds: str | None = None, **more: Any) -> Mapping[str, Any]:
    who = {"user": "anna", "host": "ward", "time": "2026-01-02T03:04:05.678Z", "software": "test"}
    claim = {"process": {}, "beat": f"beat-{holds}"}
    state = state_after({}, 1, who | {"op": "claim", "lease": holds, "claim": claim})
    state |= {} if holds else {"lease": None}
    needed = {"claim": {"claim": claim}, "takeover": {"claim": claim, "from": FORMER, "reason": "process gone"}}
    needed["commit"] = {"version": 1, "definitions": None}
    lease_field = {"lease": lease} if lease else {}
    return {"op": op, "state": state} | lease_field | who | needed.get(op, {}) | more


@pytest.fixture
def an_empty_log(tmp_path: Path) -> EntryLog:
    folder = tmp_path / "log"
    folder.mkdir()
    return EntryLog(folder)


@pytest.fixture
def a_log_of_three(an_empty_log: EntryLog) -> EntryLog:
    for number in range(3):
        an_empty_log.publish(fields(said=number), an_empty_log.end())
    return an_empty_log


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(publishing, "rename_exclusively", refuse)


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    end = EntryLog(tmp_path / "nowhere").end()
    assert (end.number, end.sha256, dict(end.state)) == (0, None, {})


def test_entries_are_numbered_and_name_the_one_before(a_log_of_three: EntryLog) -> None:
    assert sorted(path.name for path in a_log_of_three.folder.iterdir()) == [
        "0000000001.json",
        "0000000002.json",
        "0000000003.json",
    ]
    entries = list(a_log_of_three.entries())
    assert [entry.data["previous"] for entry in entries] == [None, entries[0].sha256, entries[1].sha256]
    assert a_log_of_three.end().entry == entries[2]


def test_an_entry_can_be_read_with_nothing_but_json(a_log_of_three: EntryLog) -> None:
    value = json.loads(a_log_of_three.path(2).read_text(encoding="utf-8"))
    assert (value["number"], value["schema"], value["said"]) == (2, 1, 1)


def test_who_read_an_older_end_cannot_publish(a_log_of_three: EntryLog) -> None:
    old = a_log_of_three.end()
    a_log_of_three.publish(fields(), old)
    with pytest.raises(StaleParent, match="read the series again"):
        a_log_of_three.publish(fields(said="late"), old)
    assert a_log_of_three.numbers() == [1, 2, 3, 4]


def test_a_holder_whose_lease_was_ended_hears_by_whom(an_empty_log: EntryLog) -> None:
    mine = an_empty_log.publish(fields("claim", "mine", "mine"), an_empty_log.end())
    an_empty_log.publish(fields("takeover", "other", "other") | {"user": "ben"}, LogEnd(mine))
    with pytest.raises(LeaseLost, match=r"ended by ben on ward \(log entry 2\)"):
        an_empty_log.publish(fields("commit", "mine", "mine"), LogEnd(mine))


def test_an_earlier_entry_of_ones_own_does_not_count_as_losing_the_lease(an_empty_log: EntryLog) -> None:
    mine = an_empty_log.publish(fields("claim", "mine", "mine"), an_empty_log.end())
    an_empty_log.publish(fields("commit", "mine", "mine"), LogEnd(mine))
    with pytest.raises(StaleParent):
        an_empty_log.publish(fields("commit", "mine", "mine", again=True), LogEnd(mine))


def test_nothing_temporary_stays(a_log_of_three: EntryLog) -> None:
    with pytest.raises(StaleParent):
        a_log_of_three.publish(fields(), LogEnd())
    with a_log_of_three.refreshed():
        assert len(list(a_log_of_three.folder.iterdir())) == 4
    assert len(list(a_log_of_three.folder.iterdir())) == 3


def damage_by_truncating(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def damage_by_altering(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"anna"', b'"anne"'))


def damage_by_emptying(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [damage_by_truncating, damage_by_altering, damage_by_emptying])
def test_a_damaged_end_is_told_and_what_was_before_is_still_read(
    a_log_of_three: EntryLog, damage: Callable[[Path], None]
) -> None:
    damage(a_log_of_three.path(3))
    end = a_log_of_three.end()
    assert end.entry is not None and end.entry.number == 2
    assert [entry.number for entry in end.unreadable] == [3]
    with pytest.raises(CorruptStore, match=r"0000000003\.json is damaged"):
        a_log_of_three.read(3)


def test_the_entry_after_a_damaged_one_names_it_void_and_its_bytes(a_log_of_three: EntryLog) -> None:
    damage_by_truncating(a_log_of_three.path(3))
    end = a_log_of_three.end()
    entry = a_log_of_three.publish(fields(), end)
    assert entry.number == 4
    assert entry.data["void"] == [3]
    assert entry.data["previous"] == end.unreadable[0].sha256
    assert a_log_of_three.end() == LogEnd(entry)


def test_a_missing_entry_is_named(a_log_of_three: EntryLog) -> None:
    a_log_of_three.path(2).unlink()
    assert a_log_of_three.look(2) == Unreadable(2, "", "the file is missing")


def test_without_links_and_renaming_an_entry_is_created_in_place(an_empty_log: EntryLog, without_links: None) -> None:
    first = an_empty_log.publish(fields(), an_empty_log.end())
    with pytest.raises(StaleParent):
        an_empty_log.publish(fields(said="late"), LogEnd())
    assert an_empty_log.end().entry == first
    assert [path.name for path in an_empty_log.folder.iterdir()] == ["0000000001.json"]


def test_a_slow_creation_that_others_gave_up_on_does_not_count(
    an_empty_log: EntryLog, without_links: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = EntryLog(an_empty_log.folder, patience_s=0.0)
    real_fill = publishing.fill_file

    def fill_slowly(descriptor: int, content: bytes) -> None:
        os.write(descriptor, content[:5])
        monkeypatch.setattr(publishing, "fill_file", real_fill)
        an_empty_log.publish(fields("takeover", "other", "other"), an_empty_log.end())  # names 1 void
        real_fill(descriptor, content[5:])

    monkeypatch.setattr(publishing, "fill_file", fill_slowly)
    with pytest.raises(LeaseLost):
        slow.publish(fields("claim", "mine", "mine"), LogEnd())
    assert an_empty_log.end().number == 2


def test_a_full_disk_leaves_no_entry(an_empty_log: EntryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, content: bytes) -> None:
        path.write_bytes(content[:4])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(entry_log, "write_new_file", fail)
    with pytest.raises(StoreError, match="full"):
        an_empty_log.publish(fields(), an_empty_log.end())
    assert list(an_empty_log.folder.iterdir()) == []


def add_entries(folder: Path, own: int, wanted: int, start: Any) -> None:
    log = EntryLog(folder)
    start.wait()
    for number in range(wanted):
        while True:
            try:
                log.publish(fields(writer=own, said=number), log.end())
                break
            except StaleParent:
                continue


def test_entries_of_racing_processes_make_one_unbroken_chain(an_empty_log: EntryLog) -> None:
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(5)
    writers = [fork.Process(target=add_entries, args=(an_empty_log.folder, own, 20, start)) for own in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    entries = [entry for entry in an_empty_log.entries() if isinstance(entry, Entry)]
    assert [entry.number for entry in entries] == list(range(1, 101))
    assert [entry.data["previous"] for entry in entries] == [None, *(entry.sha256 for entry in entries[:-1])]
    for own in range(5):
        assert [entry.data["said"] for entry in entries if entry.data["writer"] == own] == list(range(20))
