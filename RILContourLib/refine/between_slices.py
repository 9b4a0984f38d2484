"""Filling the slices between those that were drawn."""

from __future__ import annotations

import numpy as np


def filled_between(mask: np.ndarray, axis: int, spacing_mm: tuple[float, float, float]) -> np.ndarray:
    """The mask with its empty slices between two marked ones filled by shape-based interpolation.

    The signed distances to the borders of the two marked slices are mixed in proportion, and what is inside is marked
    (Raya and Udupa, IEEE Trans Med Imaging 9:32-42, 1990). mask: bool (i, j, k); slices along `axis`.
    """
    planes = np.moveaxis(mask, axis, 0).copy()
    spacing = tuple(value for each, value in enumerate(spacing_mm) if each != axis)
    marked = np.flatnonzero(planes.any(axis=(1, 2)))
    for first, last in zip(marked[:-1], marked[1:], strict=True):
        if last - first < 2:
            continue
        below, above = (_signed_distance(planes[number], spacing) for number in (first, last))
        for number in range(first + 1, last):
            share = (number - first) / (last - first)
            planes[number] = (1 - share) * below + share * above > 0
    return np.moveaxis(planes, 0, axis)


def _signed_distance(plane: np.ndarray, spacing_mm: tuple[float, ...]) -> np.ndarray:
    """In mm, positive inside; zero on the border between voxels, so half a step less than between centres."""
    from scipy import ndimage

    padded = np.pad(plane, 1)
    half = min(spacing_mm) / 2
    inside = ndimage.distance_transform_edt(padded, sampling=spacing_mm)
    outside = ndimage.distance_transform_edt(~padded, sampling=spacing_mm)
    return np.where(padded, inside - half, half - outside)[1:-1, 1:-1]
