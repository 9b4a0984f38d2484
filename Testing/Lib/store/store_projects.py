"""Small projects in folders, and edits, for tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.changes import Change
from RILContourLib.annotation.edit import Edit
from RILContourLib.annotation.extent import Extent
from RILContourLib.project.definitions import Definitions
from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.file_store import FileStore
from RILContourLib.store.protocol import AnnotationStore, Lease

SHAPE = (12, 10, 8)
AFFINE = np.array([[-2.0, 0, 0, 30], [0, 2.0, 0, -20], [0, 0, 5.0, 7], [0, 0, 0, 1]])
PROJECT_TEXT = b"schema: 1\nid: study-1\nname: Study\n"
QUICK = LeaseTimes(beat_s=0.1, stale_s=1.5, look_s=0.05)
SCAN = "a/scan.nii.gz"

MakeStore = Callable[..., AnnotationStore]


def write_image(path: Path, shape: tuple[int, ...] = SHAPE, affine: np.ndarray = AFFINE, seed: int = 0) -> None:
    """A NIfTI image of noise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(-1000, 1000, shape).astype(np.int16)
    nibabel.save(nibabel.Nifti1Image(pixels, affine), path)


def write_project(folder: Path, names: tuple[str, ...] = (SCAN, "b.nii")) -> None:
    """A project file and images."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rilcontour.yaml").write_bytes(PROJECT_TEXT)
    for seed, name in enumerate(names):
        write_image(folder / name, seed=seed)


def open_store(folder: Path, **options: Any) -> FileStore:
    """A store of the project in `folder`, as one of several processes would open it."""
    more = {key: options.pop(key) for key in ("id", "annotations") if key in options}
    digest = hashlib.sha256((folder / "rilcontour.yaml").read_bytes()).hexdigest()
    definitions = Definitions(**({"id": "study-1"} | more), name="Study", digest=digest)
    options = {"times": QUICK, "spool_folder": folder.parent / "state"} | options
    return FileStore(folder / "rilcontour.yaml", definitions, **options)


def box(*ranges: tuple[int, int]) -> Extent:
    """The box of voxels `first` to `stop`, one pair an axis."""
    (i0, i1), (j0, j1), (k0, k1) = ranges
    return Extent((i0, j0, k0), (i1, j1, k1))


A_BOX = box((2, 5), (3, 7), (1, 4))  # 36 voxels
ANOTHER_BOX = box((0, 12), (0, 1), (7, 8))  # 12 voxels


def fill(annotation: Annotation, where: Extent, roi: str = "lung", *, maker: str = "human") -> Annotation:
    """Mark a box of voxels without a journal, as in a copy or a model's output."""
    change = annotation.mask_change(roi, 0, where, np.ones(where.shape, bool), maker)
    if change:
        annotation.apply(Edit((change,), "somebody", "2026-01-02T03:04:05.678Z", "test"))
    return annotation


def do(store: AnnotationStore, lease: Lease, annotation: Annotation, *changes: Change | None) -> int:
    """Apply changes as one edit and journal it, as a session does; the edit's sequence number."""
    edit = Edit(tuple(change for change in changes if change), lease.user, "2026-01-02T03:04:05.678Z", "test")
    annotation.apply(edit)
    return store.journal(lease).append(edit)


def paint(
    store: AnnotationStore,
    lease: Lease,
    annotation: Annotation,
    where: Extent = A_BOX,
    roi: str = "lung",
    *,
    maker: str = "human",
) -> int:
    """Mark a box of voxels as one journalled edit."""
    return do(store, lease, annotation, annotation.mask_change(roi, 0, where, np.ones(where.shape, bool), maker))


def painted(store: AnnotationStore, series: str = SCAN, roi: str = "lung", version: int | None = None) -> int:
    """How many voxels of an ROI a version has."""
    return store.read(series, version).annotation.mask(roi).count


def commit_box(store: AnnotationStore, user: str = "anna", where: Extent = A_BOX, series: str = SCAN) -> None:
    """One whole session: a box painted, a version made."""
    lease = store.acquire(series, user)
    annotation = store.read(series).annotation
    paint(store, lease, annotation, where)
    store.commit(lease, annotation, reason="save")
    store.release(lease)
