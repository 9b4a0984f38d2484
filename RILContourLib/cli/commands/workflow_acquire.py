"""`rilcontour workflow acquire`: take series from a pool."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...session.handing_on import acquire, next_to_acquire
from ...session.locating import series_name
from ..arguments import a_name, whole_number
from ..context import Context
from ..handed_on import report_handed_on
from ..project_arguments import add_project, open_project_and_names

DETAILS = "Without SERIES the next ones by name are taken. Exit code 1 if one was refused, or none is waiting."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("series", nargs="*", type=a_name, metavar="SERIES", help="these (the next ones that wait)")
    parser.add_argument("--next", type=whole_number, default=1, metavar="N", help="how many of those that wait (1)")
    parser.add_argument("--pool", type=a_name, metavar="POOL", help="from this pool (any of yours)")


def run(arguments: Namespace, context: Context) -> int:
    """Acquire; 1 if one was refused or nothing is waiting."""
    project, texts = open_project_and_names(arguments)
    with context.stoppable() as cancel:
        names = [series_name(project, text) for text in texts]
        names = names or next_to_acquire(project, arguments.next, arguments.pool)
        found = acquire(project, names, progress=context.progress, cancel=cancel)
    return report_handed_on(found, "acquired", context, cancel)
