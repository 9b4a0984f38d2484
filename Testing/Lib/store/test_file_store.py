"""The store in folders: what is special about folders."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path

import nibabel
import numpy as np
import pytest
from store_processes import run_python
from store_projects import (
    A_BOX,
    AFFINE,
    ANOTHER_BOX,
    SCAN,
    SHAPE,
    commit_box,
    do,
    open_store,
    paint,
    painted,
    write_image,
    write_project,
)

from RILContourLib.errors import ImageChanged, StaleDefinitions, StoreError
from RILContourLib.store.file_store import FileStore


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_project(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def store(study: Path) -> FileStore:
    return open_store(study)


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_looking_writes_nothing(study: Path, store: FileStore) -> None:
    before = files_below(study)
    store.head(SCAN)
    store.read(SCAN)
    store.notes(SCAN)
    store.drafts(SCAN)
    list(store.list_series())
    store.changes().poll()
    assert list(store.verify()) == [] and store.find_orphans() == []
    assert files_below(study) == before


def test_a_mask_is_an_image_of_its_own_that_lies_where_the_roi_is(
    study: Path, store: FileStore, tmp_path: Path
) -> None:
    commit_box(store)
    (mask,) = (study / "a/scan.nii.gz.ril/study-1/masks").iterdir()
    opened = tmp_path / "opened.nii.gz"
    shutil.copyfile(mask, opened)
    image = nibabel.load(opened)
    voxels = np.asarray(image.dataobj)
    assert voxels.shape == A_BOX.shape and voxels.all()
    np.testing.assert_allclose(image.affine[:3, 3], (AFFINE @ [*A_BOX.start, 1])[:3])


def test_a_sidecar_can_be_read_with_json_and_nibabel_alone(study: Path, store: FileStore, tmp_path: Path) -> None:
    commit_box(store)
    sidecar = study / "a/scan.nii.gz.ril/study-1"
    last = json.loads(sorted((sidecar / "main/log").glob("*.json"))[-1].read_text())
    entry = json.loads((sidecar / f"main/log/{last['state']['commit']:010d}.json").read_text())
    (mask,) = entry["rois"]["lung"]["masks"]
    opened = shutil.copyfile(sidecar / f"masks/{mask['blob']}.mask", tmp_path / "opened.nii.gz")
    whole = np.zeros(entry["image"]["shape"], bool)
    whole[tuple(slice(a, b + 1) for a, b in mask["extent"])] = np.asarray(nibabel.load(opened).dataobj) != 0
    assert np.array_equal(whole, store.read(SCAN).annotation.mask("lung").to_array())


def test_a_commit_says_all_that_the_format_asks_for(study: Path, store: FileStore) -> None:
    commit_box(store)
    entry = store.parts.place(SCAN, "main").log.read(2).data
    wanted = "schema number previous time user host software lease definitions version reason message image slice_axis"
    assert set(wanted.split()) | {"rois", "points", "answers", "journal", "state"} <= set(entry)
    assert set(entry["image"]) == {"size", "sha256", "shape", "affine"}
    assert set(entry["rois"]["lung"]) == {"masks", "status", "locked", "makers"}
    assert set(entry["rois"]["lung"]["masks"][0]) == {"frame", "blob", "bytes", "sha256", "voxels", "extent"}
    assert entry["rois"]["lung"]["makers"] == {"0": {"human": [[1, 3]]}}
    assert (study / f".rilcontour/definitions/{entry['definitions']}.yaml").is_file()


def test_two_projects_on_one_image_neither_read_nor_lock_each_other(study: Path) -> None:
    first, second = open_store(study), open_store(study, id="study-2")
    lease = first.acquire(SCAN, "anna")
    commit_box(second, "ben")
    assert first.head(SCAN).version == 0 and second.head(SCAN).version == 1
    first.release(lease)
    assert {folder.name for folder in (study / "a/scan.nii.gz.ril").iterdir()} == {"study-1", "study-2"}


def test_names_up_to_255_bytes_are_annotated(study: Path, store: FileStore) -> None:
    names = ["x" * 248 + ".nii", "x" * 251 + ".nii", "é" * 125 + "y.nii"]
    for seed, name in enumerate(names):
        assert len(name.encode()) in (252, 255)
        write_image(study / name, seed=seed)
        commit_box(store, series=name)
    for name in names:
        assert painted(store, name) == 36
        assert store.parts.place(name, "main").log.read(1).data["series"] == name


def test_a_name_that_the_disk_writes_decomposed_has_one_sidecar(study: Path, store: FileStore) -> None:
    folder, name = (unicodedata.normalize("NFD", text) for text in ("Müller", "Schädel.nii"))
    write_image(study / folder / name)
    series = unicodedata.normalize("NFC", f"{folder}/{name}")
    assert series in store.list_series()
    commit_box(store, series=series)
    assert painted(store, series) == painted(store, f"{folder}/{name}") == 36
    assert store.parts.place(series, "main").log.read(1).data["series"] == series


def test_images_whose_names_share_a_sidecar_are_refused(study: Path, store: FileStore) -> None:
    commit_box(store)
    write_image(study / "a/Scan.nii.gz", seed=5)
    # As on a file system that does not tell the names apart: one folder for both.
    shutil.copytree(study / "a/scan.nii.gz.ril", study / "a/Scan.nii.gz.ril")
    with pytest.raises(StoreError, match="not tell their names apart; rename one"):
        store.acquire("a/Scan.nii.gz", "anna")


def test_a_folder_of_images_that_was_renamed_with_its_annotations_goes_on(study: Path, store: FileStore) -> None:
    commit_box(store)
    (study / "a").rename(study / "c")
    assert painted(store, "c/scan.nii.gz") == 36
    commit_box(store, where=ANOTHER_BOX, series="c/scan.nii.gz")
    assert store.parts.place("c/scan.nii.gz", "main").log.read(4).data["renamed_from"] == SCAN


# Images


def test_an_image_replaced_under_its_annotation_is_refused(study: Path) -> None:
    commit_box(open_store(study))
    write_image(study / SCAN, seed=99)
    with pytest.raises(ImageChanged, match="scan.nii.gz is not the one that was annotated.*--accept-image"):
        open_store(study).acquire(SCAN, "anna")


def test_an_image_replaced_while_it_is_edited_is_noticed_before_the_version(study: Path, store: FileStore) -> None:
    lease = store.acquire(SCAN, "anna")
    annotation = store.read(SCAN).annotation
    paint(store, lease, annotation)
    image = (study / SCAN).read_bytes()
    write_image(study / SCAN, seed=99)
    with pytest.raises(ImageChanged):
        store.commit(lease, annotation, reason="save")
    (study / SCAN).write_bytes(image)
    assert store.commit(lease, annotation, reason="save").number == 1
    store.release(lease)


def test_a_header_changed_in_place_is_noticed_when_reading(study: Path) -> None:
    commit_box(open_store(study), series="b.nii")
    content = bytearray((study / "b.nii").read_bytes())
    content[280:284] = np.float32(3.0).tobytes()  # srow_x[0]
    (study / "b.nii").write_bytes(content)
    with pytest.raises(ImageChanged):
        open_store(study).read("b.nii")


def test_a_changed_image_can_be_accepted_in_so_many_words(study: Path) -> None:
    commit_box(open_store(study))
    write_image(study / SCAN, seed=99)
    store = open_store(study)
    version = store.accept_image(SCAN, "anna", message="rescaled")
    assert version is not None and (version.number, version.reason) == (2, "image accepted")
    assert painted(store) == painted(store, version=1) == 36
    commit_box(store, where=ANOTHER_BOX)
    assert [finding for finding in store.verify() if finding.severity == "error"] == []


def test_an_image_of_another_size_cannot_be_accepted(study: Path) -> None:
    commit_box(open_store(study))
    write_image(study / SCAN, shape=(12, 10, 9))
    with pytest.raises(ImageChanged):
        open_store(study).accept_image(SCAN, "anna")


def test_frames_of_a_4d_image_have_masks_of_their_own(study: Path, store: FileStore) -> None:
    write_image(study / "cine.nii.gz", (*SHAPE, 3))
    lease = store.acquire("cine.nii.gz", "anna")
    annotation = store.read("cine.nii.gz").annotation
    for frame in (0, 2):
        do(store, lease, annotation, annotation.mask_change("lung", frame, A_BOX, np.ones(A_BOX.shape, bool), "human"))
    store.commit(lease, annotation, reason="save")
    store.release(lease)
    read = store.read("cine.nii.gz").annotation
    assert [read.mask("lung", frame).count for frame in range(3)] == [36, 0, 36]
    masks = store.parts.place("cine.nii.gz", "main").log.read(2).data["rois"]["lung"]["masks"]
    assert [mask["frame"] for mask in masks] == [0, 2]
    assert len({mask["blob"] for mask in masks}) == 1


# Folders that cannot be written

READ_ONLY = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_projects import SCAN, commit_box, open_store, painted
import RILContourLib.store.verify, nibabel.nifti1, nibabel.nifti2, nibabel.orientations, nibabel.spatialimages
from RILContourLib.errors import ReadOnlyStore
from RILContourLib.images.fast_gzip import decompressing
store = open_store(Path(sys.argv[1]))
painted(store)  # loads what is imported late: after the next line the interpreter's own files may be out of reach
os.getuid() or os.setuid(65534)
assert painted(store) == 36 and store.head(SCAN).version == 1
for act in (lambda: store.acquire(SCAN, "ben"), lambda: store.add_note(SCAN, "x", "ben"), lambda: commit_box(store)):
    try:
        act()
    except ReadOnlyStore as error:
        print(error)
assert not store.capabilities().writable
"""


