"""The filter that lists, exports and tables share."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import get_args

from ..project.split import Subset
from ..session.filtering import selection_of, tests_left_out
from ..session.project import Project
from ..session.selection import SERIES_STATUSES, Selection
from .arguments import a_name, by_first, pair
from .context import Context

FILTER_TITLE = "which series (those that fit all of these)"


def add_filter(parser: ArgumentParser, *, for_training: bool = True, tests: bool = True) -> None:
    """The filter's options; a series is selected if it fits all that are given.

    for_training : leave the test subset out unless it is asked for; else the option for that changes nothing
    tests : whether it may be asked for
    """
    group = parser.add_argument_group(FILTER_TITLE)
    group.add_argument(
        "--series",
        action="append",
        default=[],
        type=a_name,
        metavar="NAME",
        help="a name, a pattern such as 'a/**', or an image (repeatable)",
    )
    group.add_argument(
        "--status",
        action="append",
        default=[],
        choices=SERIES_STATUSES,
        metavar="STATUS",
        help=f"has come to this: {', '.join(SERIES_STATUSES)} (repeatable)",
    )
    group.add_argument("--pool", type=a_name, metavar="POOL", help="waits in this pool")
    group.add_argument(
        "--person", type=a_name, metavar="NAME", help="is assigned to this person, or was saved by them last"
    )
    group.add_argument("--tag", type=a_name, metavar="TAG", help="has this tag")
    subsets = get_args(Subset)
    group.add_argument("--subset", choices=subsets, metavar="SUBSET", help=f"belongs to {', '.join(subsets)}")
    group.add_argument(
        "--maker", type=a_name, metavar="MAKER", help="human, imported, or a model's name, with @version or without"
    )
    group.add_argument(
        "--answer",
        dest="answers",
        action="append",
        default=[],
        type=pair("FIELD=VALUE"),
        metavar="FIELD=VALUE",
        help="has this answer (repeatable)",
    )
    if not tests:
        parser.set_defaults(test=False)
        return
    help_on_test = "series of the test subset, too" if for_training else "taken for granted: all subsets are listed"
    group.add_argument("--test", action="store_true", default=not for_training, help=help_on_test)


def selection(arguments: Namespace, project: Project) -> Selection:
    """The filter that was asked for. UnknownSeries, UnknownField, AnswerRefused."""
    return selection_of(
        project,
        names=arguments.series,
        status=arguments.status,
        answers=by_first(arguments.answers, "--answer"),
        pool=arguments.pool,
        person=arguments.person,
        tag=arguments.tag,
        subset=arguments.subset,
        maker=arguments.maker,
        test=arguments.test,
    )


def note_tests_left_out(project: Project, chosen: Selection, context: Context, *, for_good: bool = False) -> None:
    """Say so where series of the test subset were kept back; `for_good`: no option takes them in."""
    count = tests_left_out(project, chosen)
    if count:
        how = "nothing learns from them." if for_good else "--test takes them in."
        context.note(f"{count} series of the test subset left out; {how}")
