"""The command line's grammar, made from the table of commands."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Iterable, Mapping

from .. import __version__
from .command import Command

_DESCRIPTION = "Annotate whole medical-imaging datasets together, with every version kept."
_EPILOG = "Exit codes: 0 done, 1 findings or a refused operation, 2 usage, 130 stopped with Ctrl-C."


def make_parser(commands: Iterable[Command], groups: Mapping[str, str]) -> ArgumentParser:
    """A parser whose result has `command`, the Command that was named, besides the command's own arguments.

    groups : summaries of the first words that several commands share
    """
    parser = ArgumentParser("rilcontour", description=_DESCRIPTION, epilog=_EPILOG, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"rilcontour {__version__}")
    parser.set_defaults(json=False, debug=False)
    _add_common(parser)
    top = parser.add_subparsers(metavar="COMMAND", required=True)
    of_group: dict[str, _SubParsersAction[ArgumentParser]] = {}
    for command in commands:
        if len(command.words) == 1:
            _add(top, command)
            continue
        group = command.words[0]
        if group not in of_group:
            summary = groups[group]
            inner = top.add_parser(group, help=summary, description=summary, allow_abbrev=False)
            of_group[group] = inner.add_subparsers(metavar="COMMAND", required=True)
        _add(of_group[group], command)
    return parser


def _add(parsers: _SubParsersAction[ArgumentParser], command: Command) -> None:
    parser = parsers.add_parser(
        command.words[-1],
        help=command.summary,
        description=f"{command.summary}\n\n{command.details}".strip(),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    _add_common(parser)
    parser.set_defaults(command=command)


def _add_common(parser: ArgumentParser) -> None:
    """Options that may stand before or after the command's words."""
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="print the result as JSON")
    parser.add_argument("--debug", action="store_true", default=SUPPRESS, help="show tracebacks and what is logged")
