"""`rilcontour workflow assign`: give series to a person or a pool."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...session.handing_on import assign
from ..arguments import a_name, add_message
from ..context import Context
from ..handed_on import KEPT_IN_LOG, report_handed_on
from ..project_arguments import add_named_series, add_project, open_project_and_series

DETAILS = (
    "Whose name it is, a person's or a pool's, the workflow says; without one it is a person's. "
    "Exit code 1 if one was refused."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_named_series(parser)
    parser.add_argument("--to", required=True, type=a_name, metavar="PERSON|POOL", help="who gets them")
    add_message(parser, KEPT_IN_LOG)


def run(arguments: Namespace, context: Context) -> int:
    """Assign; 1 if one was refused."""
    project, names = open_project_and_series(arguments)
    with context.stoppable() as cancel:
        found = assign(
            project, names, arguments.to, message=arguments.message, progress=context.progress, cancel=cancel
        )
    return report_handed_on(found, "assigned", context, cancel)
