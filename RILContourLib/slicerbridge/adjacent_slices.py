"""A stroke on one slice, done on its neighbours, too."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..annotation.annotation import Annotation
from ..annotation.extent import Extent
from ..session.voxel_rules import Wish


@dataclass(frozen=True)
class AdjacentSlices:
    """`count` slices, an odd number, take the same stroke: that which was drawn on, and as many on either side.

    axis : that along which slices are counted (0, 1, 2), where a stroke of few voxels leaves its plane open
    tools : whose strokes; a change of more than one slice stays as it is
    """

    count: int
    axis: int
    tools: frozenset[str] = frozenset({"paint", "erase", "draw"})

    def widen(self, annotation: Annotation, wish: Wish) -> Wish:
        """The wish with what it adds or takes away on one slice added or taken away on the others; else itself."""
        flat = [axis for axis in range(3) if wish.box.shape[axis] == 1]
        if self.count < 2 or not flat:
            return wish
        axis = self.axis if self.axis in flat else flat[0]
        box = _widened(wish.box, axis, self.count // 2, annotation.shape[axis])
        accepted = annotation.read(wish.roi, wish.box, wish.frame)
        added, removed = wish.voxels & ~accepted, accepted & ~wish.voxels
        return replace(wish, box=box, voxels=(annotation.read(wish.roi, box, wish.frame) | added) & ~removed)


def _widened(box: Extent, axis: int, by: int, length: int) -> Extent:
    start, stop = list(box.start), list(box.stop)
    start[axis], stop[axis] = max(start[axis] - by, 0), min(stop[axis] + by, length)
    return Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
