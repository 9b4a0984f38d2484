"""Versions of the project file."""

from __future__ import annotations

import hashlib
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.errors import CorruptStore, RILContourError, SeriesBusy, StaleDefinitions, StoreError
from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.definitions_store import DefinitionsStore
from RILContourLib.store.layout import StoreLayout

QUICK = LeaseTimes(beat_s=0.1, stale_s=1.0, look_s=0.02)


def store_in(folder: Path) -> DefinitionsStore:
    return DefinitionsStore(folder / "rilcontour.yaml", StoreLayout(folder, "p-1", folder), QUICK)


@pytest.fixture
def store(tmp_path: Path) -> DefinitionsStore:
    (tmp_path / "rilcontour.yaml").write_bytes(b"schema: 1\nname: first\n")
    return store_in(tmp_path)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_replaced_file_and_what_it_replaced_are_both_kept(store: DefinitionsStore) -> None:
    before = store.read()
    new = store.replace(b"name: second\n", digest_of(before), "anna", "a better name")
    assert store.file.read_bytes() == b"name: second\n"
    assert store.version(digest_of(before)) == before
    assert store.version(new) == b"name: second\n"
    (entry,) = store.history()
    assert (entry.data["user"], entry.data["message"], entry.data["version"]) == ("anna", "a better name", 1)
    assert (entry.data["definitions"], entry.data["replaces"]) == (new, digest_of(before))


def test_a_file_that_somebody_changed_meanwhile_is_not_replaced(store: DefinitionsStore) -> None:
    read = store.read()
    store.file.write_bytes(b"name: changed by hand\n")
    with pytest.raises(StaleDefinitions, match="read it again"):
        store.replace(b"name: mine\n", digest_of(read), "anna")
    assert store.file.read_bytes() == b"name: changed by hand\n"
    assert store.history() == []


def test_after_a_refusal_the_lease_is_free_again(store: DefinitionsStore) -> None:
    with pytest.raises(StaleDefinitions):
        store.replace(b"name: mine\n", "0" * 64, "anna")
    store.replace(b"name: mine\n", digest_of(store.read()), "ben", wait_s=0)


def test_keeping_is_done_once(store: DefinitionsStore) -> None:
    first = store.keep(b"x")
    assert store.keep(b"x") == first
    assert [path.name for path in store.path(first).parent.iterdir()] == [f"{first}.yaml"]


def test_a_version_that_was_altered_or_removed_is_named(store: DefinitionsStore) -> None:
    digest = store.keep(b"x")
    store.path(digest).write_bytes(b"y")
    with pytest.raises(CorruptStore, match=f"{digest}.yaml was altered"):
        store.version(digest)
    store.path(digest).unlink()
    with pytest.raises(CorruptStore, match="is missing"):
        store.version(digest)
    with pytest.raises(StoreError, match="not the sha256"):
        store.version("../../x")


def test_who_works_under_older_definitions_that_nobody_kept_is_told(store: DefinitionsStore) -> None:
    read = digest_of(store.read())
    store.ensure_kept(read)
    store.file.write_bytes(b"name: changed\n")
    store.ensure_kept(read)
    with pytest.raises(StaleDefinitions):
        store.ensure_kept("1" * 64)


def replace_again_and_again(folder: Path, own: int, wanted: int, results: Any) -> None:
    store, done, stale = store_in(folder), 0, 0
    while done < wanted:
        read = store.read()
        try:
            store.replace(read + b"%d\n" % own, digest_of(read), f"user {own}")
            done += 1
        except (StaleDefinitions, SeriesBusy):
            stale += 1
        except RILContourError as error:
            results.put(f"{type(error).__name__}: {error}")
            return
    results.put("done")


def test_no_change_of_racing_processes_is_lost(store: DefinitionsStore) -> None:
    fork = multiprocessing.get_context("fork")
    results = fork.SimpleQueue()
    folder = store.file.parent
    writers = [fork.Process(target=replace_again_and_again, args=(folder, own, 5, results)) for own in range(3)]
    for writer in writers:
        writer.start()
    assert [results.get() for _ in writers] == ["done"] * 3
    for writer in writers:
        writer.join()
    lines = store.read().decode().splitlines()[2:]
    assert sorted(lines) == sorted(["0", "1", "2"] * 5)
    assert [entry.data["version"] for entry in store.history()] == list(range(1, 16))
