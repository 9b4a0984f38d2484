"""`rilcontour serve`: the workbench of a project, in the browser."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from ...session.project import Project
from ..context import Context
from ..interrupts import interrupts_put_off
from ..project_arguments import add_project, open_project

if TYPE_CHECKING:
    from ...workbench.serving.ending import Ending
    from ...workbench.serving.options import ServeOptions
    from ...workbench.serving.serve import Running

MINUTES = 10.0
DETAILS = (
    "The page can be opened on this computer only, with the address that is printed: it holds a secret, made anew at "
    "each start. One window can use it at a time. Ctrl-C saves what is open and ends it; the end of the terminal and a "
    "service manager's request do the same.\n\n"
    "Example: rilcontour serve study --port 8710"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="listen on this port (any that is free)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser, only print the address")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="listen on another address of this computer: the connection is not encrypted",
    )
    parser.add_argument(
        "--away",
        type=_minutes,
        default=MINUTES,
        metavar="MINUTES",
        help=f"save and give back the open series after so long without a window ({MINUTES:g})",
    )


def run(arguments: Namespace, context: Context) -> int:
    """Serve until stopped; 0 if everything was saved, 1 if edits are left in the journal only."""
    from ...workbench.serving.port import check_port
    from ...workbench.serving.requirements import check_packages

    project = open_project(arguments)
    check_port(arguments.host, arguments.port)
    check_packages()

    from ...workbench.serving.options import ServeOptions

    options = ServeOptions(arguments.host, arguments.port, not arguments.no_browser, arguments.away * 60.0)
    _warn(options, context)
    ending = _serve(project, options, context)
    for sentence in ending.sentences:
        context.note(sentence)
    return 0 if ending.all_saved else 1


def _serve(project: Project, options: ServeOptions, context: Context) -> Ending:
    from ...workbench.serving.opengl import OpenGLTrial

    trial = OpenGLTrial()  # draws while the libraries are loaded here
    try:
        with interrupts_put_off():
            from ...workbench.serving.serve import serve
        trial.check()
    finally:
        trial.stop()
    return serve(
        project,
        options,
        lambda running: _say_where(project, running, options, context),
        lambda: context.note("Saving and closing what is open …"),
    )


def _warn(options: ServeOptions, context: Context) -> None:
    if not options.for_this_computer_only:
        context.note(
            f"Listening on {options.host}, other computers can reach this page, and the connection is not encrypted: "
            "whoever reads it can edit as you. An SSH tunnel to 127.0.0.1 is safer."
        )


def _say_where(project: Project, running: Running, options: ServeOptions, context: Context) -> None:
    data = {"address": running.address, "port": running.port, "project": str(project.file), "user": project.user}
    opened = ", and opens in your browser" if running.browser_opened else ""
    # The address on a line of its own, with nothing behind it that would be copied, too.
    lines = [f"The workbench of {project.name} is here{opened}; Ctrl-C saves and ends it:", f"   {running.address}"]
    context.report(data, lines)
    sys.stdout.flush()
    if options.open_browser and not running.browser_opened:
        context.note("There is no screen to open a browser on: open the address in one yourself.")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    message = f"{text!r} is not a port from 0 to 65535"
    raise ArgumentTypeError(message)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if 0.0 < minutes < 1e6:
        return minutes
    message = f"{text!r} is not a number of minutes above 0"
    raise ArgumentTypeError(message)
