"""What of a draft still waits for a decision, as an annotation of its own that a shell draws apart from the series'."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.makers import SliceMakers
from ..annotation.mask import Mask
from ..session.draft_parts import Parts


@dataclass(frozen=True, eq=False)
class WaitingMasks:
    """Masks that nobody decided on, by `model`; `is_trial`: of a trial run, which is kept nowhere.

    annotation : holds only these voxels, on the series' grid
    """

    annotation: Annotation
    model: str
    is_trial: bool = False

    @property
    def rois(self) -> tuple[str, ...]:
        """Those that have a voxel."""
        return tuple(dict.fromkeys(roi for roi, _frame, mask in self.annotation.masks() if mask.extent))


def waiting_masks(drafted: Annotation, undecided: Parts, model: str) -> WaitingMasks:
    """The masks of a draft without the slices that were decided on."""
    left = Annotation(drafted.shape, drafted.frames, drafted.slice_axis)
    for roi, frame, mask in drafted.masks():
        kept = _with_slices(mask, drafted.slice_axis, undecided.of((roi, frame)))
        if kept.extent is not None:
            left.set_mask(roi, frame, kept, SliceMakers())
    return WaitingMasks(left, model)


def _with_slices(mask: Mask, axis: int, numbers: frozenset[int]) -> Mask:
    """The mask in these slices only."""
    if mask.extent is None or not numbers:
        return Mask.empty(mask.shape)
    held = range(mask.extent.start[axis], mask.extent.stop[axis])
    if numbers.issuperset(held):
        return mask
    shape = [-1 if each == axis else 1 for each in range(3)]
    return Mask.from_crop(mask.shape, mask.extent.start, mask.voxels & np.isin(held, list(numbers)).reshape(shape))
