"""`rilcontour restore`: an earlier version's content as the newest version."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...session.locating import series_name
from ..arguments import add_message, whole_number
from ..context import Context
from ..project_arguments import add_one_series, add_project, open_project

DETAILS = "History only grows: what there is now stays as the version before."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_one_series(parser)
    parser.add_argument("version", type=whole_number, metavar="VERSION", help="its number, see rilcontour history")
    parser.add_argument(
        "--accept-damage", action="store_true", help="also where the end of its log is damaged: go on from what is good"
    )
    add_message(parser, "why, for the history")


def run(arguments: Namespace, context: Context) -> int:
    """Restore, and say which version it became."""
    project = open_project(arguments)
    series = project[series_name(project, arguments.series)]
    made = series.restore(arguments.version, message=arguments.message, accept_damage=arguments.accept_damage)
    data = {"series": series.name, "restored": arguments.version, "version": made.number}
    context.report(data, [f"{series.name}: version {arguments.version} is back, as version {made.number}."])
    return 0