def test_a_folder_that_may_only_be_read_is_read_and_nothing_else(study: Path, store: FileStore, tmp_path: Path) -> None:
    commit_box(store)
    for folder in [study, *(path for path in study.rglob("*") if path.is_dir())]:
        folder.chmod(0o555)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    tmp_path.chmod(0o755)
    output = run_python(READ_ONLY, study, Path(__file__).parent)
    assert len(output.splitlines()) == 3 and "ask who owns the folder" in output
    for folder in [study, *(path for path in study.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)


def test_a_folder_for_annotations_that_is_still_to_be_made_can_be_written(study: Path, tmp_path: Path) -> None:
    store = open_store(study, annotations=str(tmp_path / "to be" / "made"))
    assert store.capabilities().writable
    commit_box(store)
    assert (tmp_path / "to be" / "made" / "a" / "scan.nii.gz.ril").is_dir()


def test_a_sidecar_that_cannot_be_made_is_a_clear_error(study: Path, store: FileStore) -> None:
    (study / "a/scan.nii.gz.ril").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"scan\.nii\.gz\.ril"):
        store.acquire(SCAN, "anna")


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_projects import A_BOX, ANOTHER_BOX, SCAN, open_store, paint, painted
from RILContourLib.errors import StoreError
store = open_store(Path(sys.argv[1]))
lease = store.acquire(SCAN, "anna")
annotation = store.read(SCAN).annotation
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))  # less than an entry needs, more than a mask or a sign of life
for where in (A_BOX, ANOTHER_BOX):
    paint(store, lease, annotation, where)
