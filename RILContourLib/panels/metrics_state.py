"""What the Metrics panel shows, as plain data; numbers are texts as people read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..metrics.pair import USUAL_TOLERANCE_MM, Measure
from .explain_state import Option

MetricsScope = Literal["open", "shown", "selected"]
METRICS_SCOPES: tuple[MetricsScope, ...] = ("open", "shown", "selected")


@dataclass(frozen=True)
class MetricsAsked:
    """What is measured: `first`, and perhaps `second`, both against `against`; sources as `session.measuring` has them.

    scope : the open series, those that the browser's filter shows, or those selected in it
    slices : [start, stop) along the slice axis of the open series, of that scope only; None: all
    only_test : of the series only those of the test subset
    """

    first: str = ""
    second: str = ""
    against: str = "newest"
    scope: MetricsScope = "shown"
    slices: tuple[int, int] | None = None
    only_test: bool = False
    tolerance_mm: float = USUAL_TOLERANCE_MM


@dataclass(frozen=True)
class BoxRow:
    """One ROI by one source over all series: how many numbers, how many there are none of, quartiles, mean."""

    source: str
    roi: str
    count: int
    missing: int
    median: str
    quartiles: str
    mean: str


@dataclass(frozen=True)
class PairRow:
    """The same series and ROI by both sources."""

    series: str
    roi: str
    first: str
    second: str
    difference: str


@dataclass(frozen=True)
class ComparisonState:
    """Second less first, pair by pair; `words` say what the test says, `better` names a source or is empty."""

    first: str
    second: str
    pairs: int
    alone: int
    words: str
    better: str
    rows: tuple[PairRow, ...]


@dataclass(frozen=True)
class WorstRow:
    """`slice_number`, counted from 0 along image axis `axis`, is where most voxels differ; None if none does."""

    series: str
    roi: str
    source: str
    value: str
    slice_number: int | None
    axis: int
    frame: int


@dataclass(frozen=True)
class ConfusionTable:
    """Rows are reference ROI (the last: none), columns what was predicted (the last: none); cells in per cent of the
    reference ROI's volume, in mL in the last row."""

    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class NumbersRow:
    """All measures of one ROI of one series by one source, in the order of `MetricsResult.measures`."""

    series: str
    roi: str
    source: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class MetricsResult:
    """What was found, for the measure and ROI that are looked at.

    rois : those that were measured; measures : what `numbers` hold, as titles; notes : what was left out, and why
    complete : False if it was stopped half-way
    """

    title: str
    summary: str
    rois: tuple[Option, ...] = ()
    boxes: tuple[BoxRow, ...] = ()
    comparison: ComparisonState | None = None
    worst: tuple[WorstRow, ...] = ()
    confusion: tuple[ConfusionTable, ...] = ()
    measures: tuple[str, ...] = ()
    numbers: tuple[NumbersRow, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class MetricsState:
    """`sources` to choose from; `series` is how many would be measured; `reason` says why nothing can be, or is empty.

    slice_count : of the open series, 0 without one; running : what is under way, `done` of `total` series
    measure, roi : what of the result is looked at; roi "" means all
    """

    sources: tuple[Option, ...] = ()
    asked: MetricsAsked = MetricsAsked()
    series: int = 0
    slice_count: int = 0
    reason: str = ""
    running: str = ""
    done: int = 0
    total: int | None = None
    label: str = ""
    error: str = ""
    measure: Measure = "dice"
    roi: str = ""
    result: MetricsResult | None = None
    measures: tuple[Option, ...] = field(default_factory=tuple)
