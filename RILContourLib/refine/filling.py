"""Filling from a place, and filling what is enclosed."""

from __future__ import annotations

import numpy as np

from ..annotation.extent import Extent

Place = tuple[int, int, int]


def flooded(
    pixels: np.ndarray, place: Place, tolerance: float, *, axis: int | None = None, allowed: np.ndarray | None = None
) -> tuple[Extent, np.ndarray]:
    """The voxels connected by faces to one whose intensities differ from its by no more than `tolerance`.

    pixels: (i, j, k), any real type. axis: stay in the slice of the place along this axis; None: in 3D. allowed: bool
    of the same shape, False where not to go. Returns a box of the image and bool of its shape.
    """
    box = Extent.whole(pixels.shape) if axis is None else _slice_box(pixels.shape, axis, place[axis])
    inside = pixels[box.slices()]
    value = float(pixels[place])
    similar = (inside >= value - tolerance) & (inside <= value + tolerance)
    if allowed is not None:
        similar &= allowed[box.slices()]
    found = connected_to(similar, tuple(at - first for at, first in zip(place, box.start, strict=True)))
    around = Extent.around(found)
    if around is None:
        i, j, k = place
        return Extent(place, (i + 1, j + 1, k + 1)), np.zeros((1, 1, 1), bool)
    return around.shifted(box.start), found[around.slices()]


def connected_to(mask: np.ndarray, place: tuple[int, ...]) -> np.ndarray:
    """The part of a bool array (i, j, k) that is connected by faces to a voxel."""
    from scipy import ndimage

    if not mask[place]:
        return np.zeros_like(mask)
    numbers, _count = ndimage.label(mask)
    return numbers == numbers[place]


def without_holes(mask: np.ndarray, axis: int | None = None) -> np.ndarray:
    """With what the mask encloses on all sides: in 3D, or within each slice along `axis`."""
    from scipy import ndimage

    if axis is None:
        return ndimage.binary_fill_holes(mask)
    structure = np.expand_dims(ndimage.generate_binary_structure(2, 1), axis)
    return ndimage.binary_fill_holes(np.pad(mask, [(0, 0) if a == axis else (1, 1) for a in range(3)]), structure)[
        tuple(slice(None) if a == axis else slice(1, -1) for a in range(3))
    ]


def _slice_box(shape: tuple[int, ...], axis: int, number: int) -> Extent:
    start, stop = [0, 0, 0], list(shape)
    start[axis], stop[axis] = number, number + 1
    return Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
