"""Which voxels a brush marks on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from ..annotation.extent import Extent, Shape


@dataclass(frozen=True)
class Brush:
    """A round brush.

    A sphere where `axis` is None; else a disc in the slices along that image axis: those it is moved over, and as many
    on either side that `slices` (odd) are marked together.
    """

    diameter_mm: float
    axis: int | None = None
    slices: int = 1


def stroke_voxels(
    path_ijk: np.ndarray, brush: Brush, spacing_mm: tuple[float, float, float], shape: Shape
) -> tuple[Extent, np.ndarray] | None:
    """The voxels whose centre is no further than the brush's radius from the path, and always the one below it.

    path_ijk: (n, 3) continuous places that the brush's centre went through, joined by straight lines. Returns a box of
    the image and bool (i, j, k) of its shape; None if nothing of it lies in the image.
    """
    path = np.asarray(path_ijk, dtype=np.float64).reshape(-1, 3)
    reach = _reach_voxels(brush, spacing_mm)
    box = _box_around(path, reach, shape)
    if box is None:
        return None
    marked = np.zeros(box.shape, bool)
    starts, ends = (path[:-1], path[1:]) if len(path) > 1 else (path, path)
    for start, end in zip(starts, ends, strict=True):
        part = _box_around(np.stack([start, end]), reach, shape)
        if part is not None:
            marked[part.slices(box.start)] |= _segment_voxels(start, end, part, brush, spacing_mm)
    return box, marked


def strokes_voxels(
    paths_ijk: Sequence[np.ndarray], brush: Brush, spacing_mm: tuple[float, float, float], shape: Shape
) -> tuple[Extent, np.ndarray] | None:
    """What several strokes mark together; see `stroke_voxels`."""
    strokes = [stroke_voxels(path, brush, spacing_mm, shape) for path in paths_ijk]
    marked = [stroke for stroke in strokes if stroke]
    if not marked:
        return None
    box = reduce(Extent.union, (each for each, _voxels in marked))
    together = np.zeros(box.shape, bool)
    for each, voxels in marked:
        together[each.slices(box.start)] |= voxels
    return box, together


def _segment_voxels(
    start: np.ndarray, end: np.ndarray, box: Extent, brush: Brush, spacing_mm: tuple[float, float, float]
) -> np.ndarray:
    """bool (i, j, k) of `box`: the voxels near one straight piece of the path."""
    axes = [axis for axis in range(3) if axis != brush.axis]
    grids = [np.arange(box.start[axis], box.stop[axis]) for axis in range(3)]
    spacing = np.array(spacing_mm)
    way = ((end - start) * spacing)[axes]
    places = [_along(grids[axis] - start[axis], axis) * spacing[axis] for axis in axes]
    length_squared = float(way @ way)
    if length_squared > 0:
        share = sum(place * step for place, step in zip(places, way, strict=True)) / length_squared
        share = np.clip(share, 0.0, 1.0)
        places = [place - share * step for place, step in zip(places, way, strict=True)]
    near = sum(place**2 for place in places) <= (brush.diameter_mm / 2) ** 2 * (1 + 1e-9)
    near = np.broadcast_to(near, box.shape).copy()
    for centre in (start, end):  # a brush smaller than a voxel marks the voxel below it
        voxel = np.rint(centre).astype(int)
        if all(first <= at < stop for first, at, stop in zip(box.start, voxel, box.stop, strict=True)):
            near[tuple(voxel - box.start)] = True
    return near


def _reach_voxels(brush: Brush, spacing_mm: tuple[float, float, float]) -> np.ndarray:
    """How far the brush reaches to either side of its centre, in voxels along i, j, k."""
    reach = brush.diameter_mm / 2 / np.array(spacing_mm)
    if brush.axis is not None:
        reach[brush.axis] = (brush.slices - 1) // 2
    return reach


def _box_around(path: np.ndarray, reach: np.ndarray, shape: Shape) -> Extent | None:
    """The voxels that a brush on its path can reach; at least those below the path."""
    nearest = np.rint(path)
    low = np.minimum(np.ceil(path.min(axis=0) - reach), np.rint(nearest.min(axis=0) - np.floor(reach)))
    high = np.maximum(np.floor(path.max(axis=0) + reach), np.rint(nearest.max(axis=0) + np.floor(reach)))
    start = tuple(int(max(0, value)) for value in low)
    stop = tuple(int(min(length, value + 1)) for value, length in zip(high, shape, strict=True))
    if any(first >= last for first, last in zip(start, stop, strict=True)):
        return None
    return Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))


def _along(numbers: np.ndarray, axis: int) -> np.ndarray:
    """Numbers of one axis, so shaped that they spread over the two others."""
    return numbers.reshape([-1 if each == axis else 1 for each in range(3)])
