"""`rilcontour metrics`: how far drafts, versions and tracks agree, as numbers."""

from __future__ import annotations

import math
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from ...errors import Cancelled
from ...exchange.measure_tables import TEST_NAME, write_measures_csv, write_measures_excel
from ...exchange.output_files import refuse_existing
from ...metrics.comparison import Comparison, boxes_by_roi
from ...metrics.measured import Measured
from ...metrics.pair import BETTER_WHEN_LARGER, MEASURES, USUAL_TOLERANCE_MM, Measure
from ...session.measure_sources import FORMS
from ...session.measuring import measure
from ..arguments import a_name, file_or_folder, slice_range
from ..context import Context
from ..filter_arguments import add_filter, selection
from ..output import clean, table
from ..project_arguments import add_project, open_project
from ..texts import counted

DETAILS = (
    f"What is measured, and what against, is {FORMS} (the newest version of it that drafted any of the series). "
    "An ROI is measured where both looked at it: in a version that is where it has voxels or another status than "
    "unseen, in a draft where the model was asked for it. Numbers that say nothing, such as the Dice of two empty "
    "masks, are left out of medians. Two sources are compared pair by pair. "
    "Series of all subsets are measured; --subset test chooses those for testing. "
    "Exit code 1 if nothing was measured, or a series could not be read.\n\n"
    "Example: rilcontour metrics study --of lungs@1 --of lungs@2 --against approved --subset test --csv numbers"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument(
        "--of", action="append", required=True, type=a_name, metavar="SOURCE", help="what is measured (repeatable)"
    )
    parser.add_argument(
        "--against", default="newest", type=a_name, metavar="SOURCE", help="the reference (the newest version)"
    )
    parser.add_argument(
        "--measure",
        choices=MEASURES,
        default="dice",
        metavar="MEASURE",
        help=f"what is shown; the tables hold all (dice): {', '.join(MEASURES)}",
    )
    parser.add_argument("--roi", action="append", default=[], metavar="ID", help="measure this ROI only (repeatable)")
    parser.add_argument(
        "--slices",
        type=slice_range,
        metavar="FIRST-LAST",
        help="measure these slices only, counted from 0 along each annotation's slice axis, both included",
    )
    parser.add_argument(
        "--tolerance-mm",
        type=_millimetres,
        default=USUAL_TOLERANCE_MM,
        metavar="MM",
        help=f"of the normalised surface Dice, nsd ({USUAL_TOLERANCE_MM:g})",
    )
    parser.add_argument("--csv", type=file_or_folder, metavar="FOLDER", help="write all tables as CSV files there")
    parser.add_argument("--xlsx", type=file_or_folder, metavar="FILE", help="write all tables as one Excel workbook")
    parser.add_argument("--overwrite", action="store_true", help="replace tables of an earlier run")
    add_filter(parser, for_training=False)


def run(arguments: Namespace, context: Context) -> int:
    """Measure, write tables, show the numbers; 1 if there are none, or a series could not be read."""
    project = open_project(arguments)
    chosen = selection(arguments, project)
    if arguments.xlsx and not arguments.overwrite:
        refuse_existing(arguments.xlsx)
    try:
        with context.stoppable() as cancel:
            found = measure(
                project,
                list(dict.fromkeys(arguments.of)),
                arguments.against,
                chosen,
                rois=arguments.roi,
                slices=arguments.slices,
                tolerance_mm=arguments.tolerance_mm,
                progress=context.progress,
                cancel=cancel,
            )
    except Cancelled as stopped:
        if isinstance(stopped.report, Measured):
            context.report(stopped.report.to_json(arguments.measure), _lines(stopped.report, arguments.measure))
        raise
    written = []
    if arguments.csv:
        written += write_measures_csv(found, arguments.csv, overwrite=arguments.overwrite)
    if arguments.xlsx:
        write_measures_excel(found, arguments.xlsx, overwrite=arguments.overwrite)
        written.append(arguments.xlsx)
    data = {**found.to_json(arguments.measure), "files": [str(path) for path in written]}
    context.report(data, _lines(found, arguments.measure))
    for path in written:
        context.note(f"written: {path}")
    return 1 if found.failed or not found.rows else 0


def _millimetres(text: str) -> float:
    value = float(text)
    if not 0 <= value < math.inf:
        raise ValueError(text)
    return value


def _lines(found: Measured, measure: Measure) -> Iterator[str]:
    columns = ("source", "ROI", "series", "median", "quartiles", "worst", "no number")
    yield f"{measure} against {clean(found.against)}"
    yield from table(columns, _box_rows(found, measure))
    comparison = found.compared(measure)
    if comparison and comparison.rows:
        yield ""
        yield from _comparison_lines(comparison)
    worst = found.worst(measure)
    if worst:
        yield ""
        yield f"worst of {clean(worst[0].source)}"
        headings = ("series", "ROI", measure, "slice with most voxels that differ")
        rows = [(each.series, each.roi, _shown(each.measures.of(measure)), each.measures.worst_slice) for each in worst]
        yield from table(headings, rows)
    for (series, source), why in found.left_out.items():
        yield clean(f"{series}: {source} is left out: {why}")
    for series, rois in found.unfinished.items():
        yield clean(
            f"{series}: {', '.join(rois)} {'is' if len(rois) == 1 else 'are'} not complete in {found.against}: slices "
            "that nobody came to yet count as empty"
        )
    for series, why in found.failed.items():
        yield clean(f"{series}: NOT MEASURED: {why}")
    if not found.rows:
        yield "Nothing was measured: no series has an ROI that both sources looked at."


def _box_rows(found: Measured, measure: Measure) -> Iterator[tuple[object, ...]]:
    larger_is_better = measure in BETTER_WHEN_LARGER
    for (source, roi), box in boxes_by_roi(found.rows, measure).items():
        quartiles = f"{_shown(box.first_quartile)} to {_shown(box.third_quartile)}" if box.count else ""
        ends = (*box.outliers, box.low_whisker, box.high_whisker)
        worst = (min(ends) if larger_is_better else max(ends)) if box.count else math.nan
        yield source, roi, box.count, _shown(box.median), quartiles, _shown(worst), box.missing


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    first, second = map(clean, comparison.sources)
    test = comparison.test
    pairs = f"{counted(test.count, 'pair')} in {counted(test.series, 'series', 'series')}"
    yield (
        f"{second} less {first}: median {_shown(test.median_difference)} ({pairs}; larger in {test.larger}, "
        f"smaller in {test.smaller})"
    )
    p = "no pair differs" if math.isnan(test.p) else f"p = {test.p:.3g}"
    yield f"{TEST_NAME}: {p}; better in the median: {clean(comparison.better or 'neither')}"


def _shown(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"
