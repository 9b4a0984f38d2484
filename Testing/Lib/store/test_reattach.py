"""Images that were moved or renamed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from store_projects import ANOTHER_BOX, SCAN, commit_box, open_store, painted, write_image, write_project

from RILContourLib.errors import ImageChanged, SeriesBusy, StoreError
from RILContourLib.store.file_store import FileStore


@pytest.fixture(params=["beside the images", "under another root"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """`a/scan.nii.gz` has a version on two tracks."""
    write_project(tmp_path / "study")
    other_root = str(tmp_path / "annotations") if request.param == "under another root" else None
    store = open_store(tmp_path / "study", annotations=other_root)
    commit_box(store)
    store.release(store.acquire(SCAN, "ben", "replica-1"))
    return store


def move(store: FileStore, new: str) -> None:
    target = store.parts.layout.images_root / new
    target.parent.mkdir(parents=True, exist_ok=True)
    store.fetch_image(SCAN).rename(target)


def test_a_moved_image_is_recognised_by_its_bytes(store: FileStore) -> None:
    move(store, "c/d/patient.nii.gz")
    (orphan,) = store.find_orphans()
    assert orphan.series == SCAN and orphan.matches == ("c/d/patient.nii.gz",)


def test_nothing_is_an_orphan_while_all_images_are_there(store: FileStore) -> None:
    assert store.find_orphans() == []


def test_a_reattached_annotation_is_whole_and_notes_the_old_name(store: FileStore) -> None:
    move(store, "c/d/patient.nii.gz")
    (orphan,) = store.find_orphans()
    store.reattach(orphan, "c/d/patient.nii.gz", "anna")
    assert store.find_orphans() == []
    assert painted(store, "c/d/patient.nii.gz") == 36
    for track, number in (("main", 4), ("replica-1", 3)):
        entry = store.parts.place("c/d/patient.nii.gz", track).log.read(number).data
        assert (entry["series"], entry["renamed_from"]) == ("c/d/patient.nii.gz", SCAN)
    assert not orphan.folder.parent.exists()
    assert list(store.verify()) == []
    commit_box(store, where=ANOTHER_BOX, series="c/d/patient.nii.gz")


def test_an_image_that_was_removed_leaves_an_orphan_without_matches(store: FileStore) -> None:
    store.fetch_image(SCAN).unlink()
    (orphan,) = store.find_orphans()
    assert orphan.matches == ()
    assert orphan.folder.is_dir()


def test_annotations_are_not_attached_to_another_image(store: FileStore) -> None:
    move(store, "c.nii.gz")
    (orphan,) = store.find_orphans()
    write_image(store.fetch_image("c.nii.gz"), seed=50)
    with pytest.raises(ImageChanged, match="not the image"):
        store.reattach(orphan, "c.nii.gz", "anna")
    assert orphan.folder.is_dir()


def test_annotations_that_the_image_has_already_are_not_replaced(store: FileStore) -> None:
    move(store, "c.nii.gz")
    commit_box(store, series="c.nii.gz", where=ANOTHER_BOX)
    (orphan,) = store.find_orphans()
    assert orphan.matches == ()
    with pytest.raises(StoreError, match="has annotations of its own"):
        store.reattach(orphan, "c.nii.gz", "anna")
    assert painted(store, "c.nii.gz") == 12 and orphan.folder.is_dir()


def test_what_somebody_still_edits_is_not_moved(store: FileStore, tmp_path: Path) -> None:
    lease = store.acquire(SCAN, "anna")
    move(store, "c.nii.gz")
    (orphan,) = store.find_orphans()
    with pytest.raises(SeriesBusy, match="anna"):
        store.reattach(orphan, "c.nii.gz", "ben")
    store.fetch_image("c.nii.gz").rename(store.parts.layout.images_root / SCAN)
    store.release(lease)


def test_other_projects_annotations_stay_where_they_are(store: FileStore) -> None:
    other = open_store(store.parts.layout.project_folder, id="study-2")
    commit_box(other)
    move(store, "c.nii.gz")
    (orphan,) = store.find_orphans()
    store.reattach(orphan, "c.nii.gz", "anna")
    (others,) = other.find_orphans()
    assert others.series == SCAN and others.matches == ("c.nii.gz",)


def test_copies_of_an_image_are_all_offered(store: FileStore) -> None:
    move(store, "c.nii.gz")
    shutil.copyfile(store.fetch_image("c.nii.gz"), store.parts.layout.images_root / "d.nii.gz")
    (orphan,) = store.find_orphans()
    assert orphan.matches == ("c.nii.gz", "d.nii.gz")
