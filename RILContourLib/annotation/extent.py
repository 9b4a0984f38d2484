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

    @property
    def shape(self) -> Shape:
        return tuple(b - a for a, b in zip(self.start, self.stop, strict=True))  # type: ignore[return-value]

    @property
    def voxels(self) -> int:
        ni, nj, nk = self.shape
        return ni * nj * nk

    def slices(self, origin: Shape = (0, 0, 0)) -> tuple[slice, slice, slice]:
        """Index of this box in an array whose first voxel is the image's voxel `origin`."""
        return tuple(  # type: ignore[return-value]
            slice(a - o, b - o) for a, b, o in zip(self.start, self.stop, origin, strict=True)
        )

    def shifted(self, by: Shape) -> Extent:
        return Extent(
            tuple(a + d for a, d in zip(self.start, by, strict=True)),  # type: ignore[arg-type]
            tuple(b + d for b, d in zip(self.stop, by, strict=True)),  # type: ignore[arg-type]
        )

    def union(self, other: Extent) -> Extent:
        return Extent(
            tuple(map(min, self.start, other.start)),  # type: ignore[arg-type]
            tuple(map(max, self.stop, other.stop)),  # type: ignore[arg-type]
        )

    def intersection(self, other: Extent) -> Extent | None:
        start = tuple(map(max, self.start, other.start))
        stop = tuple(map(min, self.stop, other.stop))
        if any(a >= b for a, b in zip(start, stop, strict=True)):
            return None
        return Extent(start, stop)  # type: ignore[arg-type]

    def contains(self, other: Extent) -> bool:
        return all(a <= b for a, b in zip(self.start, other.start, strict=True)) and all(
            a >= b for a, b in zip(self.stop, other.stop, strict=True)
        )

    def grown(self, margin: int, shape: Shape) -> Extent:
        """This box with `margin` voxels more on each side, inside an image of `shape`."""
        return Extent(
            tuple(max(0, a - margin) for a in self.start),  # type: ignore[arg-type]
            tuple(min(n, b + margin) for b, n in zip(self.stop, shape, strict=True)),  # type: ignore[arg-type]
        )

    def to_json(self) -> list[list[int]]:
        """`[[i first, i last], [j ...], [k ...]]`: as in all our files, ranges name their last member."""
        return [[a, b - 1] for a, b in zip(self.start, self.stop, strict=True)]

    @staticmethod
    def from_json(value: list[list[int]]) -> Extent:
        (i0, i1), (j0, j1), (k0, k1) = value
        return Extent((int(i0), int(j0), int(k0)), (int(i1) + 1, int(j1) + 1, int(k1) + 1))


def _bounds(hits: np.ndarray) -> tuple[int, int] | None:
    """The first True of a 1D array and one past the last; None if there is none."""
    places = np.flatnonzero(hits)
    return (int(places[0]), int(places[-1]) + 1) if places.size else None
