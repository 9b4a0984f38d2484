"""Simple shapes of voxels, for scripts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..images.geometry import Geometry

Index = tuple[slice, slice, slice]


def sphere(geometry: Geometry, centre_ijk: Sequence[float], radius_mm: float) -> tuple[Index, np.ndarray]:
    """The box that holds a sphere as far as it is in the image, and which of the box's voxels are in it.

    Returns an index (i, j, k) of the image, and a bool array of the box's shape: voxels whose centres are at most
    `radius_mm` from that of the sphere. The sphere is round in mm whatever the spacing, sheared grids included.
    """
    centre_mm = geometry.ijk_to_ras_mm(np.array(centre_ijk, dtype=float))
    # How far the sphere reaches along an index axis: the length of that row of the inverse affine, times the radius.
    reach = radius_mm * np.linalg.norm(geometry.affine_ras_to_ijk[:3, :3], axis=1)
    low = np.maximum(np.ceil(np.asarray(centre_ijk) - reach), 0).astype(int)
    high = np.minimum(np.floor(np.asarray(centre_ijk) + reach) + 1, geometry.shape).astype(int)
    high = np.maximum(high, low)
    box = (slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1])), slice(int(low[2]), int(high[2])))
    places = np.moveaxis(np.mgrid[box], 0, -1)
    distance_mm = np.linalg.norm(geometry.ijk_to_ras_mm(places) - centre_mm, axis=-1)
    return box, distance_mm <= radius_mm
