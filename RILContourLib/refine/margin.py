"""Growing, shrinking and hollowing masks by a distance in mm."""

from __future__ import annotations

import numpy as np

Spacing = tuple[float, float, float]


def grown(mask: np.ndarray, distance_mm: float, spacing_mm: Spacing) -> np.ndarray:
    """Every voxel whose centre is no further than `distance_mm` from the centre of a marked one; the same shape.

    By Euclidean distance in mm, so the margin is as wide along thick slices as within them. The array needs that much
    room around the mask, or ends at the image's border.
    """
    return _distance_to(mask, spacing_mm) <= distance_mm * (1 + 1e-9)


def shrunk(mask: np.ndarray, distance_mm: float, spacing_mm: Spacing) -> np.ndarray:
    """Only voxels further than `distance_mm` from every voxel that is not marked; the same shape.

    What lies beyond the array does not count as unmarked: an organ cut off by the image's border is not moved from it.
    """
    if mask.all():
        return mask.copy()
    return _distance_to(~mask, spacing_mm) > distance_mm * (1 + 1e-9)


def hollowed(mask: np.ndarray, thickness_mm: float, spacing_mm: Spacing) -> np.ndarray:
    """Only a shell of that thickness, inside of the mask's surface."""
    return mask & ~shrunk(mask, thickness_mm, spacing_mm)


def _distance_to(mask: np.ndarray, spacing_mm: Spacing) -> np.ndarray:
    """Distance in mm from each voxel's centre to that of the nearest marked one; infinite if there is none."""
    from scipy import ndimage

    if not mask.any():
        return np.full(mask.shape, np.inf)
    return ndimage.distance_transform_edt(~mask, sampling=spacing_mm)
