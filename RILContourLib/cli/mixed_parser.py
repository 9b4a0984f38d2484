"""A parser that takes options between positional arguments: `export masks study --layout per-roi out`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any


class MixedParser(ArgumentParser):
    """As ArgumentParser, but which positional argument is which is decided when all of them are known.

    So in `[PROJECT] OUT` a single argument is always OUT, wherever options stand. What `put_off` is given declares the
    parser's arguments when they are needed first.
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

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        self.declare_arguments()
        given = sys.argv[1:] if args is None else args
        # The words of commands come first, in order; and help is complete only while nothing is put off.
        in_order = self._subparsers is not None or "-h" in given or "--help" in given
        if self._mixing or in_order:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return super().parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False
