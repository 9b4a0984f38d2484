"""The store in folders: what happens when files of it are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_projects import A_BOX, ANOTHER_BOX, SCAN, commit_box, do, open_store, paint, painted, write_project

from RILContourLib.annotation.changes import StatusChange
from RILContourLib.errors import CorruptStore
from RILContourLib.store.file_store import FileStore


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_project(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def store(study: Path) -> FileStore:
    return open_store(study)


@pytest.fixture
def two_versions(store: FileStore) -> FileStore:
    """Version 1 has the lung's box, version 2 a heart as well. Log: claim, 1, release, claim, 2, release."""
    commit_box(store)
    lease = store.acquire(SCAN, "ben")
    annotation = store.read(SCAN).annotation
    paint(store, lease, annotation, ANOTHER_BOX, "heart")
    do(store, lease, annotation, StatusChange("heart", "unseen", "complete"))
    store.commit(lease, annotation, reason="save")
    store.release(lease)
    return store


def log_path(store: FileStore, number: int) -> Path:
    return store.parts.place(SCAN, "main").log.path(number)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_the_last_good_version_opens_when_the_newest_cannot_be_read(two_versions: FileStore) -> None:
    cut(log_path(two_versions, 5))
    snapshot = two_versions.read(SCAN)
    assert snapshot.version is not None and snapshot.version.number == 1
    assert snapshot.annotation.mask("lung").count == 36
    assert any("0000000005.json is damaged" in problem for problem in snapshot.problems)
    assert [version.number for version in two_versions.history(SCAN)] == [1]


def test_nobody_goes_on_from_a_damaged_version_without_saying_so(two_versions: FileStore) -> None:
    cut(log_path(two_versions, 5))
    with pytest.raises(CorruptStore, match="gone on from the newest version that is whole"):
        two_versions.acquire(SCAN, "anna")
    lease = two_versions.acquire(SCAN, "anna", accept_damage=True)
    info = two_versions.commit(lease, two_versions.read(SCAN).annotation, reason="save")
    two_versions.release(lease)
    assert info.number == 3
    assert two_versions.read(SCAN).problems == ()


def test_a_damaged_mask_opens_the_last_good_version(two_versions: FileStore) -> None:
    reference = two_versions.read(SCAN).content["rois"]["heart"]["masks"][0]
    place = two_versions.parts.place(SCAN, "main")
    path = place.blobs.path(reference["blob"])
    cut(path)
    snapshot = two_versions.read(SCAN)
    assert snapshot.version is not None and snapshot.version.number == 1
    assert any(path.name in problem for problem in snapshot.problems)
    with pytest.raises(CorruptStore, match=path.name):
        two_versions.read(SCAN, 2)
    with pytest.raises(CorruptStore, match=path.name):
        two_versions.acquire(SCAN, "anna")


def test_a_damaged_end_of_the_log_shows_the_last_good_state(two_versions: FileStore) -> None:
    cut(log_path(two_versions, 6))
    head = two_versions.head(SCAN)
    assert head.version == 2 and "0000000006.json" in (head.problem or "")
    snapshot = two_versions.read(SCAN)
    assert snapshot.version is not None and snapshot.version.number == 2
    assert snapshot.problems


def test_work_goes_on_after_a_damaged_end_when_nobody_can_be_writing_there(two_versions: FileStore) -> None:
    cut(log_path(two_versions, 6))  # the release: what is left says that this process holds, which it does not
    with pytest.raises(CorruptStore, match="gone on from the newest version that is whole"):
        two_versions.acquire(SCAN, "anna")
    lease = two_versions.acquire(SCAN, "anna", accept_damage=True)
    entry = two_versions.parts.place(SCAN, "main").log.read(7)
    assert entry.data["void"] == [6] and entry.op == "takeover"
    two_versions.release(lease)
    assert two_versions.head(SCAN).problem is None
    assert [finding.severity for finding in two_versions.verify()] == ["note"]


def test_all_versions_damaged_opens_empty_and_says_so(store: FileStore) -> None:
    commit_box(store)
    for number in (1, 2, 3):
        log_path(store, number).write_bytes(b"\0" * 100)
    snapshot = store.read(SCAN)
    assert snapshot.version is None and len(snapshot.problems) == 1
    head = store.head(SCAN)
    assert head.number == 3 and head.version == 0 and head.problem


def test_a_journal_damaged_in_the_middle_is_replayed_up_to_there(study: Path, store: FileStore) -> None:
    lost = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    paint(store, lost, annotation, A_BOX)
    place = store.parts.place(SCAN, "main")
    journal = next(place.live.glob("journal-*"))
    good = journal.stat().st_size
    paint(store, lost, annotation, ANOTHER_BOX)
    content = bytearray(journal.read_bytes())
    content[good + 40] ^= 255
    journal.write_bytes(content)
    other = open_store(study)
    lease = other.acquire(SCAN, "ben", force=True)
    assert lease.recovered is not None and lease.recovered.edits == 1
    assert f"at byte {good}" in (lease.recovered.problem or "")
    assert painted(other) == 36
    assert journal.read_bytes() == bytes(content)
    other.release(lease)


def test_a_mask_that_is_damaged_when_it_is_kept_again_is_set_aside(store: FileStore) -> None:
    commit_box(store)
    place = store.parts.place(SCAN, "main")
    (path,) = place.sidecar.masks.iterdir()
    lease = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    good = path.read_bytes()
    cut(path)
    store.commit(lease, annotation, reason="save")
    store.release(lease)
    assert path.read_bytes() == good
    assert path.with_name(f"{path.name}.damaged-1").is_file()
    assert painted(store, version=1) == 36
