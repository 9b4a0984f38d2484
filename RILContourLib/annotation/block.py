"""A box of an image with its voxels, and a mask cut into such blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .extent import Extent

SLAB = 8  # k-slices that go together: few enough to be copied in no time, enough that there are few slabs


@dataclass(frozen=True)
class Block:
    """`voxels`: bool, or uint8 0 and 1, (i, j, k) of `box.shape`."""

    box: Extent
    voxels: np.ndarray

    @staticmethod
    def unmarked(box: Extent) -> Block:
        return Block(box, np.zeros(box.shape, bool, order="F"))

    def within(self, box: Extent) -> Block:
        """The part in a box that lies inside this one; a view."""
        return Block(box, self.voxels[box.slices(self.box.start)])

    def marked(self) -> Extent | None:
        """The smallest box of the image that holds the marked voxels; None if there are none."""
        found = Extent.around(self.voxels)
        return found and found.shifted(self.box.start)

    def writable(self) -> Block:
        """The same with voxels that may be written to: a copy if need be."""
        return self if self.voxels.flags.writeable else Block(self.box, self.voxels.copy(order="F"))

    def paste(self, source: Block) -> None:
        """Take over the voxels of another block where both have some."""
        common = self.box.intersection(source.box)
        if common:
            self.within(common).voxels[...] = source.within(common).voxels

    def by_slab(self) -> Iterator[tuple[int, Block]]:
        """The block cut along k into slabs, with their numbers: slab s is k from s * SLAB to before (s + 1) * SLAB."""
        for slab, box in boxes_by_slab(self.box):
            yield slab, self.within(box)


def boxes_by_slab(box: Extent) -> Iterator[tuple[int, Extent]]:
    """A box cut where slabs meet."""
    (i0, j0, k0), (i1, j1, k1) = box.start, box.stop
    for slab in range(k0 // SLAB, -(-k1 // SLAB)):
        yield slab, Extent((i0, j0, max(k0, slab * SLAB)), (i1, j1, min(k1, (slab + 1) * SLAB)))
