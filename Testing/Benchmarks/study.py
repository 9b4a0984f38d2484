"""A project with one series, an abdomen of 512 x 512 x 300 voxels with 35 overlapping ROI, and its image."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.extent import Shape
from RILContourLib.annotation.makers import HUMAN, SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.session.project import Project
from RILContourLib.store.values import VersionInfo

from .abdomen import ORGANS, SHAPE, abdomen, roi_id
from .plain_image import write_image

SERIES = "abdomen.nii.gz"
USER = "benchmark"


def new_study(folder: Path, shape: Shape = SHAPE, series: str = SERIES) -> Project:
    """A new project below `folder`, whose series, int16 of `shape`, has no annotation yet."""
    study = folder / "study"
    study.mkdir()
    write_image(study / series, shape)
    rois = [{"id": roi_id(organ), "name": organ.name} for organ in ORGANS]
    return Project.create(study, name="Abdomen", rois=rois, user=USER)


def kept_abdomen(folder: Path) -> dict[str, Mask]:
    """The masks of all ROI; made once, then kept in `folder`."""
    file = folder / "abdomen.npz"
    if not file.is_file():
        masks = abdomen()
        arrays = {roi: np.packbits(mask.voxels.reshape(-1, order="F")) for roi, mask in masks.items()}
        np.savez(file, extents=[(mask.extent.start, mask.extent.stop) for mask in masks.values()], **arrays)
    with np.load(file) as kept:
        rois = [roi_id(organ) for organ in ORGANS]
        return {roi: _unpacked(kept[roi], *extent) for roi, extent in zip(rois, kept["extents"], strict=True)}


def _unpacked(bits: np.ndarray, start: np.ndarray, stop: np.ndarray) -> Mask:
    shape = stop - start
    voxels = np.unpackbits(bits, count=shape.prod()).view(bool).reshape(shape, order="F")
    return Mask.from_crop(SHAPE, tuple(start.tolist()), voxels)


def annotation_of(masks: dict[str, Mask]) -> Annotation:
    """An annotation with these masks, all drawn by a human."""
    annotation = Annotation(next(iter(masks.values())).shape)
    for roi, mask in masks.items():
        assert mask.extent is not None
        slices = range(mask.extent.start[2], mask.extent.stop[2])
        annotation.set_mask(roi, 0, mask, SliceMakers({HUMAN: slices}))
        annotation.held(roi).status = "in progress"
    return annotation


def save_version(project: Project, annotation: Annotation, series: str = SERIES) -> VersionInfo:
    """Make a version of `annotation` as a session does when it saves."""
    lease = project.store.acquire(series, USER)
    try:
        return project.store.commit(lease, annotation, reason="save")
    finally:
        project.store.release(lease)
