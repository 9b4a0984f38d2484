"""`rilcontour import json`: whole annotations from JSON documents."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...errors import UsageError
from ...session.annotation_documents import import_documents
from ...session.locating import series_name
from ..arguments import a_name, add_message, file_or_folder
from ..context import Context
from ..import_report import report_import
from ..project_arguments import add_project, open_project

DETAILS = (
    "Answers outside the set, unknown ROI and grids of another shape are refused. What there was stays in the history. "
    "Exit code 1 if a series could not be imported, or there was none."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument(
        "source", type=file_or_folder, metavar="FOLDER|FILE", help="a document, or a folder of exported ones"
    )
    parser.add_argument("--series", type=a_name, metavar="NAME", help="the series that it is for (found by its name)")
    parser.add_argument("--replace", action="store_true", help="also where the series is annotated already")
    parser.add_argument("--any-image", action="store_true", help="also if it was made on a file with other bytes")
    add_message(parser, "why, for the history")


def run(arguments: Namespace, context: Context) -> int:
    """Import, and say what became of each series; 1 if one could not be imported."""
    project = open_project(arguments)
    source: Path = arguments.source.expanduser()
    if not source.exists():
        message = f"{source} is not there; name a document or a folder of them."
        raise UsageError(message)
    with context.stoppable() as cancel:
        report = import_documents(
            project,
            source,
            name=None if arguments.series is None else series_name(project, arguments.series),
            message=arguments.message,
            replace=arguments.replace,
            any_image=arguments.any_image,
            progress=context.progress,
            cancel=cancel,
        )
    return report_import(report, context, cancel)
