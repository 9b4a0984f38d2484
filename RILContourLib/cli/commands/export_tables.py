"""`rilcontour export tables`: answers, points, presence and statistics as CSV or Excel."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...exchange.table_kinds import TABLES, USUAL_TABLES, TableName
from ...exchange.tables import TableExportOptions
from ...files import full_path
from ...session.tables import tables_of
from ..arguments import file_or_folder
from ..context import Context
from ..export_report import report_export, told_if_stopped
from ..filter_arguments import add_filter, note_tests_left_out, selection
from ..project_arguments import add_project, open_project

DETAILS = (
    "Each row names its series, version and subset and ends with the series' metadata. Slices, frames and voxels are "
    "counted from 0. Text that a spreadsheet would take for a formula stays text. Exit code 1 if a series could not be "
    "read, or there is none.\n\n"
    "Example: rilcontour export tables study out --excel --table statistics --table slice-statistics"
)
_NAMES: dict[str, TableName] = {table.replace(" ", "-"): table for table in TABLES}


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("out", type=file_or_folder, metavar="OUT", help="the folder that they go to")
    parser.add_argument("--excel", action="store_true", help="one Excel workbook instead of CSV files")
    parser.add_argument(
        "--table",
        dest="tables",
        action="append",
        choices=_NAMES,
        metavar="TABLE",
        help=f"this table (repeatable; {', '.join(USUAL_TABLES)}); there are {', '.join(_NAMES)}",
    )
    parser.add_argument("--byte-order-mark", action="store_true", help="for spreadsheets that need one to see UTF-8")
    parser.add_argument("--overwrite", action="store_true", help="replace files of an earlier export")
    add_filter(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Export, and say what became of each series; 1 if one could not be read."""
    project = open_project(arguments)
    chosen = selection(arguments, project)
    named = [_NAMES[name] for name in arguments.tables or ()]
    options = TableExportOptions(
        tables=tuple(dict.fromkeys(named)) or USUAL_TABLES,
        format="excel" if arguments.excel else "csv",
        byte_order_mark=arguments.byte_order_mark,
        overwrite=arguments.overwrite,
    )
    note_tests_left_out(project, chosen, context)
    out = full_path(arguments.out)
    with told_if_stopped(context), context.stoppable() as cancel:
        report = tables_of(project, out, chosen, options, progress=context.progress, cancel=cancel)
    return report_export(report, context)
