"""One ROI's voxels on one frame while they are edited: a mask cut into slabs, of which those that change are copied."""

from __future__ import annotations

import threading
from functools import reduce
from typing import Any

import numpy as np

from .block import Block, boxes_by_slab
from .extent import Extent, Shape
from .mask import Mask

GROWTH_MARGIN = 16  # voxels added in i and j round a stroke that leaves a slab's box, so that the next ones fit


class MaskBuffer:
    """Marked voxels of an image; costs one byte a voxel of the mask's extent, and of each slab that changed since.

    A stroke copies only the slabs that it touches, however large the ROI. For several threads; one that reads while
    another writes sees each slab as of either moment.
    """

    def __init__(self, mask: Mask) -> None:
        self.shape: Shape = mask.shape
        self._lock = threading.Lock()
        self._take(mask)

    def _take(self, mask: Mask) -> None:
        self._mask: Mask | None = mask  # None as soon as something changed
        self._blocks = dict(Block(mask.extent, mask.voxels).by_slab()) if mask.extent else {}

    def __deepcopy__(self, memo: dict[int, Any]) -> MaskBuffer:
        return MaskBuffer(self.to_mask())

    def __reduce__(self) -> tuple[type[MaskBuffer], tuple[Mask]]:
        """For other processes, which get one array."""
        return MaskBuffer, (self.to_mask(),)

    def blocks(self) -> dict[int, Block]:
        """A block for each slab that has marked voxels, which are all in it; for reading only."""
        return dict(self._blocks)

    def reach(self, box: Extent) -> Extent | None:
        """The part of a box outside which nothing in it is marked; None where that is all of it.

        Larger than need be, for no voxel is looked at.
        """
        blocks = self._blocks
        parts = [blocks[slab].box.intersection(part) for slab, part in boxes_by_slab(box) if slab in blocks]
        met = [part for part in parts if part]
        return reduce(Extent.union, met) if met else None

    @property
    def is_marked(self) -> bool:
        """Whether there is a marked voxel; nothing is copied for it."""
        return any(block.voxels.any() for block in self.blocks().values())

    @property
    def count(self) -> int:
        """How many voxels are marked; nothing is copied for it."""
        mask = self._mask
        return mask.count if mask else sum(int(np.count_nonzero(block.voxels)) for block in self.blocks().values())

    def read(self, box: Extent) -> np.ndarray:
        """The voxels of `box` as bool (i, j, k); a read-only view as long as nothing changed, else a copy."""
        mask = self._mask
        if mask and mask.extent and mask.extent.contains(box):
            return mask.voxels[box.slices(mask.extent.start)]
        target = Block.unmarked(box)
        blocks = self._blocks
        for slab, _ in boxes_by_slab(box):
            if slab in blocks:
                target.paste(blocks[slab])
        return target.voxels

    def write(self, box: Extent, voxels: np.ndarray) -> None:
        """Set the voxels of `box`, bool (i, j, k)."""
        with self._lock:
            self._mask = None
            for slab, part in Block(box, voxels).by_slab():
                block = self._blocks.get(slab)
                if part.voxels.any() and not (block and block.box.contains(part.box)):
                    block = self._grown(block, part.box)
                if block:
                    self._blocks[slab] = block = block.writable()
                    block.paste(part)

    def lay_out(self, slab: int, box: Extent) -> Block | None:
        """Keep a slab in just this box of it from now on, for whoever compares it with memory of that form.

        Its block; None, and it stays as it is, if it has marked voxels elsewhere, or none at all. No voxel changes.
        """
        with self._lock:
            block = self._blocks.get(slab)
            common = block.box.intersection(box) if block else None
            if block is None or common is None:
                return None
            inside = block.within(common)
            if common != block.box and np.count_nonzero(inside.voxels) < np.count_nonzero(block.voxels):
                return None
            laid_out = Block.unmarked(box)
            laid_out.paste(inside)
            self._blocks[slab] = laid_out
            return laid_out

    def _grown(self, block: Block | None, part: Extent) -> Block:
        """The block of a slab, enlarged to take `part` in."""
        wider = part.grown(GROWTH_MARGIN, self.shape)
        box = Extent((*wider.start[:2], part.start[2]), (*wider.stop[:2], part.stop[2]))
        if block is None:
            return Block.unmarked(box)
        grown = Block.unmarked(box.union(block.box))
        grown.paste(block)
        return grown

    def to_mask(self) -> Mask:
        """The present voxels as a value; made once until the next write, and shared from then on."""
        with self._lock:
            if self._mask is None:
                mask = self._merged()
                self._take(mask)
                return mask
            return self._mask

    def _merged(self) -> Mask:
        marked = {slab: block.marked() for slab, block in self._blocks.items()}
        boxes = [box for box in marked.values() if box]
        if not boxes:
            return Mask.empty(self.shape)
        whole = Block.unmarked(reduce(Extent.union, boxes))
        for slab, box in marked.items():
            if box:
                whole.paste(self._blocks[slab].within(box))
        whole.voxels.flags.writeable = False
        return Mask(self.shape, whole.box, whole.voxels)
