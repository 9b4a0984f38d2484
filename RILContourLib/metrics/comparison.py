"""Two predictions of the same series against the same reference."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .distribution import Box, PairedTest, box_of, paired_test
from .pair import BETTER_WHEN_LARGER, Measure, PairMeasures

WORST = 10


@dataclass(frozen=True, eq=False)
class MeasuredROI:
    """The measures of one ROI on one frame of one series: what `source` says against what the reference says."""

    series: str
    roi: str
    frame: int
    source: str
    measures: PairMeasures

    @property
    def key(self) -> tuple[str, str, int]:
        return self.series, self.roi, self.frame


@dataclass(frozen=True, eq=False)
class PairedRow:
    """The same series, ROI and frame by two sources."""

    series: str
    roi: str
    frame: int
    first: float
    second: float

    @property
    def difference(self) -> float:
        """Second less first; 0 where both are infinite."""
        return 0.0 if self.first == self.second else self.second - self.first


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two sources by one measure. Rows are those of which both have measured the ROI; `alone` is how many are not.

    better : the source whose numbers are better in the median difference; None if neither's are
    """

    measure: Measure
    sources: tuple[str, str]
    rows: tuple[PairedRow, ...]
    alone: int
    boxes: tuple[Box, Box]
    test: PairedTest

    @property
    def better(self) -> str | None:
        difference = self.test.median_difference
        if math.isnan(difference) or difference == 0:
            return None
        return self.sources[(difference > 0) == (self.measure in BETTER_WHEN_LARGER)]


def compared(measured: Iterable[MeasuredROI], measure: Measure, sources: tuple[str, str]) -> Comparison:
    """The paired table of two sources, in the order of series, ROI and frame; boxes are those of the pairs."""
    found = list(measured)
    first, second = ({each.key: each for each in found if each.source == source} for source in sources)
    both = sorted(first.keys() & second.keys())
    rows = tuple(PairedRow(*key, first[key].measures.of(measure), second[key].measures.of(measure)) for key in both)
    numbers = [row.first for row in rows], [row.second for row in rows]
    return Comparison(
        measure=measure,
        sources=sources,
        rows=rows,
        alone=len(first.keys() ^ second.keys()),
        boxes=(box_of(numbers[0]), box_of(numbers[1])),
        test=paired_test(*numbers, [row.series for row in rows]),
    )


def worst(measured: Iterable[MeasuredROI], measure: Measure, count: int = WORST) -> list[MeasuredROI]:
    """The `count` with the worst numbers, the worst first; those that say nothing (NaN) are never among them."""
    known = [each for each in measured if not math.isnan(each.measures.of(measure))]
    return sorted(known, key=lambda each: (_badness(each.measures, measure), each.key))[:count]


def boxes_by_roi(measured: Sequence[MeasuredROI], measure: Measure) -> dict[tuple[str, str], Box]:
    """By (source, ROI)."""
    groups: dict[tuple[str, str], list[float]] = {}
    for each in measured:
        groups.setdefault((each.source, each.roi), []).append(each.measures.of(measure))
    return {group: box_of(values) for group, values in groups.items()}


def _badness(measures: PairMeasures, measure: Measure) -> float:
    """The smaller, the worse."""
    value = measures.of(measure)
    return value if measure in BETTER_WHEN_LARGER else -value
