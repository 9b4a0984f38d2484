"""What a shell changed: its own copy of an ROI compared with the accepted voxels, at the speed of memory."""

from __future__ import annotations

import ctypes
import os

import numpy as np

from .extent import Extent
from .mask_buffer import MaskBuffer

_memcmp = (ctypes.cdll.msvcrt if os.name == "nt" else ctypes.CDLL(None)).memcmp
_memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
_memcmp.restype = ctypes.c_int


def changed_extent(accepted: MaskBuffer, box: Extent, present: np.ndarray) -> Extent | None:
    """The smallest box of the image in which `present` differs from what is accepted; None where it does not.

    `present`: bool, or uint8 0 and 1, (i, j, k) of `box.shape`; outside `box` the shell's copy marks nothing. Fastest
    where `box` is the one that `accepted` holds (64 MB: 6 ms, else 14 ms).
    """
    held, voxels = accepted.held
    if held is None:
        added = Extent.around(present)
        return added and added.shifted(box.start)
    found = [_marked_outside(present, box, held), _marked_outside(voxels, held, box)]
    common = box.intersection(held)
    if common:
        changed = changed_box(voxels[common.slices(held.start)], present[common.slices(box.start)])
        found.append(changed and changed.shifted(common.start))
    return _union(found)


def changed_box(accepted: np.ndarray, present: np.ndarray) -> Extent | None:
    """The smallest box in which two arrays differ, counted from their first voxel; None where they are equal.

    Both (i, j, k) of one shape with one byte a voxel. Made for arrays in Fortran order; others take longer.
    """
    slices = [_Slices(accepted), _Slices(present)]
    found = []
    for k in range(accepted.shape[2]):
        if _memcmp(slices[0].address(k), slices[1].address(k), slices[0].bytes):
            different = accepted[:, :, k : k + 1] != present[:, :, k : k + 1]
            changed = Extent.around(different)
            found.append(changed and changed.shifted((0, 0, k)))
    return _union(found)


class _Slices:
    """The k-slices of an array as blocks of memory, in place where they are such blocks, else copied one by one."""

    def __init__(self, array: np.ndarray) -> None:
        self._array = array
        self.bytes = array.shape[0] * array.shape[1]
        self._start = array.ctypes.data
        in_place = array.strides[:2] == (1, array.shape[0])
        self._copy = None if in_place else np.empty(array.shape[:2], array.dtype, order="F")

    def address(self, k: int) -> int:
        """Where slice `k` lies, in Fortran order; a copy is valid until the next call."""
        if self._copy is None:
            return self._start + k * self._array.strides[2]
        np.copyto(self._copy, self._array[:, :, k])
        return self._copy.ctypes.data


def _marked_outside(voxels: np.ndarray, box: Extent, other: Extent) -> Extent | None:
    """The smallest box of the image round the marked voxels of `box` that lie outside `other`."""
    found = []
    inside = box
    for axis in (2, 1, 0):  # the slowest axis in memory first: the largest blocks are whole
        for start, stop in ((inside.start[axis], other.start[axis]), (other.stop[axis], inside.stop[axis])):
            strip = _limited(inside, axis, start, stop)
            if strip:
                marked = Extent.around(voxels[strip.slices(box.start)])
                found.append(marked and marked.shifted(strip.start))
        rest = _limited(inside, axis, other.start[axis], other.stop[axis])
        if rest is None:
            break
        inside = rest
    return _union(found)


def _limited(box: Extent, axis: int, start: int, stop: int) -> Extent | None:
    """The part of `box` from `start` to `stop` along `axis`."""
    starts, stops = list(box.start), list(box.stop)
    starts[axis], stops[axis] = max(start, starts[axis]), min(stop, stops[axis])
    if starts[axis] >= stops[axis]:
        return None
    return Extent((starts[0], starts[1], starts[2]), (stops[0], stops[1], stops[2]))


def _union(boxes: list[Extent | None]) -> Extent | None:
    union = None
    for box in boxes:
        if box:
            union = box.union(union) if union else box
    return union
