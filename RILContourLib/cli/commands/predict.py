"""`rilcontour predict`: a model drafts the selected series."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ...errors import Cancelled
from ...exchange.csv_writer import write_csv
from ...exchange.output_files import refuse_existing
from ...session.draft_tables import COLUMNS, SLICE_COLUMNS, Row
from ...session.predicting import PredictOptions
from ...session.predicting_many import Outcome, PredictReport, predict_many
from ..arguments import a_name, box_of_voxels, file_or_folder, slice_range, whole_number
from ..context import Context
from ..filter_arguments import add_filter, selection
from ..output import clean, table
from ..project_arguments import add_project, open_project
from ..texts import counted, millilitres

_OTHERS: tuple[Outcome, ...] = ("skipped", "failed", "not reached")

DETAILS = (
    "What the model says waits as a draft beside each annotation, also on series that somebody holds: see draft list. "
    "What this version of it drafted before is skipped, so that a run that was stopped goes on where it ended. With "
    "--slices or --box only a part of each image is drafted; accepting it leaves the rest alone. "
    "Exit code 1 if a series failed, or none was selected.\n\n"
    "Example: rilcontour predict study --model lungs --status unseen --table drafts.csv"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("--model", type=a_name, required=True, metavar="NAME[@VERSION]", help="the model (its newest)")
    parser.add_argument("--roi", action="append", default=[], metavar="ID", help="draft this ROI only (repeatable)")
    parser.add_argument(
        "--slices",
        type=slice_range,
        metavar="FIRST-LAST",
        help="draft these slices only, counted from 0, both included",
    )
    parser.add_argument(
        "--axis", type=int, choices=(0, 1, 2), help="the image axis that --slices lie along (the annotation's slices)"
    )
    parser.add_argument(
        "--box",
        type=box_of_voxels,
        metavar="I-I,J-J,K-K",
        help="draft this box of voxels only: first and last along each axis of the image",
    )
    parser.add_argument("--again", action="store_true", help="also series that this version drafted before")
    parser.add_argument(
        "--jobs", type=whole_number, default=1, metavar="N", help="series at a time, each in a process of its own (1)"
    )
    parser.add_argument(
        "--table", type=file_or_folder, metavar="FILE", help="statistics of what was drafted, as a new CSV file"
    )
    parser.add_argument(
        "--slice-table",
        type=file_or_folder,
        metavar="FILE",
        help="probabilities of answers, and confidence of ROI, by slice, as a new CSV file",
    )
    add_filter(parser, for_training=False)


def run(arguments: Namespace, context: Context) -> int:
    """Predict, and say what became of each series; 1 if one failed, or none was selected."""
    project = open_project(arguments)
    model = project.models[arguments.model]
    chosen = selection(arguments, project)
    for file in (arguments.table, arguments.slice_table):
        if file:
            refuse_existing(file)
    options = PredictOptions(frozenset(arguments.roi) or None, arguments.slices, arguments.axis, box=arguments.box)
    try:
        with context.stoppable() as cancel:
            report = predict_many(
                project,
                model,
                chosen,
                options,
                again=arguments.again,
                jobs=arguments.jobs,
                progress=context.progress,
                cancel=cancel,
            )
    except Cancelled as stopped:
        if isinstance(stopped.report, PredictReport):
            _tell(stopped.report, arguments, context)
        raise
    _tell(report, arguments, context)
    return 1 if report.of("failed") or not report.series else 0


def _tell(report: PredictReport, arguments: Namespace, context: Context) -> None:
    _write(arguments.table, COLUMNS, report.rows())
    _write(arguments.slice_table, SLICE_COLUMNS, report.slice_rows())
    context.report(report.to_json(), _lines(report, (arguments.table, arguments.slice_table)))


def _write(file: Path | None, columns: Sequence[str], rows: Iterable[Row]) -> None:
    if file:
        write_csv(file, columns, (tuple(row.get(column) for column in columns) for row in rows))


def _lines(report: PredictReport, files: Iterable[Path | None]) -> Iterator[str]:
    headings = ("series", "ROI or field", "volume (mL)", "answer", "confidence")
    yield from table(headings, [_cells(row) for row in report.rows()])
    for each in report.series:
        if each.outcome == "failed":
            yield clean(f"{each.series}: FAILED: {each.reason}")
    others = [f"{len(report.of(outcome))} {outcome}" for outcome in _OTHERS if report.of(outcome)]
    rest = f" ({', '.join(others)})" if others else ""
    yield f"{counted(len(report.of('drafted')), 'series', 'series')} drafted by {report.model}{rest}."
    yield from (clean(f"What was drafted, as a table: {file}") for file in files if file)


def _cells(row: Row) -> tuple[object, ...]:
    volume, confidence = row.get("volume_ml"), row.get("confidence")
    return (
        row["series"],
        row["about"],
        None if volume is None else millilitres(volume),
        row.get("answer"),
        None if confidence is None else f"{confidence:.2f}",
    )
