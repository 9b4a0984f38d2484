"""What a shell changed: its own copy of an ROI compared with the accepted voxels, at the speed of memory."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

import numpy as np

from .extent import Extent
from .mask_buffer import MaskBuffer

_memcmp = (ctypes.cdll.msvcrt if os.name == "nt" else ctypes.CDLL(None)).memcmp
_memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
_memcmp.restype = ctypes.c_int


def changed_extent(accepted: MaskBuffer, box: Extent, present: np.ndarray) -> Extent | None:
    """The smallest box of the image in which a shell's copy differs from what is accepted; None where it does not.

    `present`: bool, or uint8 0 and 1, (i, j, k) of `box.shape`, best in Fortran order; outside `box` the copy marks
    nothing. Fastest where `box` has the same i and j as the box that is held (64 MB: 7 ms, else 12 ms).
    """
    held, voxels = accepted.held
    if held is None:
        changed = Extent.around(present)
        return changed and changed.shifted(box.start)
    changed = _changed(_Slices(voxels, held, box), _Slices(present, box, box))
    return _union([changed and changed.shifted(box.start), *_marked_outside(voxels, held, box)])


def changed_box(accepted: np.ndarray, present: np.ndarray) -> Extent | None:
    """The smallest box in which two arrays differ, counted from their first voxel; None where they are equal.

    Both (i, j, k) of one shape with one byte a voxel, best in Fortran order.
    """
    box = Extent((0, 0, 0), accepted.shape)
    return _changed(_Slices(accepted, box, box), _Slices(present, box, box))


def _changed(accepted: _Slices, present: _Slices) -> Extent | None:
    found = []
    for k in range(present.count):
        if _memcmp(accepted.address(k), present.address(k), present.bytes):
            changed = Extent.around(accepted.plane(k) != present.plane(k))
            found.append(changed and changed.shifted((0, 0, k)))
    return _union(found)


class _Slices:
    """The k-slices of `box` as blocks of memory in Fortran order, of voxels that fill the box `held`.

    Slices that are such blocks already are not copied. Beyond `held` nothing is marked.
    """

    def __init__(self, voxels: np.ndarray, held: Extent, box: Extent) -> None:
        self.count, self.bytes = box.shape[2], box.shape[0] * box.shape[1]
        self._voxels = voxels
        self._shift = box.start[2] - held.start[2]
        self._common = box.intersection(held)
        same_plane = held.start[:2] == box.start[:2] and held.stop[:2] == box.stop[:2]
        self._in_place = same_plane and voxels.strides[:2] == (1, voxels.shape[0])
        self._start, self._step = voxels.ctypes.data, voxels.strides[2]
        self._copy = np.zeros((*box.shape[:2], 1), voxels.dtype, order="F")
        self._copy_start = self._copy.ctypes.data
        if self._common:
            self._from, self._to = (self._common.slices(origin)[:2] for origin in (held.start, box.start))

    def _is_marked(self, k: int) -> bool:
        return self._common is not None and 0 <= k + self._shift < self._voxels.shape[2]

    def address(self, k: int) -> int:
        """Where slice `k` lies until the next call."""
        if self._in_place and self._is_marked(k):
            return self._start + (k + self._shift) * self._step
        if self._is_marked(k):
            self._copy[(*self._to, 0)] = self._voxels[(*self._from, k + self._shift)]
        else:
            self._copy.fill(0)
        return self._copy_start

    def plane(self, k: int) -> np.ndarray:
        """The slice whose address was asked for last, (i, j, 1)."""
        if self._in_place and self._is_marked(k):
            return self._voxels[:, :, k + self._shift, np.newaxis]
        return self._copy


def _marked_outside(voxels: np.ndarray, held: Extent, box: Extent) -> list[Extent | None]:
    """Boxes of the image round the marked voxels of `held` that lie outside `box`."""
    found = []
    inside = held
    for axis in (2, 1, 0):  # the slowest axis in memory first, so that the strips are few blocks of memory
        below, inside_or_above = _split(inside, axis, box.start[axis])
        middle, above = _split(inside_or_above, axis, box.stop[axis])
        for strip in filter(None, (below, above)):
            marked = Extent.around(voxels[strip.slices(held.start)])
            found.append(marked and marked.shifted(strip.start))
        if middle is None:
            break
        inside = middle
    return found


def _split(box: Extent | None, axis: int, at: int) -> tuple[Extent | None, Extent | None]:
    """The parts of a box before and from voxel `at` on along an axis."""
    if box is None or at <= box.start[axis]:
        return None, box
    if at >= box.stop[axis]:
        return box, None
    stop, start = list(box.stop), list(box.start)
    stop[axis] = start[axis] = at
    return Extent(box.start, (stop[0], stop[1], stop[2])), Extent((start[0], start[1], start[2]), box.stop)


def _union(boxes: Iterable[Extent | None]) -> Extent | None:
    union = None
    for box in boxes:
        if box:
            union = union.union(box) if union else box
    return union
