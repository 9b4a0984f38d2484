"""Tables over many series, as CSV files or as one Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from ..errors import ExchangeError, UsageError
from ..progress import CancelToken, Progress, no_progress
from .csv_writer import csv_file
from .excel_writer import excel_book
from .export_paths import refuse_among_annotations
from .items import ExportProject, SeriesSource
from .output_files import refuse_existing
from .report import ExportReport, SeriesReport
from .run import each_series, failing_alone, reporting
from .table import AddRow, Row
from .table_kinds import TABLES, USUAL_TABLES, SeriesTables, TableName

TableFormat = Literal["csv", "excel"]
TABLE_FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)
WORKBOOK = "annotations.xlsx"


@dataclass(frozen=True)
class TableExportOptions:
    """Which tables are exported and how.

    tables : of TABLES; `statistics`, `slice statistics` and `histograms` read the images' pixels
    format : `csv`, a file a table, or `excel`, a sheet a table
    byte_order_mark : begin CSV files with one, for spreadsheets that know UTF-8 only by it
    overwrite : replace files of an earlier export
    """

    tables: tuple[TableName, ...] = USUAL_TABLES
    format: TableFormat = "csv"
    byte_order_mark: bool = False
    overwrite: bool = False


def export_tables(
    sources: Sequence[SeriesSource],
    folder: Path,
    project: ExportProject,
    options: TableExportOptions | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write tables of all series to `folder`, and the report `export.json`.

    Rows hold the series' metadata, too. A series that cannot be read has no row in any table and is in the report.
    ExchangeError before anything is read if a file exists already; Cancelled if it was stopped, and then no table is
    written, for it would pass for all of them.
    """
    options = options or TableExportOptions()
    _check_options(options)
    refuse_among_annotations(folder)
    paths = table_paths(folder, options)
    for path in paths.values():
        if not options.overwrite:
            refuse_existing(path)
    tables = SeriesTables(project, options.tables)
    report = ExportReport(
        "tables", folder, project.definitions.id, project.definitions.digest, settings=asdict(options)
    )
    with reporting(report, sources, overwrite=options.overwrite), _naming_the_folder(folder):
        with _open_tables(paths, tables, options) as add_row_to:
            for source in each_series(sources, progress, cancel or CancelToken()):
                rows: dict[TableName, list[Row]] | None = None
                with failing_alone(report, source.series):
                    item = source.load()
                    rows = tables.rows_of(item)
                if rows is not None:
                    _add(rows, add_row_to)
                    report.series.append(SeriesReport(source.series, "done", warnings=item.remarks))
        report.files = sorted({path.name for path in paths.values()})
    return report


def _add(rows: Mapping[TableName, list[Row]], add_row_to: Mapping[TableName, AddRow]) -> None:
    for name, held in rows.items():
        for row in held:
            add_row_to[name](row)


@contextmanager
def _naming_the_folder(folder: Path) -> Iterator[None]:
    """What goes wrong while tables are written is the end of all of them."""
    try:
        yield
    except OSError as error:
        message = f"The tables cannot be written to {folder} ({error.strerror or error}); make room and try again."
        raise ExchangeError(message) from error


def table_paths(folder: Path, options: TableExportOptions) -> dict[TableName, Path]:
    """The file that each table goes to."""
    if options.format == "excel":
        return dict.fromkeys(options.tables, folder / WORKBOOK)
    return {name: folder / f"{name.replace(' ', '_')}.csv" for name in options.tables}


@contextmanager
def _open_tables(
    paths: Mapping[TableName, Path], tables: SeriesTables, options: TableExportOptions
) -> Iterator[dict[TableName, AddRow]]:
    """A function for each table that adds a row to it; the files have their names when the block ends well."""
    with ExitStack() as stack:
        if options.format == "excel":
            book = stack.enter_context(excel_book(paths[options.tables[0]], overwrite=options.overwrite))
            yield {name: book.table(name, tables.columns(name)) for name in options.tables}
        else:
            yield {
                name: stack.enter_context(
                    csv_file(
                        path,
                        tables.columns(name),
                        byte_order_mark=options.byte_order_mark,
                        overwrite=options.overwrite,
                    )
                )
                for name, path in paths.items()
            }


def _check_options(options: TableExportOptions) -> None:
    unknown = [name for name in options.tables if name not in TABLES]
    if unknown or not options.tables:
        message = f"There is no table {', '.join(map(repr, unknown)) or 'to write'}; there are {', '.join(TABLES)}."
        raise UsageError(message)
    if options.format not in TABLE_FORMATS:
        message = f"Tables can be written as csv or excel, not as {options.format!r}."
        raise UsageError(message)
