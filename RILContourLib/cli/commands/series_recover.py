"""`rilcontour series recover`: edits of sessions that ended without being closed, as versions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from ...errors import Cancelled
from ...session.locating import names_or_patterns
from ...session.recovering import WATCHED_S, RecoveryReport, recover
from ...session.selection import Selection
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, add_some_series, open_project_and_names
from ..texts import counted

DETAILS = (
    "Opening a series for editing does the same; this is for all at once, without opening them. What is recovered "
    "becomes a version by whoever made the edits. Holders that may live are left alone; with --wait those on other "
    f"computers are watched for {WATCHED_S:g} seconds, and count as gone if they give no sign of life. "
    "Exit code 1 if something could not be recovered, or somebody may be editing."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_some_series(parser)
    parser.add_argument(
        "--wait", action="store_true", help="watch for signs of life of holders of whom it is not known that they ended"
    )


def run(arguments: Namespace, context: Context) -> int:
    """Recover, and say what became of each session; 1 if one was refused or may go on."""
    project, texts = open_project_and_names(arguments)
    wanted = Selection(names=names_or_patterns(project, texts)).name_test()
    names = [name for name in project.names if wanted(name)]
    wait_s = WATCHED_S if arguments.wait else 0.0
    try:
        with context.stoppable() as cancel:
            report = recover(project, names, wait_s=wait_s, progress=context.progress, cancel=cancel)
    except Cancelled as stopped:
        if isinstance(stopped.report, RecoveryReport):
            context.report(_as_data(stopped.report), _lines(stopped.report, True))
        raise
    context.report(_as_data(report), _lines(report, arguments.wait))
    return 1 if report.refused or report.living else 0


def _as_data(report: RecoveryReport) -> dict[str, Any]:
    recovered = {
        name: {"user": found.former.user, "edits": found.edits, "version": found.version, "problem": found.problem}
        for name, found in report.recovered.items()
    }
    living = {name: holder.describe() for name, holder in report.living.items()}
    return {"recovered": recovered, "refused": report.refused, "living": living}


def _lines(report: RecoveryReport, waited: bool) -> Iterator[str]:
    for name, found in report.recovered.items():
        edits = f"{counted(found.edits, 'edit')} by {found.former.user} recovered as version {found.version}"
        yield clean(f"{name}: {edits if found.edits else 'nothing was left to recover; the series is free again'}.")
        if found.problem:
            yield clean(f"{name}: PROBLEM: {found.problem}")
    yield from (clean(f"{name}: NOT RECOVERED: {reason}") for name, reason in report.refused.items())
    for name, holder in report.living.items():
        hint = "" if waited else "; if not, --wait finds out"
        yield clean(f"{name}: {holder.describe()} may be editing it{hint}.")
    if not (report.recovered or report.refused or report.living):
        yield "Every session was closed; there is nothing to recover."
