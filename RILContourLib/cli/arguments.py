"""Kinds of arguments that several commands take."""

from __future__ import annotations

from argparse import ArgumentTypeError


def whole_number(text: str) -> int:
    """A whole number from 1, for argparse's `type`."""
    if text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text) > 0:
        return int(text)
    message = f"{text!r} is not a whole number from 1"
    raise ArgumentTypeError(message)


def frame_number(text: str) -> int:
    """A whole number from 0, for argparse's `type`."""
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    message = f"{text!r} is not a whole number from 0"
    raise ArgumentTypeError(message)


def name_and_value(text: str) -> tuple[str, str]:
    """`NAME=VALUE` as a pair, for argparse's `type`; the value may hold further signs."""
    name, sign, value = text.partition("=")
    if not (name.strip() and sign):
        message = f"{text!r} is not of the form NAME=VALUE"
        raise ArgumentTypeError(message)
    return name.strip(), value.strip()
