"""What was measured, as the panel shows it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from ..metrics.comparison import Comparison, MeasuredROI, boxes_by_roi, compared, worst
from ..metrics.measured import ConfusionTotal, Measured
from ..metrics.pair import MEASURES, Measure
from ..project.definitions import Definitions
from .explain_state import Option
from .metrics_state import (
    BoxRow,
    ComparisonState,
    ConfusionTable,
    MetricsResult,
    NumbersRow,
    PairRow,
    WorstRow,
)
from .metrics_words import measure_names, number_text
from .translation import _

MOST_ROWS = 200
Names = Mapping[str, str]


def result_of(
    found: Measured, definitions: Definitions, measure: Measure, roi: str = "", *, complete: bool = True
) -> MetricsResult:
    """For one measure, and one ROI or (empty) all of them."""
    known = {each.id: each.name for each in definitions.rois}
    names = known | {row.roi: row.roi for row in found.rows if row.roi not in known}
    rows = rows_about(found, roi)
    measured = list(dict.fromkeys(row.roi for row in found.rows))
    series = len({row.series for row in rows})
    summary = _("{rois} ROI in {count} series.").format(rois=len({row.roi for row in rows}), count=series)
    if not rows:
        summary = _("Nothing was measured: no series has an ROI that both sides looked at.")
    whole = {"newest": _("the newest versions"), "approved": _("the approved versions")}
    reference = whole.get(found.against, found.against)
    return MetricsResult(
        title=_("{measure} against {reference}").format(measure=measure_names()[measure], reference=reference),
        summary=summary,
        rois=tuple(Option(each, names.get(each, each)) for each in measured),
        boxes=tuple(_boxes(rows, measure, names)),
        comparison=_comparison(found, rows, measure, names),
        worst=tuple(_worst(found, rows, measure, names)),
        confusion=tuple(_confusion(source, total, names) for source, total in found.confusion.items()),
        measures=tuple(measure_names()[each] for each in MEASURES),
        numbers=tuple(_numbers(row, names) for row in rows[:MOST_ROWS]),
        notes=tuple(_notes(found)),
        complete=complete,
    )


def rows_about(found: Measured, roi: str) -> list[MeasuredROI]:
    """The rows of one ROI, or of all."""
    return [row for row in found.rows if not roi or row.roi == roi]


def _boxes(rows: Sequence[MeasuredROI], measure: Measure, names: Names) -> Iterator[BoxRow]:
    order = list(names)
    boxes = boxes_by_roi(rows, measure)
    for (source, roi), box in sorted(boxes.items(), key=lambda each: order.index(each[0][1])):
        low, high = (number_text(each, measure) for each in (box.first_quartile, box.third_quartile))
        yield BoxRow(
            source,
            names.get(roi, roi),
            box.count,
            box.missing,
            number_text(box.median, measure),
            f"{low} – {high}" if box.count else "–",
            number_text(box.mean, measure),
        )


def _comparison(found: Measured, rows: Sequence[MeasuredROI], measure: Measure, names: Names) -> ComparisonState | None:
    if len(found.of) < 2:
        return None
    paired = compared(rows, measure, (found.of[0], found.of[1]))
    shown = tuple(
        PairRow(
            row.series,
            names.get(row.roi, row.roi),
            number_text(row.first, measure),
            number_text(row.second, measure),
            number_text(row.difference, measure),
        )
        for row in paired.rows[:MOST_ROWS]
    )
    better = paired.better or ""
    return ComparisonState(*paired.sources, len(paired.rows), paired.alone, _test_words(paired), better, shown)


def _test_words(paired: Comparison) -> str:
    test = paired.test
    if not test.count:
        return _("No series has this ROI by both.")
    difference = number_text(test.median_difference, paired.measure)
    words = _(
        "{second} less {first}: median difference {difference} in {count} pairs of {series} series "
        "(larger in {larger}, smaller in {smaller})."
    ).format(
        second=paired.sources[1],
        first=paired.sources[0],
        difference=difference,
        count=test.count,
        series=test.series,
        larger=test.larger,
        smaller=test.smaller,
    )
    if math.isnan(test.p):
        return words + " " + _("No pair differs.")
    return words + " " + _("Wilcoxon signed-rank test, two-sided: p = {p}.").format(p=f"{test.p:.2g}")


def _worst(found: Measured, rows: Sequence[MeasuredROI], measure: Measure, names: Names) -> Iterator[WorstRow]:
    """Of the source named last."""
    for row in worst([row for row in rows if row.source == found.of[-1]], measure):
        measures = row.measures
        value = number_text(measures.of(measure), measure)
        at = measures.worst_slice, measures.axis, row.frame
        yield WorstRow(row.series, names.get(row.roi, row.roi), row.source, value, *at)


def _confusion(source: str, total: ConfusionTotal, names: Names) -> ConfusionTable:
    """Only ROI that take part, in the order of the template."""
    there = {roi for pair in total.volumes_ml for roi in pair if roi}
    order: list[str | None] = [*(roi for roi in names if roi in there), *sorted(there - set(names)), None]
    none = _("(none)")
    columns = tuple(names.get(each, each) if each else none for each in order)
    rows = tuple(
        (names.get(r, r) if r else none, tuple(_cell(total, r, predicted) for predicted in order)) for r in order
    )
    return ConfusionTable(source, columns, rows)


def _cell(total: ConfusionTotal, reference: str | None, predicted: str | None) -> str:
    volume_ml = total.volumes_ml.get((reference, predicted), 0.0)
    if reference is None:
        return f"{volume_ml:.1f} mL" if volume_ml else ""
    part = total.part((reference, predicted))
    return "" if math.isnan(part) or not volume_ml else f"{100 * part:.1f} %"


def _numbers(row: MeasuredROI, names: Names) -> NumbersRow:
    values = tuple(number_text(row.measures.of(each), each) for each in MEASURES)
    return NumbersRow(row.series, names.get(row.roi, row.roi), row.source, values)


def _notes(found: Measured) -> Iterator[str]:
    """What is not in the numbers: one line for each reason, however many series it is about."""
    for series, why in found.failed.items():
        yield _("{series} was not measured: {why}").format(series=series, why=why)
    if found.unfinished:
        yield _(
            "Not complete in {against}: ROI of {series}. Slices that nobody came to yet count as if empty; "
            "finish the ROI, or measure some slices only."
        ).format(against=found.against, series=_some(list(found.unfinished)))
    reasons: dict[tuple[str, str], list[str]] = {}
    for (series, source), why in found.left_out.items():
        reasons.setdefault((source, why), []).append(series)
    for (source, why), left_out in reasons.items():
        if len(left_out) == 1:
            yield _("{source} leaves out {series}: {why}.").format(source=source, series=left_out[0], why=why)
        else:
            yield _("{source} leaves out {count} series: {why}.").format(source=source, count=len(left_out), why=why)


def _some(names: list[str]) -> str:
    """One name, or how many there are."""
    return names[0] if len(names) == 1 else _("{count} series").format(count=len(names))
