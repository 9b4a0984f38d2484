"""A small series that lies askew in its file, and what the page shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel
import numpy as np

from RILContourLib.annotation.mask import Mask
from RILContourLib.session.project import Project

NAME = "askew.nii"
# Odd lengths: the middle of the image is a voxel. Left-handed, so Slicer shows it with one axis turned round.
SHAPE = (25, 31, 21)
SPACING_MM = (3.0, 2.0, 4.0)
# i to the head, j to the patient's left, k to the front.
AFFINE = np.array([[0, -2.0, 0, 11], [0, 0, 4.0, -7], [3.0, 0, 0, 5], [0, 0, 0, 1]])
MIDDLE = (12, 15, 10)
AXES = {"Axial": 0, "Sagittal": 1, "Coronal": 2}
BRIGHT = (slice(9, 16), slice(12, 19), slice(8, 13))
ROIS = tuple({"name": f"Area {number}"} for number in range(1, 5)) + (
    {"name": "Fixed", "locked": True},
    {"name": "Tip", "kind": "point"},
)
# As `slice_plane` fits: the whole image, with a margin, below the bar with the slice's number.
MARGIN, BAR = 1.05, 28


def make_viewing_project(folder: Path, *, one_roi_per_voxel: bool = False) -> Path:
    """An image of 100 with a brighter box in its middle, and an ROI over the middle that others overlap.

    With one ROI a voxel, the locked one has its voxels for itself.
    """
    folder.mkdir(parents=True)
    pixels = np.full(SHAPE, 100, np.int16)
    pixels[BRIGHT] = 400
    nibabel.save(nibabel.Nifti1Image(pixels, AFFINE), folder / NAME)
    project = Project.create(folder, name="Viewing", rois=ROIS, user="ana", one_roi_per_voxel=one_roi_per_voxel)
    with project[NAME].edit() as annotation:
        annotation["area-4"].mask[8:17, 8:22, 6:15] = True
        annotation["fixed"].locked = False
        annotation["fixed"].mask[10:14, 10:20, 5:16] = True
        annotation["fixed"].locked = True
    return folder


@dataclass(frozen=True)
class PlaneOnPage:
    """Where a plane's picture is on the page, in pixels from top left."""

    name: str
    left: float
    top: float
    width: float
    height: float

    @property
    def axis(self) -> int:
        """The image axis at right angles to it."""
        return AXES[self.name]

    @property
    def middle(self) -> tuple[float, float]:
        """Where the middle of the image is, when all of it is shown."""
        return self.left + self.width / 2, self.top + BAR + (self.height - BAR) / 2

    @property
    def mm_per_pixel(self) -> float:
        """When all of the image is shown."""
        mm = [length * spacing for length, spacing in zip(SHAPE, SPACING_MM, strict=True)]
        patient_axis = {"Axial": (1, 2), "Coronal": (1, 0), "Sagittal": (2, 0)}[self.name]  # across, along the screen
        across, along = (mm[axis] for axis in patient_axis)
        return max(along / (self.height - BAR), across / self.width) * MARGIN


def planes_on_page(page: Any) -> dict[str, PlaneOnPage]:
    """The planes that the page shows now, by their names."""
    script = """() => [...document.querySelectorAll('.layout-grid-item')].map(item => {
        const box = item.getBoundingClientRect();
        return [item.innerText.split(' ')[0], box.x, box.y, box.width, box.height]; })"""
    found = [PlaneOnPage(*values) for values in page.evaluate(script)]
    return {plane.name: plane for plane in found if plane.name in AXES}


def saved_mask(folder: Path, roi: str) -> np.ndarray:
    """An ROI's voxels in the newest version, bool (i, j, k)."""
    mask: Mask = Project.open(folder, user="reader")[NAME].annotation.mask(roi)
    return mask.to_array()


def within_mm(radius_mm: float, place: tuple[float, float, float], axes: tuple[int, ...]) -> np.ndarray:
    """bool (i, j, k): voxels whose centres are no further from a place, along the given axes."""
    steps = (np.stack(np.indices(SHAPE), axis=-1) - place) * SPACING_MM
    return np.linalg.norm(steps[..., list(axes)], axis=-1) <= radius_mm


def assert_same(marked: np.ndarray, wanted: np.ndarray) -> None:
    """Voxel by voxel; which ones are not."""
    assert np.argwhere(marked & ~wanted).tolist() == [], "marked and should not be"
    assert np.argwhere(wanted & ~marked).tolist() == [], "should be marked and are not"


def across(axis: int) -> tuple[int, ...]:
    """The two other axes."""
    return tuple(other for other in range(3) if other != axis)
