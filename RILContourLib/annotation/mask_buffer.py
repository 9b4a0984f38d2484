"""One ROI's voxels on one frame while they are edited: a box that grows with the strokes."""

from __future__ import annotations

import numpy as np

from .extent import Extent, Shape
from .mask import Mask

GROWTH_MARGIN = 16  # voxels added round a stroke that leaves the box, so that the next ones seldom copy


class MaskBuffer:
    """Marked voxels inside `box`; everything outside is unmarked. Costs one byte a voxel of the box.

    The array of a Mask it starts from is shared until the first write.
    """

    def __init__(self, mask: Mask) -> None:
        self.shape: Shape = mask.shape
        self._box: Extent | None = mask.extent
        self._array: np.ndarray = mask.voxels
        self._mask: Mask | None = mask

    @property
    def box(self) -> Extent | None:
        """The box that is held; every marked voxel is in it, but it may be larger than needed."""
        return self._box

    @property
    def array(self) -> np.ndarray:
        """Read-only view of the held box, bool (i, j, k)."""
        view = self._array.view()
        view.flags.writeable = False
        return view

    def read(self, box: Extent) -> np.ndarray:
        """The voxels of `box` as bool (i, j, k); a view where it lies inside what is held, else a copy."""
        if self._box is not None and self._box.contains(box):
            return self.array[box.slices(self._box.start)]
        voxels = np.zeros(box.shape, bool, order="F")
        common = box.intersection(self._box) if self._box else None
        if common and self._box:
            voxels[common.slices(box.start)] = self._array[common.slices(self._box.start)]
        return voxels

    def write(self, box: Extent, voxels: np.ndarray) -> None:
        """Set the voxels of `box`, bool (i, j, k)."""
        self._make_room(box, needed=bool(voxels.any()))
        common = box.intersection(self._box) if self._box else None
        if common and self._box:
            self._array[common.slices(self._box.start)] = voxels[common.slices(box.start)]
        self._mask = None

    def _make_room(self, box: Extent, *, needed: bool) -> None:
        grows = needed and not (self._box and self._box.contains(box))
        if self._box is not None and not grows:
            if not self._array.flags.writeable:
                self._array = self._array.copy(order="K")
            return
        if not needed:
            return
        new_box = box.grown(GROWTH_MARGIN, self.shape)
        if self._box:
            new_box = new_box.union(self._box)
        array = np.zeros(new_box.shape, bool, order="F")
        if self._box:
            array[self._box.slices(new_box.start)] = self._array
        self._box, self._array = new_box, array

    def to_mask(self) -> Mask:
        """The present voxels as a value; computed once until the next write."""
        if self._mask is None:
            start = self._box.start if self._box else (0, 0, 0)
            self._mask = Mask.from_crop(self.shape, start, self._array)
        return self._mask
