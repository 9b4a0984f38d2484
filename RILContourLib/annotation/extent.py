"""Boxes of voxels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Extent:
    """A box of voxels in index order (i, j, k): `start` is the first voxel, `stop` one past the last."""

    start: Shape
    stop: Shape

    @staticmethod
    def whole(shape: Shape) -> Extent:
        """The box that holds every voxel of an image of `shape`."""
        return Extent((0, 0, 0), shape)

    @staticmethod
    def around(voxels: np.ndarray) -> Extent | None:
        """The smallest box that holds the True voxels of a bool array (i, j, k); None if there are none."""
        # The slowest axis first: memory is read in order, and what is empty is not read again.
        slow = max(range(3), key=lambda axis: abs(voxels.strides[axis]))
        first, second = (axis for axis in range(3) if axis != slow)
        found = _bounds(np.logical_or.reduce(voxels, axis=(first, second)))
        if found is None:
            return None
        plane = np.logical_or.reduce(voxels[(slice(None),) * slow + (slice(*found),)], axis=slow)
        bounds = {slow: found}
        for axis, across in ((first, 1), (second, 0)):
            bounds[axis] = _bounds(np.logical_or.reduce(plane, axis=across)) or (0, 0)
        (i0, i1), (j0, j1), (k0, k1) = (bounds[axis] for axis in range(3))
        return Extent((i0, j0, k0), (i1, j1, k1))

    # Written out axis by axis: a stroke asks these dozens of times.

    @property
    def shape(self) -> Shape:
        (i0, j0, k0), (i1, j1, k1) = self.start, self.stop
        return i1 - i0, j1 - j0, k1 - k0

    @property
    def voxels(self) -> int:
        ni, nj, nk = self.shape
        return ni * nj * nk

    def slices(self, origin: Shape = (0, 0, 0)) -> tuple[slice, slice, slice]:
        """Index of this box in an array whose first voxel is the image's voxel `origin`."""
        (i0, j0, k0), (i1, j1, k1), (i, j, k) = self.start, self.stop, origin
        return slice(i0 - i, i1 - i), slice(j0 - j, j1 - j), slice(k0 - k, k1 - k)

    def shifted(self, by: Shape) -> Extent:
        (i0, j0, k0), (i1, j1, k1), (i, j, k) = self.start, self.stop, by
        return Extent((i0 + i, j0 + j, k0 + k), (i1 + i, j1 + j, k1 + k))

    def union(self, other: Extent) -> Extent:
        return Extent(_smaller(self.start, other.start), _larger(self.stop, other.stop))

    def intersection(self, other: Extent) -> Extent | None:
        start, stop = _larger(self.start, other.start), _smaller(self.stop, other.stop)
        return Extent(start, stop) if start[0] < stop[0] and start[1] < stop[1] and start[2] < stop[2] else None

    def contains(self, other: Extent) -> bool:
        return _smaller(self.start, other.start) == self.start and _larger(self.stop, other.stop) == self.stop

    def grown(self, margin: int, shape: Shape) -> Extent:
        """This box with `margin` voxels more on each side, inside an image of `shape`."""
        (i0, j0, k0), (i1, j1, k1), (ni, nj, nk) = self.start, self.stop, shape
        start = max(0, i0 - margin), max(0, j0 - margin), max(0, k0 - margin)
        return Extent(start, (min(ni, i1 + margin), min(nj, j1 + margin), min(nk, k1 + margin)))

    def to_json(self) -> list[list[int]]:
        """`[[i first, i last], [j ...], [k ...]]`: as in all our files, ranges name their last member."""
        return [[a, b - 1] for a, b in zip(self.start, self.stop, strict=True)]

    @staticmethod
    def from_json(value: list[list[int]]) -> Extent:
        (i0, i1), (j0, j1), (k0, k1) = value
        return Extent((int(i0), int(j0), int(k0)), (int(i1) + 1, int(j1) + 1, int(k1) + 1))


def _smaller(a: Shape, b: Shape) -> Shape:
    return min(a[0], b[0]), min(a[1], b[1]), min(a[2], b[2])


def _larger(a: Shape, b: Shape) -> Shape:
    return max(a[0], b[0]), max(a[1], b[1]), max(a[2], b[2])


def _bounds(hits: np.ndarray) -> tuple[int, int] | None:
    """The first True of a 1D array and one past the last; None if there is none."""
    places = np.flatnonzero(hits)
    return (int(places[0]), int(places[-1]) + 1) if places.size else None
