"""The grid on which a network sees an image: its axes, their directions, spacing and size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..images.geometry import Geometry
from ..models.description import AS_IN_FILE, NetworkInput
from .axis_map import AxisMap

LARGEST_GRID_VOXELS = 4_000_000_000


@dataclass(frozen=True)
class NetworkGrid:
    """Network axis a is image axis `order[a]`, reversed where `flips[a]`; `maps[a]` goes along it, after reversing.

    `sweep` is the network axis that is worked through slice by slice; `rows` and `columns` are the others.
    """

    order: tuple[int, int, int]
    flips: tuple[bool, bool, bool]
    maps: tuple[AxisMap, AxisMap, AxisMap]
    sweep: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Network voxels along the network's axes."""
        a, b, c = (each.network_size for each in self.maps)
        return a, b, c

    @property
    def plane(self) -> tuple[int, int]:
        """The network axes that are not swept, in their order."""
        first, second = (axis for axis in range(3) if axis != self.sweep)
        return first, second

    def oriented(self, array_ijk: np.ndarray) -> np.ndarray:
        """A view of an image's array with the network's axes: what is written to it is in the array."""
        view = array_ijk.transpose(self.order)
        return view[tuple(slice(None, None, -1) if flip else slice(None) for flip in self.flips)]


def grid_for(geometry: Geometry, shape_ijk: tuple[int, int, int], given: NetworkInput) -> NetworkGrid:
    """The grid of a network for an image of `geometry` and `shape_ijk` voxels.

    geometry : truth of the image, spacing in mm; given : what the network expects
    """
    order, flips = _axes(geometry, given.orientation)
    maps = [
        _spaced(AxisMap.same(shape_ijk[axis]), geometry.spacing_mm[axis], wanted)
        for axis, wanted in zip(order, given.spacing_mm, strict=True)
    ]
    sweep = given.axis if given.dimensions == 2 else 0
    for axis, side in _sides(given, maps):
        maps[axis] = _fitted(maps[axis], side, given)
    return NetworkGrid(order, flips, (maps[0], maps[1], maps[2]), sweep)


def _axes(geometry: Geometry, orientation: str) -> tuple[tuple[int, int, int], tuple[bool, bool, bool]]:
    if orientation == AS_IN_FILE:
        return (0, 1, 2), (False, False, False)
    codes = geometry.axis_codes
    opposite = dict(zip("RLAPSI", "LRPAIS", strict=True))
    axes = [next(n for n, code in enumerate(codes) if code in (letter, opposite[letter])) for letter in orientation]
    flips = [codes[axis] != letter for axis, letter in zip(axes, orientation, strict=True)]
    return (axes[0], axes[1], axes[2]), (flips[0], flips[1], flips[2])


def _spaced(axis: AxisMap, spacing_mm: float, wanted_mm: float | None) -> AxisMap:
    if wanted_mm is None:
        return axis
    size = max(1, round(axis.image_size * spacing_mm / wanted_mm))
    return axis if size == axis.network_size else axis.resampled(size)


def _sides(given: NetworkInput, maps: list[AxisMap]) -> list[tuple[int, int]]:
    """Network axes and the number of voxels that the network takes along each."""
    axes = [axis for axis in range(3) if given.dimensions == 3 or axis != given.axis]
    if given.size is None:
        step = given.multiple_of
        return [(axis, -(-maps[axis].network_size // step) * step) for axis in axes]
    # What the network calls rows is the second axis of the plane where it is transposed.
    size = given.size[::-1] if given.dimensions == 2 and given.transpose else given.size
    if given.kind == "patch":
        return [(axis, max(side, maps[axis].network_size)) for axis, side in zip(axes, size, strict=True)]
    return list(zip(axes, size, strict=True))


def _fitted(axis: AxisMap, side: int, given: NetworkInput) -> AxisMap:
    if side == axis.network_size:
        return axis
    if given.fit == "resize" and given.size is not None and given.kind != "patch":
        return axis.resampled(side)
    return axis.cropped_or_padded(side)