assert not store.journal(lease).state.in_project and "not saved to the project" in store.journal(lease).state.problem
try:
    store.commit(lease, annotation, reason="save")
except StoreError as error:
    print(error)
store.heartbeat(lease)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
state = store.journal(lease).wait_until_safe(30)
assert state.in_project and state.problem is None, state
assert store.commit(lease, annotation, reason="save").number == 1
store.release(lease)
print(painted(store))
"""


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(study: Path, store: FileStore) -> None:
    error, count = run_python(FULL_DISK, study, Path(__file__).parent).splitlines()
    assert "full" in error and "make room" in error
    assert count == "48"
    assert [finding for finding in store.verify() if finding.severity != "note"] == []


def test_who_works_under_definitions_that_changed_unseen_is_told(study: Path, store: FileStore) -> None:
    (study / "rilcontour.yaml").write_bytes(b"changed by hand\n")
    with pytest.raises(StaleDefinitions):
        store.acquire(SCAN, "anna")


def test_an_empty_version_and_old_temporary_files_do_not_disturb(study: Path, store: FileStore) -> None:
    commit_box(store)
    place = store.parts.place(SCAN, "main")
    (place.folder.log / ".new-0123456789abcdef").write_bytes(b"left over")
    (place.folder.log / "Thumbs.db").write_bytes(b"")
    (place.sidecar.folder / "desktop.ini").write_bytes(b"")
    assert store.head(SCAN).version == 1
    commit_box(store, where=ANOTHER_BOX)
    assert painted(store) == 48
