"""A parser that takes options between positional arguments: `export masks study --layout per-roi out`."""

from __future__ import annotations

import re
import sys
from argparse import PARSER, Action, ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

_MARK = "\0"  # no argument of a process can hold it


class MixedParser(ArgumentParser):
    """As ArgumentParser, but which positional argument is which is decided when all of them are known.

    So in `[PROJECT] OUT` a single argument is always OUT, wherever options stand; after `--` nothing is an option. What
    `put_off` is given declares the parser's arguments when they are needed first.
    """

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self._mixing = False
        self._declare: Callable[[], None] | None = None

    def put_off(self, declare: Callable[[], None]) -> None:
        """Have `declare()` called once, before anything is parsed."""
        self._declare = declare

    def declare_arguments(self) -> None:
        """Declare now what was put off."""
        declare, self._declare = self._declare, None
        if declare:
            declare()

    def error(self, message: str) -> NoReturn:
        """As argparse, and where a value may have been taken for an option, how to write it."""
        super().error(message.replace(_MARK, "") + _about_dashes(message))

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        self.declare_arguments()
        given = _marked(sys.argv[1:] if args is None else args)
        # The words of commands come first, in order; and help is complete only while nothing is put off.
        in_order = self._subparsers is not None or "-h" in given or "--help" in given
        if self._mixing or in_order:
            return super().parse_known_args(given, namespace)
        self._mixing = True
        try:
            return super().parse_known_intermixed_args(given, namespace)
        finally:
            self._mixing = False

    def _get_values(self, action: Action, arg_strings: list[str]) -> Any:
        """As argparse, without our marks; what a parser of further words gets keeps them."""
        kept = arg_strings[1:] if action.nargs == PARSER else []
        unmarked = [text.removeprefix(_MARK) for text in arg_strings[: len(arg_strings) - len(kept)]]
        return super()._get_values(action, unmarked + kept)


def _marked(arguments: Sequence[str]) -> list[str]:
    """The arguments with those after `--` marked as no options: argparse forgets that when it goes twice over them."""
    if "--" not in arguments:
        return [*arguments]
    at = list(arguments).index("--")
    return [*arguments[:at], *(f"{_MARK}{text}" for text in arguments[at + 1 :])]


def _about_dashes(message: str) -> str:
    if re.search(r"unrecognized arguments:.* -[^-]", message):
        return " (put -- before names that begin with a dash)"
    option = re.fullmatch(r"argument (?:-\w/)?(--[\w-]+): expected (?:one|at least one) argument", message)
    return f" (a value that begins with a dash is written {option[1]}=-...)" if option else ""
