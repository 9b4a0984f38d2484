"""What a command is: its words, its arguments, what it does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from .context import Context


@dataclass(frozen=True)
class Command:
    """One command of `rilcontour`.

    words : ``("series", "list")``
    summary : one line for the list of commands
    run : does it, and gives the exit code: 0 done, 1 findings or refused; errors are raised as RILContourError
    add_arguments : declares its arguments, when the command is used
    details : gives more help, shown by ``--help``: paragraphs, with empty lines between
    """

    words: tuple[str, ...]
    summary: str
    run: Callable[[Namespace, Context], int]
    add_arguments: Callable[[ArgumentParser], None] = lambda parser: None
    details: Callable[[], str] = lambda: ""
