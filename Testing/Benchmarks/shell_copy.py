"""What a shell holds of an ROI, and how a brush changes it: stands in for Slicer's labelmap and paint effect."""

from __future__ import annotations

import numpy as np

from RILContourLib.annotation.extent import Extent, Shape
from RILContourLib.annotation.mask import Mask


class ShellCopy:
    """One segment's labelmap: uint8 0 and 1, i fastest, over a box that grows to take each stroke in."""

    def __init__(self, mask: Mask) -> None:
        assert mask.extent is not None
        self.box: Extent = mask.extent
        self.voxels: np.ndarray = np.array(mask.voxels, np.uint8, order="F")

    def paint(self, brush: np.ndarray, box: Extent, value: int) -> None:
        """Set the voxels of a bool array (i, j, k) placed at `box`; erasing leaves the box as it is."""
        inside = box if value else box.intersection(self.box)
        if inside is None:
            return
        if not self.box.contains(inside):
            larger = self.box.union(box)
            voxels = np.zeros(larger.shape, np.uint8, order="F")
            voxels[self.box.slices(larger.start)] = self.voxels
            self.box, self.voxels = larger, voxels
        self.voxels[inside.slices(self.box.start)][brush[inside.slices(box.start)]] = value

    def read(self, box: Extent) -> np.ndarray:
        """The voxels of a box of the image, bool (i, j, k)."""
        voxels = np.zeros(box.shape, bool, order="F")
        common = box.intersection(self.box)
        if common:
            voxels[common.slices(box.start)] = self.voxels[common.slices(self.box.start)]
        return voxels


def disc(radius: int) -> np.ndarray:
    """A round brush on one slice, bool (i, j, 1)."""
    i, j = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return (i * i + j * j <= radius * radius)[:, :, None]


def ball(radius: int) -> np.ndarray:
    """A round brush in three dimensions, bool (i, j, k)."""
    i, j, k = np.ogrid[-radius : radius + 1, -radius : radius + 1, -radius : radius + 1]
    return i * i + j * j + k * k <= radius * radius


def placed(brush: np.ndarray, centre: tuple[int, int, int], shape: Shape) -> tuple[np.ndarray, Extent]:
    """A brush with its middle at voxel `centre`, cut off at the image's edges, and the box that it covers."""
    start = tuple(c - n // 2 for c, n in zip(centre, brush.shape, strict=True))
    box = Extent(start, tuple(s + n for s, n in zip(start, brush.shape, strict=True)))
    inside = box.intersection(Extent.whole(shape))
    assert inside is not None
    return brush[inside.slices(box.start)], inside
