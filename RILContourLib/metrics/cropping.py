"""A part of a mask, to be measured by itself."""

from __future__ import annotations

from ..annotation.extent import Extent
from ..annotation.mask import Mask


def within_slices(mask: Mask, axis: int, slices: tuple[int, int] | None) -> Mask:
    """What the mask marks in slices [start, stop) along image axis `axis`, on the same grid; None: all of it.

    The surface of what is cut off is where the cut is.
    """
    if slices is None or mask.extent is None:
        return mask
    start, stop = list(mask.extent.start), list(mask.extent.stop)
    start[axis], stop[axis] = max(start[axis], slices[0]), min(stop[axis], slices[1])
    if start[axis] >= stop[axis]:
        return Mask.empty(mask.shape)
    box = Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
    return Mask.from_crop(mask.shape, box.start, mask.voxels[box.slices(mask.extent.start)])
