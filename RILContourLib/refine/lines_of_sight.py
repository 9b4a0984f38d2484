"""Where a line of sight through the volume first meets marked voxels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..annotation.extent import Extent, Shape

STEPS_A_VOXEL = 4
AT_ONCE = 64
"""Steps that are looked at together: what is read of a mask stays small, and nothing behind the surface is."""


def first_marked(
    start_ijk: np.ndarray, end_ijk: np.ndarray, shape: Shape, read: Callable[[Extent], np.ndarray]
) -> np.ndarray | None:
    """The first place, (3,) continuous ijk, on the way from start to end that lies in a marked voxel, or None.

    `read` gives the voxels of a box of the image of that shape, bool (i, j, k). The way goes in steps of at most a
    quarter of a voxel along each axis.
    """
    part = _inside(start_ijk, end_ijk, shape)
    if part is None:
        return None
    start, end = part
    count = int(np.ceil(STEPS_A_VOXEL * np.abs(end - start).max())) + 1
    places = np.linspace(start, end, count)
    for first in range(0, count, AT_ONCE):
        some = places[first : first + AT_ONCE]
        voxels = np.clip(np.rint(some).astype(int), 0, np.array(shape) - 1)
        low, high = voxels.min(axis=0), voxels.max(axis=0) + 1
        box = Extent(tuple(low.tolist()), tuple(high.tolist()))
        hit = np.flatnonzero(read(box)[tuple((voxels - low).T)])
        if len(hit):
            return some[hit[0]]
    return None


def _inside(start: np.ndarray, end: np.ndarray, shape: Shape) -> tuple[np.ndarray, np.ndarray] | None:
    """The part of the way that lies in the image's voxels, which reach half a voxel beyond their centres."""
    way = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.stack([(-0.5 - start) / way, (np.array(shape) - 0.5 - start) / way])
    beside = (way == 0) & ((start < -0.5) | (start > np.array(shape) - 0.5))
    if beside.any():
        return None
    low = np.where(way == 0, -np.inf, shares.min(axis=0)).max()
    high = np.where(way == 0, np.inf, shares.max(axis=0)).min()
    low, high = max(low, 0.0), min(high, 1.0)
    return (start + low * way, start + high * way) if low <= high else None
