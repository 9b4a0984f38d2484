"""What a shell changed: its own copies of ROI compared with the accepted voxels, at the speed of memory."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .block import Block
from .extent import Extent
from .mask_buffer import MaskBuffer
from .shared_work import shared

_memcmp = (ctypes.cdll.msvcrt if os.name == "nt" else ctypes.CDLL(None)).memcmp
_memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
_memcmp.restype = ctypes.c_int

_RUN_BYTES = 4 << 20  # compared by one call: few calls, and several threads have something to do
_LAID_OUT_BYTES = 4 << 20  # at each comparison: the effort is spread over several of them
_ALONE_BYTES = 6 << 20  # so much is compared before another thread has woken


@dataclass(frozen=True)
class ShellCopy:
    """A shell's own copy of an ROI, and what is accepted of it.

    `present`: bool, or uint8 0 and 1, (i, j, k) of `box.shape`, best in Fortran order; outside `box` the copy marks
    nothing.
    """

    accepted: MaskBuffer
    box: Extent
    present: np.ndarray


def changed_extents(copies: Sequence[ShellCopy]) -> list[Extent | None]:
    """For each copy the smallest box of the image in which it differs from what is accepted; None where it does not.

    Fastest where `box` has the same i and j as the accepted mask's extent. Large copies are compared by several
    threads, while this one waits.
    """
    runs = [(number, run) for number, copy in enumerate(copies) for run in _runs(_pairs(copy))]
    if sum(copy.present.nbytes for copy in copies) <= _ALONE_BYTES:
        found = [_difference(run) for _, run in runs]
    else:
        found = shared(_difference, [run for _, run in runs])
    boxes: list[Extent | None] = [None] * len(copies)
    for (number, _), box in zip(runs, found, strict=True):
        boxes[number] = _union([boxes[number], box])
    return boxes


def changed_extent(accepted: MaskBuffer, box: Extent, present: np.ndarray) -> Extent | None:
    """The same for one copy."""
    return changed_extents([ShellCopy(accepted, box, present)])[0]


@dataclass(frozen=True)
class _Pair:
    """What is accepted of a slab, and what is present there; None where nothing is marked."""

    accepted: Block | None
    present: Block | None


@dataclass
class _Run:
    """Slabs one after the other; where `size` is not 0 they lie so in memory, on either side in boxes alike.

    ours, theirs : the addresses of the first accepted and the first present voxel
    """

    pairs: list[_Pair]
    ours: int = 0
    theirs: int = 0
    size: int = 0

    def takes(self, other: _Run) -> bool:
        """Whether the other one follows in memory; then it is part of this one."""
        follows = other.ours == self.ours + self.size and other.theirs == self.theirs + self.size
        if not (self.size and other.size and follows and self.size + other.size <= _RUN_BYTES):
            return False
        self.pairs += other.pairs
        self.size += other.size
        return True


def _pairs(copy: ShellCopy) -> Iterator[_Pair]:
    """Each slab's, after some that lie otherwise in memory were laid out alike: the next comparison finds them so."""
    accepted, present = copy.accepted.blocks(), dict(Block(copy.box, copy.present).by_slab())
    left = _LAID_OUT_BYTES
    for slab in sorted(accepted.keys() | present.keys()):
        ours, theirs = accepted.get(slab), present.get(slab)
        if ours and theirs and ours.box != theirs.box and 0 < theirs.box.voxels <= min(left, 2 * ours.box.voxels):
            ours = copy.accepted.lay_out(slab, theirs.box) or ours
            left -= theirs.box.voxels
        yield _Pair(ours, theirs)


def _runs(pairs: Iterable[_Pair]) -> list[_Run]:
    runs: list[_Run] = []
    for pair in pairs:
        run = _run(pair)
        if not (runs and runs[-1].takes(run)):
            runs.append(run)
    return runs


def _run(pair: _Pair) -> _Run:
    """Of one slab."""
    ours, theirs = pair.accepted, pair.present
    if ours is None or theirs is None or ours.box != theirs.box:
        return _Run([pair])
    if not (ours.voxels.flags.f_contiguous and theirs.voxels.flags.f_contiguous):
        return _Run([pair])
    return _Run([pair], ours.voxels.ctypes.data, theirs.voxels.ctypes.data, ours.voxels.nbytes)


def _difference(run: _Run) -> Extent | None:
    if run.size and not _memcmp(run.ours, run.theirs, run.size):
        return None
    return _union(_difference_in_slab(pair.accepted, pair.present) for pair in run.pairs)


def _difference_in_slab(accepted: Block | None, present: Block | None) -> Extent | None:
    """The smallest box in which two blocks differ; beyond a block, or where there is none, nothing is marked."""
    if accepted and present and present.box.contains(accepted.box):
        return _changed(_wider.block(accepted, present.box), present)
    common = accepted.box.intersection(present.box) if accepted and present else None
    found = [marked for block in (accepted, present) if block for marked in _marked_beyond(block, common)]
    if accepted and present and common:
        found.append(_changed(accepted.within(common), present.within(common)))
    return _union(found)


class _Wider(threading.local):
    """Blocks with unmarked voxels around them, always in the same memory of a thread: most differ in voxels only."""

    def __init__(self) -> None:
        self._block: Block | None = None
        self._margins: tuple[int, ...] = ()

    def block(self, block: Block, box: Extent) -> Block:
        """The block in a box that holds it; valid until the thread's next call."""
        if block.box == box:
            return block
        margins = (*box.shape, *(a - b for a, b in zip(block.box.start, box.start, strict=True)), *block.box.shape)
        if self._block is None or self._margins != margins:
            self._block, self._margins = Block.unmarked(box), margins
        self._block = Block(box, self._block.voxels)
        self._block.paste(block)
        return self._block


_wider = _Wider()


def _changed(accepted: Block, present: Block) -> Extent | None:
    """The same for two blocks of one box: of what is not one piece of memory a copy is compared."""
    ours, theirs = np.asfortranarray(accepted.voxels), np.asfortranarray(present.voxels)
    if not _memcmp(ours.ctypes.data, theirs.ctypes.data, ours.nbytes):
        return None
    return Block(accepted.box, ours != theirs).marked()


def _marked_beyond(block: Block, common: Extent | None) -> Iterator[Extent | None]:
    """Boxes round what a block marks outside `common`, which is a part of it; of all of the block if that is None."""
    if common is None:
        yield block.marked()
        return
    for axis in (2, 1, 0):  # the slowest axis in memory first, so that what is cut off is few pieces of memory
        first, start, stop, last = block.box.start[axis], common.start[axis], common.stop[axis], block.box.stop[axis]
        if (first, last) != (start, stop):
            for piece in ((first, start), (stop, last)):
                beyond = block.within(_limited(block.box, axis, *piece))
                if beyond.voxels.any():
                    yield beyond.marked()
            block = block.within(_limited(block.box, axis, start, stop))


def _limited(box: Extent, axis: int, start: int, stop: int) -> Extent:
    """The same box from `start` to `stop` along an axis."""
    starts, stops = list(box.start), list(box.stop)
    starts[axis], stops[axis] = start, stop
    return Extent((starts[0], starts[1], starts[2]), (stops[0], stops[1], stops[2]))


def _union(boxes: Iterable[Extent | None]) -> Extent | None:
    union = None
    for box in boxes:
        if box:
            union = union.union(box) if union else box
    return union
