"""What comes from a page or a script is checked like any input."""

from __future__ import annotations

from typing import TypeVar

from ..errors import UsageError

Choice = TypeVar("Choice", bound=str)


def one_of(value: str, choices: tuple[Choice, ...]) -> Choice:
    """`value` as one of the choices. UsageError if it is none."""
    for choice in choices:
        if choice == value:
            return choice
    message = f"{value!r} is none of {', '.join(choices) or 'no choices'}."
    raise UsageError(message)
