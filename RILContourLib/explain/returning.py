"""From maps on a layer's grid back to the image's own, exactly where the network saw what they speak of."""

from __future__ import annotations

import numpy as np

from ..inference.axis_map import AxisMap, Neighbours, sampled
from ..inference.network_grid import NetworkGrid
from ..inference.patches import PatchSum
from ..inference.region import Range, needed_range


class ImageMap:
    """A map on the image's grid that grows by network slices, in any order.

    A layer's voxels are taken to divide the network's input evenly, border on border, whatever strides, pooling and
    padding did; between their centres it is interpolated linearly, straight from the layer's grid to the image's. NaN
    where the network saw nothing.

    slices : [start, stop) of the image along image axis `axis`; only these are kept
    """

    def __init__(self, grid: NetworkGrid, axis: int, slices: Range) -> None:
        self._grid = grid
        self._limits = [_in_network_order(grid, n, axis, slices) for n in range(3)]
        sizes = dict(zip(grid.order, (stop - start for start, stop in self._limits), strict=True))
        self.values = np.zeros((sizes[0], sizes[1], sizes[2]), np.float32, order="F")
        # The same voxels, the slices of the sweep first, in the network's direction.
        self._slices = np.moveaxis(grid.oriented(self.values), grid.sweep, 0)
        self._at = Neighbours.of(grid.maps[grid.sweep].network_positions(*self._limits[grid.sweep]), self._depth)
        self._slices[~self._at.inside] = np.nan

    @property
    def _depth(self) -> int:
        return self._grid.maps[self._grid.sweep].network_size

    def needed(self) -> tuple[Range, Range, Range]:
        """What network voxels are needed along each network axis, [start, stop); (0, 0) if none is."""
        a, b, c = (needed_range(held, limits) for held, limits in zip(self._grid.maps, self._limits, strict=True))
        return a, b, c

    def take(self, number: int, plane: np.ndarray) -> None:
        """What the map is in network slice `number`: (any number of rows, of columns) along the plane's axes."""
        at = self._at
        lower = np.flatnonzero(at.inside & (at.low == number))
        upper = np.flatnonzero(at.inside & (at.high == number) & (at.low != number))
        if not lower.size and not upper.size:
            return
        for n, axis in enumerate(self._grid.plane):
            along = self._grid.maps[axis].resampled(plane.shape[n])
            plane = sampled(plane, n, along.network_positions(*self._limits[axis]), np.nan)
        for place in lower:
            self._slices[place] += plane * (1 - at.weight[place])
        for place in upper:
            self._slices[place] += plane * at.weight[place]


class PatchMaps:
    """Maps of patches that overlap, weighted as drafts are; their mean goes to an ImageMap, slice by slice."""

    def __init__(self, grid: NetworkGrid, size: tuple[int, ...], target: ImageMap) -> None:
        self._sum = PatchSum(grid.shape, size)
        self._size = size
        self._target = target

    def take(self, start: tuple[int, int, int], values: np.ndarray) -> None:
        """The map of the patch at `start`, on the layer's grid; starts come in the order of the first axis."""
        self.finish(start[0])
        for axis, side in enumerate(self._size):
            along = AxisMap.same(side).resampled(values.shape[axis])
            values = sampled(values, axis, along.network_positions(), np.nan)
        self._sum.add(start, values[..., np.newaxis])

    def finish(self, before: int) -> None:
        """Hand on the slices before this one."""
        for number, plane in self._sum.finished_before(before):
            self._target.take(number, plane[..., 0])


def _in_network_order(grid: NetworkGrid, network_axis: int, axis: int, slices: Range) -> Range:
    """What of the image is kept along a network axis, counted in the network's direction."""
    size = grid.maps[network_axis].image_size
    if grid.order[network_axis] != axis:
        return 0, size
    start, stop = slices
    return (size - stop, size - start) if grid.flips[network_axis] else (start, stop)
