"""`rilcontour export json`: whole annotations as JSON documents."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...files import full_path
from ...session.annotation_documents import documents_of
from ..arguments import file_or_folder, whole_number
from ..context import Context
from ..export_report import report_export, told_if_stopped
from ..filter_arguments import add_filter, note_tests_left_out, selection
from ..project_arguments import add_project, open_project

DETAILS = (
    "One document a series, scan_annotation.json, in folders that mirror the images'; nothing of an annotation is "
    "lost in it. Exit code 1 if a series was not exported."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("out", type=file_or_folder, metavar="OUT", help="the folder that they go to")
    parser.add_argument("--version", type=whole_number, metavar="N", help="version N of each series (the newest)")
    parser.add_argument("--overwrite", action="store_true", help="replace files of an earlier export")
    add_filter(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Export, and say what became of each series; 1 if one was not exported."""
    project = open_project(arguments)
    chosen = selection(arguments, project)
    note_tests_left_out(project, chosen, context)
    with told_if_stopped(context), context.stoppable() as cancel:
        report = documents_of(
            project,
            full_path(arguments.out),
            chosen,
            version=arguments.version,
            overwrite=arguments.overwrite,
            progress=context.progress,
            cancel=cancel,
        )
    return report_export(report, context)
