"""More series for the demonstration, which has one patient only: its own CT, bent, turned and scaled at random.

They are no other patients. They serve to show how a model is trained and drafts what it was not trained on; nothing
about how well it would do on other people can be learned from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .demo import SERIES

if TYPE_CHECKING:
    from .project import Project

FOLDER = "copies"
LARGEST_BEND_MM = 15.0
SMOOTH_OVER_MM = 60.0
LARGEST_TURN_DEG = 8.0
LARGEST_SCALING = 0.12
NOISE_HU = 15.0
PADDING_HU = -2000
"""What is lower lies outside of what the scanner saw, and stays as it is."""


@dataclass(frozen=True, eq=False)
class DeformedCopy:
    """image : int16 (ni, nj, nk) on the CT's own grid; masks : bool, by ROI, deformed alike."""

    name: str
    image: np.ndarray
    masks: Mapping[str, np.ndarray]


def copy_name(number: int) -> str:
    return f"{FOLDER}/copy-{number}/ct.nii.gz"


def deformed_copy(project: Project, number: int, rois: Iterable[str] = ()) -> DeformedCopy:
    """A copy of the demonstration's CT and of its reference masks, the same for the same number."""
    from scipy.ndimage import map_coordinates

    series = project[SERIES]
    pixels = series.pixels().astype(np.float32)
    generator = np.random.default_rng((2026, number))
    places = _places(pixels.shape, np.array(series.image.geometry.spacing_mm), generator)
    image = map_coordinates(pixels, places, order=1, mode="nearest")
    image[image > PADDING_HU] += generator.normal(0, NOISE_HU, np.count_nonzero(image > PADDING_HU))
    reference = series.read(1).annotation
    masks = {}
    for roi in rois:
        values = reference.mask(roi).to_array().astype(np.float32)
        masks[roi] = map_coordinates(values, places, order=1, mode="constant") >= 0.5
    return DeformedCopy(copy_name(number), np.rint(image).astype(np.int16), masks)


def write_copy(project: Project, copy: DeformedCopy) -> None:
    """Put its image among the project's; an image that is there stays as it is."""
    import nibabel as nib

    path = project.images_root / copy.name
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    image = nib.Nifti1Image(copy.image, project[SERIES].image.geometry.affine_ijk_to_ras)
    image.header["descrip"] = b"deformed copy of CTChest4, made for a demonstration"
    image.header.set_xyzt_units("mm")
    nib.save(image, path)


def _places(shape: tuple[int, ...], spacing_mm: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Where each voxel of the copy is taken from, in voxels of the CT: (3, ni, nj, nk)."""
    from scipy.ndimage import gaussian_filter

    centre_mm = (np.array(shape) - 1) / 2 * spacing_mm
    away_mm = np.moveaxis(np.indices(shape), 0, -1) * spacing_mm - centre_mm
    angle = np.deg2rad(LARGEST_TURN_DEG) * generator.uniform(-1, 1)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    scaling = 1 + LARGEST_SCALING * generator.uniform(-1, 1, 3)
    places_mm = away_mm @ (turn * scaling).T + centre_mm
    for axis in range(3):
        bend = gaussian_filter(generator.standard_normal(shape), SMOOTH_OVER_MM / spacing_mm, mode="nearest")
        places_mm[..., axis] += bend * (LARGEST_BEND_MM * generator.uniform(0.5, 1) / np.abs(bend).max())
    return np.moveaxis(places_mm / spacing_mm, -1, 0)
