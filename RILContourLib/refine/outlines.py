"""Which voxels an outline encloses."""

from __future__ import annotations

import numpy as np

from ..annotation.extent import Extent, Shape


def enclosed(corners: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """bool (nx, ny) of `shape`: the grid points (whole x, y) inside of a closed outline.

    corners: (n, 2) continuous x, y. By the even-odd rule, so parts that cross themselves twice are outside; a grid
    point on the border belongs to one of two outlines that share it, never to both (edges are half open).
    """
    inside = np.zeros(shape, bool)
    points = np.asarray(corners, dtype=np.float64)
    if len(points) < 3:
        return inside
    rows = np.arange(shape[1])
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):
        crossed = rows[(y0 <= rows) != (y1 <= rows)]
        if crossed.size:
            # All grid points right of the crossing change sides.
            crossing = np.ceil(x0 + (crossed - y0) * (x1 - x0) / (y1 - y0)).clip(0, shape[0]).astype(int)
            beyond = np.arange(shape[0])[:, None] >= crossing[None, :]
            inside[:, crossed] ^= beyond
    return inside


def outline_voxels(
    corners_ijk: np.ndarray, axis: int, slices: tuple[int, int], shape: Shape
) -> tuple[Extent, np.ndarray] | None:
    """The voxels inside of an outline drawn in a plane of the image's grid, in one slice or several.

    corners_ijk: (n, 3) continuous; axis: the image axis at right angles to the plane; slices: the first and one past
    the last. Returns a box of the image and bool (i, j, k) of its shape; None if nothing of it lies in the image.
    """
    across, down = (each for each in range(3) if each != axis)
    inside = enclosed(np.asarray(corners_ijk)[:, [across, down]], (shape[across], shape[down]))
    first, last = max(0, slices[0]), min(shape[axis], slices[1])
    if first >= last or not inside.any():
        return None
    whole = np.expand_dims(inside, axis)
    found = Extent.around(whole)
    assert found
    start, stop = list(found.start), list(found.stop)
    cropped = whole[found.slices()]
    start[axis], stop[axis] = first, last
    box = Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
    return box, np.repeat(cropped, last - first, axis=axis)
