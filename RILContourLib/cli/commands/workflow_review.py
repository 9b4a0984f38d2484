"""`rilcontour workflow approve`, `reject` and `reopen`: verdicts on the newest version."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...session.handing_on import decide
from ...store.values import Verdict
from ..arguments import add_message
from ..context import Context
from ..handed_on import KEPT_IN_LOG, report_handed_on
from ..project_arguments import add_named_series, add_project, open_project_and_series

DETAILS = "Who may do that, the project's workflow says. Exit code 1 if one was refused."
_DONE: dict[Verdict, str] = {"approve": "approved", "reject": "rejected", "reopen": "reopened"}


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_named_series(parser)
    add_message(parser, KEPT_IN_LOG)


def run(arguments: Namespace, context: Context) -> int:
    """Give the verdict that the command is called after; 1 if one was refused."""
    project, names = open_project_and_series(arguments)
    verdict: Verdict = arguments.command.words[-1]
    with context.stoppable() as cancel:
        found = decide(project, names, verdict, message=arguments.message, progress=context.progress, cancel=cancel)
    return report_handed_on(found, _DONE[verdict], context, cancel)
