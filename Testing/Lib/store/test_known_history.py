"""Histories that are listed again and again: the same as read anew, and no entry is read twice for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_projects import SCAN, commit_box, open_store, write_project

from RILContourLib.store.entry_log import EntryLog
from RILContourLib.store.file_store import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    write_project(tmp_path / "study")
    store = open_store(tmp_path / "study")
    commit_box(store)
    return store


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the entries that are read from now on."""
    numbers: list[int] = []
    look = EntryLog.look
    monkeypatch.setattr(EntryLog, "look", lambda log, number: (numbers.append(number), look(log, number))[1])
    return numbers


def log_of(store: FileStore) -> EntryLog:
    return store.parts.place(SCAN, "main").log


def test_only_entries_that_came_since_are_read(store: FileStore, read: list[int]) -> None:
    first = store.history(SCAN)
    assert read == [3, 2, 1]  # release, version, claim
    assert store.history(SCAN) == first
    assert read == [3, 2, 1]
    commit_box(store)
    read.clear()
    assert [version.number for version in store.history(SCAN)] == [1, 2]
    assert read == [6, 5, 4]


def test_another_process_sees_the_same(store: FileStore) -> None:
    store.history(SCAN)
    commit_box(store)
    assert store.history(SCAN) == open_store(store.parts.layout.images_root).history(SCAN)


def test_an_entry_that_is_damaged_or_mended_meanwhile_is_read_again(store: FileStore) -> None:
    commit_box(store)
    assert len(store.history(SCAN)) == 2
    path = log_of(store).path(5)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert [version.number for version in store.history(SCAN)] == [1]
    path.write_bytes(whole)
    assert [version.number for version in store.history(SCAN)] == [1, 2]


def test_a_version_that_a_later_entry_found_unreadable_does_not_come_back(store: FileStore) -> None:
    commit_box(store)
    path = log_of(store).path(5)
    whole = path.read_bytes()
    for number in (6, 5):
        log_of(store).path(number).write_bytes(b"{")
    store.release(store.acquire(SCAN, "anna", accept_damage=True))
    path.write_bytes(whole)  # a server gave back what it had lost
    for listing in (store, store, open_store(store.parts.layout.images_root)):
        assert [version.number for version in listing.history(SCAN)] == [1]
