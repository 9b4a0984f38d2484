"""All measures of one ROI between two masks of one grid, and how the slices compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ..annotation.mask import Mask
from .overlap import Overlap, overlap, overlap_by_slice
from .surface_distance import surface_distances

Measure = Literal[
    "dice", "jaccard", "sensitivity", "precision", "volume_error_ml", "hd_mm", "hd95_mm", "assd_mm", "nsd"
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
BETTER_WHEN_LARGER: frozenset[Measure] = frozenset({"dice", "jaccard", "sensitivity", "precision", "nsd"})
USUAL_TOLERANCE_MM = 2.0


@dataclass(frozen=True, eq=False)
class PairMeasures:
    """A prediction against a reference. Where a number says nothing it is NaN: see `overlap` and `surface_distance`.

    nsd : that of `tolerance_mm`
    by_slice : voxels of each slice along image axis `axis`
    """

    dice: float
    jaccard: float
    sensitivity: float
    precision: float
    predicted_ml: float
    reference_ml: float
    hd_mm: float
    hd95_mm: float
    assd_mm: float
    nsd: float
    tolerance_mm: float
    by_slice: Overlap
    axis: int

    @property
    def volume_error_ml(self) -> float:
        """How far the volumes are apart, whichever is larger."""
        return abs(self.predicted_ml - self.reference_ml)

    @property
    def worst_slice(self) -> int | None:
        """The slice with most voxels that only one of both marks, the first of equals; None if they are the same."""
        found = self.by_slice
        wrong = np.asarray(found.predicted + found.reference - 2 * found.both)
        return int(wrong.argmax()) if wrong.any() else None

    def of(self, measure: Measure) -> float:
        """The number of one of MEASURES."""
        return float(getattr(self, measure))


def measure_pair(
    predicted: Mask,
    reference: Mask,
    spacing_mm: Sequence[float],
    voxel_volume_ml: float,
    *,
    axis: int = 2,
    tolerance_mm: float = USUAL_TOLERANCE_MM,
) -> PairMeasures:
    """Every measure of the two masks of an ROI.

    spacing_mm : of voxels along i, j, k; axis : of the slices that are counted, 0, 1 or 2; tolerance_mm : of NSD

    GeometryMismatch if the masks are of different grids.
    """
    whole = overlap(predicted, reference)
    surfaces = surface_distances(predicted, reference, spacing_mm)
    return PairMeasures(
        dice=float(whole.dice),
        jaccard=float(whole.jaccard),
        sensitivity=float(whole.sensitivity),
        precision=float(whole.precision),
        predicted_ml=predicted.count * voxel_volume_ml,
        reference_ml=reference.count * voxel_volume_ml,
        hd_mm=surfaces.hausdorff_mm(),
        hd95_mm=surfaces.hausdorff_mm(95),
        assd_mm=surfaces.assd_mm,
        nsd=surfaces.nsd(tolerance_mm),
        tolerance_mm=tolerance_mm,
        by_slice=overlap_by_slice(predicted, reference, axis),
        axis=axis,
    )
