"""A part of an image, as a network comes to it: along its own axes, counted in its direction."""

from __future__ import annotations

from ..annotation.extent import Extent
from .axis_map import AxisMap, Neighbours
from .network_grid import NetworkGrid

Range = tuple[int, int]
Box = tuple[Range, Range, Range]
"""[start, stop) along each of a network's three axes."""


def whole_box(grid: NetworkGrid) -> Box:
    """All of the image, in its own voxels."""
    a, b, c = ((0, held.image_size) for held in grid.maps)
    return a, b, c


def box_of(region: Extent, grid: NetworkGrid) -> Box:
    """A box of the image (i, j, k) along the network's axes, still in the image's voxels."""
    ranges = []
    for axis, flip, held in zip(grid.order, grid.flips, grid.maps, strict=True):
        start, stop = region.start[axis], region.stop[axis]
        ranges.append((held.image_size - stop, held.image_size - start) if flip else (start, stop))
    return ranges[0], ranges[1], ranges[2]


def needed_range(held: AxisMap, limits: Range) -> Range:
    """The network voxels between which image voxels [start, stop) lie; (0, 0) if the network sees none of them."""
    at = Neighbours.of(held.network_positions(*limits), held.network_size)
    if not at.inside.any():
        return 0, 0
    return int(at.low[at.inside].min()), int(at.high[at.inside].max()) + 1
