"""Measures as tables: CSV files in a folder, or sheets of an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from ..metrics.comparison import MeasuredROI, boxes_by_roi
from ..metrics.distribution import Box, PairedTest
from ..metrics.measured import Measured
from ..metrics.pair import MEASURES
from .csv_writer import write_csv
from .excel_writer import excel_book
from .export_paths import refuse_among_annotations
from .output_files import refuse_existing
from .table import Cell, Row

HEAD = ("series", "subset", "roi", "frame", "source", "reference")
ROI_COLUMNS = (*HEAD, *MEASURES, "tolerance_mm", "predicted_ml", "reference_ml", "slice_axis", "worst_slice")
SLICE_COLUMNS = (
    *(*HEAD, "slice_axis", "slice", "dice", "jaccard", "sensitivity", "precision"),
    *("predicted_voxels", "reference_voxels", "common_voxels"),
)
PAIR_COLUMNS = ("measure", "series", "subset", "roi", "frame", "first", "second", "difference")
TEST_COLUMNS = ("measure", "first", "second", "test", *(each.name for each in fields(PairedTest)), "better")
BOX_COLUMNS = ("measure", "source", "roi", *(each.name for each in fields(Box)))
CONFUSION_COLUMNS = ("source", "reference_roi", "predicted_roi", "volume_ml", "part_of_reference")
TEST_NAME = "Wilcoxon signed-rank, two-sided"

Tables = Mapping[str, tuple[Sequence[str], list[Row]]]


def measure_tables(measured: Measured) -> Tables:
    """Titles and rows of each table, by name; those that compare two sources only where there are two."""
    found: dict[str, tuple[Sequence[str], list[Row]]] = {
        "measures": (ROI_COLUMNS, [_roi_row(measured, row) for row in measured.rows]),
        "measures by slice": (SLICE_COLUMNS, [row for each in measured.rows for row in _slice_rows(measured, each)]),
        "box plots": (BOX_COLUMNS, list(_box_rows(measured))),
        "confusion": (CONFUSION_COLUMNS, list(_confusion_rows(measured))),
    }
    if len(measured.of) > 1:
        found["paired"] = PAIR_COLUMNS, list(_pair_rows(measured))
        found["tests"] = TEST_COLUMNS, list(_test_rows(measured))
    return found


def write_measures_csv(measured: Measured, folder: Path, *, overwrite: bool = False) -> list[Path]:
    """One file a table; ExchangeError before any is written if one exists and `overwrite` is not set."""
    refuse_among_annotations(folder)
    tables = measure_tables(measured)
    paths = {name: folder / f"{name.replace(' ', '_')}.csv" for name in tables}
    for path in paths.values():
        if not overwrite:
            refuse_existing(path)
    for name, (columns, rows) in tables.items():
        write_csv(paths[name], columns, rows, overwrite=overwrite)
    return list(paths.values())


def write_measures_excel(measured: Measured, file: Path, *, overwrite: bool = False) -> None:
    """One sheet a table. MissingDependency without openpyxl; ExchangeError if the file exists."""
    refuse_among_annotations(file.parent)
    with excel_book(file, overwrite=overwrite) as book:
        for name, (columns, rows) in measure_tables(measured).items():
            add_row = book.table(name, columns)
            for row in rows:
                add_row(row)


def _head(measured: Measured, row: MeasuredROI) -> tuple[Cell, ...]:
    return row.series, measured.subsets.get(row.series), row.roi, row.frame, row.source, measured.against


def _roi_row(measured: Measured, row: MeasuredROI) -> Row:
    found = row.measures
    numbers = (found.of(measure) for measure in MEASURES)
    volumes = (found.tolerance_mm, found.predicted_ml, found.reference_ml)
    return (*_head(measured, row), *numbers, *volumes, found.axis, found.worst_slice)


def _slice_rows(measured: Measured, row: MeasuredROI) -> Iterator[Row]:
    """A row for each slice in which either mask has a voxel."""
    by_slice, axis = row.measures.by_slice, row.measures.axis
    numbers = (by_slice.dice, by_slice.jaccard, by_slice.sensitivity, by_slice.precision)
    counts = (by_slice.predicted, by_slice.reference, by_slice.both)
    head = (*_head(measured, row), axis)
    for n in np.flatnonzero(np.asarray(by_slice.predicted) + by_slice.reference).tolist():
        ratios = (float(np.asarray(each)[n]) for each in numbers)
        yield (*head, n, *ratios, *(int(np.asarray(each)[n]) for each in counts))


def _pair_rows(measured: Measured) -> Iterator[Row]:
    for measure in MEASURES:
        comparison = measured.compared(measure)
        for row in comparison.rows if comparison else ():
            head = (measure, row.series, measured.subsets.get(row.series), row.roi, row.frame)
            yield (*head, row.first, row.second, row.difference)


def _test_rows(measured: Measured) -> Iterator[Row]:
    for measure in MEASURES:
        comparison = measured.compared(measure)
        if comparison:
            numbers = (getattr(comparison.test, each.name) for each in fields(PairedTest))
            yield (measure, *comparison.sources, TEST_NAME, *numbers, comparison.better)


def _box_rows(measured: Measured) -> Iterator[Row]:
    for measure in MEASURES:
        for (source, roi), box in boxes_by_roi(measured.rows, measure).items():
            yield (measure, source, roi, *(_cell(getattr(box, each.name)) for each in fields(Box)))


def _confusion_rows(measured: Measured) -> Iterator[Row]:
    for source, total in measured.confusion.items():
        for (reference, predicted), volume_ml in sorted(total.volumes_ml.items(), key=str):
            part = total.part((reference, predicted))
            yield source, reference or "(none)", predicted or "(none)", volume_ml, part


def _cell(value: float | int | tuple[float, ...]) -> Cell:
    return "; ".join(map(repr, value)) if isinstance(value, tuple) else value
