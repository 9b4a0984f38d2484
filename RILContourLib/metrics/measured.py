"""What was measured over many series."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .comparison import Comparison, MeasuredROI, boxes_by_roi, compared, worst
from .confusion import Confusion, Pair
from .pair import MEASURES, Measure


@dataclass
class ConfusionTotal:
    """Volumes over many series, in mL, by (reference ROI, predicted ROI), as `Confusion` has voxels."""

    volumes_ml: dict[Pair, float] = field(default_factory=dict)
    reference_ml: dict[str, float] = field(default_factory=dict)

    def add(self, found: Confusion, voxel_volume_ml: float) -> None:
        """One more frame of a series."""
        for pair, voxels in found.voxels.items():
            self.volumes_ml[pair] = self.volumes_ml.get(pair, 0.0) + voxels * voxel_volume_ml
        for roi, voxels in found.reference.items():
            self.reference_ml[roi] = self.reference_ml.get(roi, 0.0) + voxels * voxel_volume_ml

    def part(self, pair: Pair) -> float:
        """The part of the reference ROI's volume; NaN where it has none."""
        total = self.reference_ml.get(pair[0] or "", 0.0)
        return self.volumes_ml.get(pair, 0.0) / total if total else math.nan


@dataclass
class Measured:
    """The measures of each ROI, frame and series by each of the sources `of`, against the source `against`.

    left_out : why a source has nothing to say of a series, by (series, source); failed : what went wrong, by series
    subsets : train, validation or test, by series; unfinished : by series, the measured ROI that `against` does not say
        to be complete or absent, so that slices which nobody came to yet count as if nothing were there
    """

    of: tuple[str, ...]
    against: str
    rows: list[MeasuredROI] = field(default_factory=list)
    confusion: dict[str, ConfusionTotal] = field(default_factory=dict)
    subsets: dict[str, str] = field(default_factory=dict)
    left_out: dict[tuple[str, str], str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    unfinished: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def compared(self, measure: Measure) -> Comparison | None:
        """The first two sources, paired; None if there is only one."""
        return compared(self.rows, measure, (self.of[0], self.of[1])) if len(self.of) > 1 else None

    def worst(self, measure: Measure, source: str | None = None) -> list[MeasuredROI]:
        """The ten worst of a source (the last one named), the worst first."""
        source = source or self.of[-1]
        return worst([row for row in self.rows if row.source == source], measure)

    def to_json(self, measure: Measure) -> dict[str, Any]:
        """Plain data; what is no number is None, and infinity the word."""
        comparison = self.compared(measure)
        return {
            "of": list(self.of),
            "against": self.against,
            "measure": measure,
            "rois": [row_to_json(row) for row in self.rows],
            "boxes": [
                {"source": source, "roi": roi, **_plain(asdict(box))}
                for (source, roi), box in boxes_by_roi(self.rows, measure).items()
            ],
            "comparison": comparison and _comparison_to_json(comparison),
            "worst": [row_to_json(row) for row in self.worst(measure)],
            "confusion": [
                {"source": source, "reference": r, "predicted": p, "volume_ml": ml, "part": _number(total.part((r, p)))}
                for source, total in self.confusion.items()
                for (r, p), ml in total.volumes_ml.items()
            ],
            "left_out": [{"series": s, "source": source, "why": why} for (s, source), why in self.left_out.items()],
            "failed": dict(self.failed),
            "unfinished": {series: list(rois) for series, rois in self.unfinished.items()},
        }


def row_to_json(row: MeasuredROI) -> dict[str, Any]:
    """One ROI's numbers."""
    found = row.measures
    numbers: dict[str, float] = {measure: found.of(measure) for measure in MEASURES}
    numbers |= {"predicted_ml": found.predicted_ml, "reference_ml": found.reference_ml}
    head = {"series": row.series, "roi": row.roi, "frame": row.frame, "source": row.source}
    return {**head, **_plain(numbers), "slice_axis": found.axis, "worst_slice": found.worst_slice}


def _comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "first": comparison.sources[0],
        "second": comparison.sources[1],
        "pairs": [{**_plain(vars(row)), "difference": _number(row.difference)} for row in comparison.rows],
        "only_one_of_both": comparison.alone,
        "test": {"name": "Wilcoxon signed-rank, two-sided", **_plain(asdict(comparison.test))},
        "better_in_the_median": comparison.better,
    }


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _number(value) for key, value in fields.items()}


def _number(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_number(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
