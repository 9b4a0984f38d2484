"""`rilcontour workflow return`: give series back to a pool."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...session.handing_on import give_back
from ..arguments import a_name, add_message
from ..context import Context
from ..handed_on import KEPT_IN_LOG, report_handed_on
from ..project_arguments import add_named_series, add_project, open_project_and_series

DETAILS = "Without a workflow they are nobody's again. Exit code 1 if one was refused."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_named_series(parser)
    parser.add_argument(
        "--pool", type=a_name, metavar="POOL", help="to this pool (where new series wait, or your only pool)"
    )
    add_message(parser, KEPT_IN_LOG)


def run(arguments: Namespace, context: Context) -> int:
    """Return; 1 if one was refused."""
    project, names = open_project_and_series(arguments)
    why = {"pool": arguments.pool, "message": arguments.message}
    with context.stoppable() as cancel:
        found = give_back(project, names, **why, progress=context.progress, cancel=cancel)
    return report_handed_on(found, "returned", context, cancel)
