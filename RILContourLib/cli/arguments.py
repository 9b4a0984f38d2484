"""Kinds of arguments that several commands take."""

from __future__ import annotations

from argparse import ArgumentTypeError


def whole_number(text: str) -> int:
    """A whole number from 1, for argparse's `type`."""
    if text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text) > 0:
        return int(text)
    message = f"{text!r} is not a whole number from 1"
    raise ArgumentTypeError(message)
