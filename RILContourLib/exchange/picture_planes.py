"""The three planes of an image through a point, as a radiologist looks at them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..annotation.mask import Mask
from ..images.geometry import Geometry

# Radiological convention: the patient's right on the left of the picture, anterior and superior at the top; in sagittal
# planes anterior on the left. So rows and columns run from the positive to the negative end of an axis of RAS space.
_RIGHT, _ANTERIOR, _SUPERIOR = range(3)
_LETTERS = ("RL", "AP", "SI")
_VIEWS = (
    ("Axial", _SUPERIOR, _ANTERIOR, _RIGHT),
    ("Coronal", _ANTERIOR, _SUPERIOR, _RIGHT),
    ("Sagittal", _RIGHT, _SUPERIOR, _ANTERIOR),
)


@dataclass(frozen=True)
class Plane:
    """One plane. Row 0 is the top, column 0 the left.

    pixels : (rows, columns), or (rows, columns, 3 or 4) for colours
    masks : bool (rows, columns) for each ROI
    row_mm, column_mm : distance between neighbouring rows and columns
    letters : the patient's directions at the left, right, top and bottom edge
    crosshair : row and column of the point, continuous, pixel centres on whole numbers
    position : where the plane is, such as "S 12.5 mm"
    normal : the axis of RAS space, 0 to 2, that the plane is (nearly) at right angles to
    """

    name: str
    pixels: np.ndarray
    masks: tuple[np.ndarray, ...]
    row_mm: float
    column_mm: float
    letters: tuple[str, str, str, str]
    crosshair: tuple[float, float]
    position: str
    normal: int


def three_planes(
    pixels: np.ndarray, geometry: Geometry, masks: Sequence[Mask], ijk: tuple[float, float, float]
) -> list[Plane]:
    """Axial, coronal and sagittal plane through a point: the image's own slices nearest to these planes.

    pixels : (ni, nj, nk), colours with a fourth axis. Of an image with one slice only that slice is given, for the
    others would be lines.
    """
    axis_of = _image_axes(geometry)
    planes = []
    for name, normal, row, column in _VIEWS:
        if geometry.shape[axis_of[row]] > 1 and geometry.shape[axis_of[column]] > 1:
            planes.append(_plane(name, pixels, geometry, masks, ijk, (normal, row, column), axis_of))
    return planes


def obliqueness_degrees(geometry: Geometry) -> float:
    """The largest angle between an axis of the image and the axis of RAS space that it is shown as."""
    directions = geometry.affine_ijk_to_ras[:3, :3] / np.array(geometry.spacing_mm)
    cosines = [abs(directions[ras, ijk]) for ras, ijk in enumerate(_image_axes(geometry))]
    return math.degrees(math.acos(min(1.0, *cosines)))


def _image_axes(geometry: Geometry) -> tuple[int, int, int]:
    """The image's axis (0, 1, 2 for i, j, k) that runs nearest to R, A and S."""
    from nibabel.orientations import io_orientation

    ras_of = io_orientation(geometry.affine_ijk_to_ras)[:, 0].astype(int).tolist()
    return ras_of.index(0), ras_of.index(1), ras_of.index(2)


def _plane(
    name: str,
    pixels: np.ndarray,
    geometry: Geometry,
    masks: Sequence[Mask],
    ijk: tuple[float, float, float],
    axes: tuple[int, int, int],
    axis_of: tuple[int, int, int],
) -> Plane:
    normal, row, column = (axis_of[axis] for axis in axes)
    flips = tuple(geometry.affine_ijk_to_ras[ras, axis_of[ras]] > 0 for ras in axes[1:])
    number = min(max(round(ijk[normal]), 0), geometry.shape[normal] - 1)

    def oriented(slice_2d: np.ndarray) -> np.ndarray:
        turned = slice_2d if row < column else slice_2d.swapaxes(0, 1)
        return turned[:: -1 if flips[0] else 1, :: -1 if flips[1] else 1]

    at = [
        geometry.shape[axis] - 1 - ijk[axis] if flip else ijk[axis]
        for axis, flip in zip((row, column), flips, strict=True)
    ]
    place_mm = float(geometry.ijk_to_ras_mm(np.array(ijk))[axes[0]])
    left, top = _LETTERS[axes[2]], _LETTERS[axes[1]]
    return Plane(
        name=name,
        pixels=oriented(pixels.take(number, axis=normal)),
        masks=tuple(oriented(mask_slice(mask, normal, number)) for mask in masks),
        row_mm=geometry.spacing_mm[row],
        column_mm=geometry.spacing_mm[column],
        letters=(left[0], left[1], top[0], top[1]),
        crosshair=(at[0], at[1]),
        position=f"{_LETTERS[axes[0]][0 if place_mm >= 0 else 1]} {abs(place_mm):.1f} mm",
        normal=axes[0],
    )


def mask_slice(mask: Mask, axis: int, number: int) -> np.ndarray:
    """One slice of a mask, bool, over the whole of the other two axes."""
    others = [other for other in range(3) if other != axis]
    found = np.zeros([mask.shape[other] for other in others], bool)
    if mask.extent and mask.extent.start[axis] <= number < mask.extent.stop[axis]:
        box = mask.extent.slices()
        inside = mask.voxels.take(number - mask.extent.start[axis], axis=axis)
        found[tuple(box[other] for other in others)] = inside
    return found
