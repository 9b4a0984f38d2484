"""How far two masks of one ROI mark the same voxels: Dice, Jaccard, sensitivity, precision; by volume and by slice.

Where a number would be 0 / 0 it is NaN, and says nothing: both masks empty for Dice and Jaccard, an empty reference
for sensitivity, an empty prediction for precision. One mask empty and the other not is a Dice and Jaccard of 0. Means
over slices or series leave NaN out, so that slices without the ROI do not make a model look better than it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..annotation.extent import Extent
from ..annotation.mask import Mask
from ..errors import GeometryMismatch


@dataclass(frozen=True, eq=False)
class Overlap:
    """Voxels marked in the prediction, in the reference and in both: ints, or int64 arrays with one item a slice."""

    predicted: int | np.ndarray
    reference: int | np.ndarray
    both: int | np.ndarray

    @property
    def dice(self) -> float | np.ndarray:
        """2 |A and B| / (|A| + |B|), in [0, 1] (Dice 1945)."""
        return _ratio(2 * self.both, self.predicted + self.reference)

    @property
    def jaccard(self) -> float | np.ndarray:
        """|A and B| / |A or B|, in [0, 1] (Jaccard 1912)."""
        return _ratio(self.both, self.predicted + self.reference - self.both)

    @property
    def sensitivity(self) -> float | np.ndarray:
        """|A and B| / |B|: how much of the reference was found (recall)."""
        return _ratio(self.both, self.reference)

    @property
    def precision(self) -> float | np.ndarray:
        """|A and B| / |A|: how much of what was predicted is right (positive predictive value)."""
        return _ratio(self.both, self.predicted)


def overlap(predicted: Mask, reference: Mask) -> Overlap:
    """Of the whole frame. GeometryMismatch if the masks are of different grids."""
    common = _common(predicted, reference)
    both = _count(_both(predicted, reference, common)) if common else 0
    return Overlap(predicted.count, reference.count, both)


def overlap_by_slice(predicted: Mask, reference: Mask, axis: int) -> Overlap:
    """Of each slice along axis 0, 1 or 2 of the grid: arrays (n slices,). GeometryMismatch as `overlap`."""
    common = _common(predicted, reference)
    both = np.zeros(predicted.shape[axis], np.int64)
    if common:
        both[common.slices()[axis]] = _counts(_both(predicted, reference, common), axis)
    return Overlap(_marked_by_slice(predicted, axis), _marked_by_slice(reference, axis), both)


def check_same_grid(predicted: Mask, reference: Mask) -> None:
    """GeometryMismatch unless both masks have the same number of voxels along each axis."""
    if predicted.shape != reference.shape:
        message = f"Masks of {predicted.shape} and {reference.shape} voxels cannot be compared: bring both to one grid."
        raise GeometryMismatch(message)


def _common(predicted: Mask, reference: Mask) -> Extent | None:
    check_same_grid(predicted, reference)
    if predicted.extent is None or reference.extent is None:
        return None
    return predicted.extent.intersection(reference.extent)


def _both(predicted: Mask, reference: Mask, common: Extent) -> np.ndarray:
    a, b = (mask.voxels[common.slices(mask.extent.start)] for mask in (predicted, reference) if mask.extent)
    return np.logical_and(a, b)


def _marked_by_slice(mask: Mask, axis: int) -> np.ndarray:
    counts = np.zeros(mask.shape[axis], np.int64)
    if mask.extent:
        counts[mask.extent.slices()[axis]] = _counts(mask.voxels, axis)
    return counts


def _count(voxels: np.ndarray) -> int:
    return int(np.count_nonzero(voxels))


def _counts(voxels: np.ndarray, axis: int) -> np.ndarray:
    slices = np.moveaxis(voxels, axis, 0)
    if slices[0].flags.f_contiguous:  # one pass over memory that lies together counts ten times as fast
        return np.fromiter((np.count_nonzero(each) for each in slices), np.int64, len(slices))
    across = tuple(n for n in range(voxels.ndim) if n != axis)
    return np.add.reduce(voxels.view(np.uint8), axis=across, dtype=np.int64)


def _ratio(part: int | np.ndarray, whole: int | np.ndarray) -> float | np.ndarray:
    with np.errstate(invalid="ignore"):
        found = np.divide(part, whole, dtype=np.float64)
    return found if isinstance(whole, np.ndarray) else float(found)
