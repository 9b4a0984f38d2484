"""One ROI's voxels on one frame while they are edited: a box that grows with the strokes."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .extent import Extent, Shape
from .mask import Mask

GROWTH_MARGIN = 16  # voxels added round a stroke that leaves the box, so that the next ones seldom copy


class MaskBuffer:
    """Marked voxels inside a box; everything outside is unmarked. Costs one byte a voxel of the box.

    The array of a Mask it starts from, or was asked for, is shared until the next write. For several threads; one that
    reads while another writes sees the voxels of either moment.
    """

    def __init__(self, mask: Mask) -> None:
        self.shape: Shape = mask.shape
        self._held: tuple[Extent | None, np.ndarray] = (mask.extent, mask.voxels)
        self._mask: Mask | None = mask
        self._lock = threading.Lock()

    def __deepcopy__(self, memo: dict[int, Any]) -> MaskBuffer:
        return MaskBuffer(self.to_mask())

    @property
    def held(self) -> tuple[Extent | None, np.ndarray]:
        """The box that is held and a read-only view of its voxels, bool (i, j, k) in Fortran order.

        Every marked voxel is in the box, but it may be larger than needed; None as long as nothing was marked.
        """
        box, array = self._held
        view = array.view()
        view.flags.writeable = False
        return box, view

    def read(self, box: Extent) -> np.ndarray:
        """The voxels of `box` as bool (i, j, k); a view where it lies inside what is held, else a copy."""
        held_box, array = self.held
        if held_box is not None and held_box.contains(box):
            return array[box.slices(held_box.start)]
        voxels = np.zeros(box.shape, bool, order="F")
        common = box.intersection(held_box) if held_box else None
        if common and held_box:
            voxels[common.slices(box.start)] = array[common.slices(held_box.start)]
        return voxels

    def write(self, box: Extent, voxels: np.ndarray) -> None:
        """Set the voxels of `box`, bool (i, j, k)."""
        with self._lock:
            held_box, array = self._with_room(box, needed=bool(voxels.any()))
            common = box.intersection(held_box) if held_box else None
            if common and held_box:
                array[common.slices(held_box.start)] = voxels[common.slices(box.start)]
            self._held = held_box, array
            self._mask = None

    def _with_room(self, box: Extent, *, needed: bool) -> tuple[Extent | None, np.ndarray]:
        """What is held, writable, and enlarged to take `box` in if that is needed."""
        held_box, array = self._held
        if not needed or (held_box and held_box.contains(box)):
            return held_box, array if array.flags.writeable else array.copy(order="F")
        new_box = box.grown(GROWTH_MARGIN, self.shape)
        if held_box is None:
            return new_box, np.zeros(new_box.shape, bool, order="F")
        new_box = new_box.union(held_box)
        larger = np.zeros(new_box.shape, bool, order="F")
        larger[held_box.slices(new_box.start)] = array
        return new_box, larger

    def to_mask(self) -> Mask:
        """The present voxels as a value; computed once until the next write.

        From then on the buffer shares the value's array, so that the ROI is in memory once.
        """
        with self._lock:
            if self._mask is None:
                self._mask = self._cropped()
                self._held = self._mask.extent, self._mask.voxels
            return self._mask

    def _cropped(self) -> Mask:
        box, array = self._held
        if box is not None and Extent.around(array) == Extent.whole(box.shape):
            array.flags.writeable = False
            return Mask(self.shape, box, array)
        return Mask.from_crop(self.shape, box.start if box else (0, 0, 0), array)
