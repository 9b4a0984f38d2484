"""The command line's grammar, made from the table of commands."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Iterable, Iterator, Mapping
from textwrap import fill
from typing import Any

from .. import __version__
from .command import Command
from .mixed_parser import MixedParser

_DESCRIPTION = "Annotate whole medical-imaging datasets together, with every version kept."
_EPILOG = "Exit codes: 0 done, 1 findings or a refused operation, 2 usage, 130 stopped with Ctrl-C."
_EXAMPLE = "Example:"
_COLUMNS = 79


def make_parser(commands: Iterable[Command], groups: Mapping[str, str]) -> ArgumentParser:
    """A parser whose result has `command`, the Command that was named, besides the command's own arguments.

    groups : summaries of the first words that several commands share
    """
    parser = MixedParser("rilcontour", description=_DESCRIPTION, epilog=_EPILOG, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"rilcontour {__version__}")
    parser.set_defaults(json=False, debug=False)
    _add_common(parser)
    top = parser.add_subparsers(metavar="COMMAND", required=True)
    of_group: dict[str, _SubParsersAction[MixedParser]] = {}
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


def command_parser(command: Command) -> MixedParser:
    """The parser of one command alone, with all that it takes declared."""
    parser = MixedParser(f"rilcontour {' '.join(command.words)}", **_usual())
    _declare(parser, command)
    return parser


def _usual() -> dict[str, Any]:
    return {"formatter_class": RawDescriptionHelpFormatter, "allow_abbrev": False}


def _add(parsers: _SubParsersAction[MixedParser], command: Command) -> None:
    parser = parsers.add_parser(command.words[-1], help=command.summary, **_usual())
    parser.put_off(lambda: _declare(parser, command))


def _declare(parser: MixedParser, command: Command) -> None:
    parser.description = "\n\n".join([fill(command.summary, _COLUMNS), *_paragraphs(command.details())])
    command.add_arguments(parser)
    _add_common(parser)
    parser.set_defaults(command=command)


def _paragraphs(details: str) -> Iterator[str]:
    """Paragraphs, which empty lines separate, as wide as a terminal; examples stay as they are, to be copied."""
    for paragraph in filter(None, details.split("\n\n")):
        yield paragraph if paragraph.startswith(_EXAMPLE) else fill(paragraph, _COLUMNS)


def _add_common(parser: ArgumentParser) -> None:
    """Options that may stand before or after the command's words."""
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="print the result as JSON")
    parser.add_argument("--debug", action="store_true", default=SUPPRESS, help="show tracebacks and what is logged")
