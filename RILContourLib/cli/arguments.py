"""Kinds of arguments that several commands take."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable
from pathlib import Path

from ..annotation.extent import Extent
from ..errors import UsageError
from ..store.messages import check_message


def a_name(text: str) -> str:
    """A name, for argparse's `type`: not empty, for that is what a shell makes of a variable that is not set."""
    if text.strip():
        return text
    message = f"{text!r} is empty"
    raise ArgumentTypeError(message)


def file_or_folder(text: str) -> Path:
    """A path, for argparse's `type`; an empty one does not mean the current folder."""
    return Path(a_name(text))


def add_message(parser: ArgumentParser, why: str) -> None:
    """`-m`: what a person says, kept for ever."""
    parser.add_argument("-m", "--message", type=_message, default="", help=why)


def _message(text: str) -> str:
    try:
        return check_message(text)
    except UsageError as error:
        raise ArgumentTypeError(str(error)) from error


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


def pair(form: str) -> Callable[[str], tuple[str, str]]:
    """For argparse's `type`: a pair of texts in a form such as `FIELD=VALUE`; the second may hold more signs."""

    def read(text: str) -> tuple[str, str]:
        first, sign, second = text.partition("=")
        if not (first.strip() and sign):
            message = f"{text!r} is not of the form {form}"
            raise ArgumentTypeError(message)
        return first.strip(), second.strip()

    return read


def by_first(pairs: Iterable[tuple[str, str]], option: str) -> dict[str, str]:
    """The pairs of a repeatable option as a mapping. UsageError if two of them say different things of one."""
    found: dict[str, str] = {}
    for first, second in pairs:
        if found.setdefault(first, second) != second:
            message = f"{option} is given twice for {first}: as {found[first]!r} and as {second!r}; leave one out."
            raise UsageError(message)
    return found


def slice_range(text: str) -> tuple[int, int]:
    """`3-7` or `3` as [start, stop), for argparse's `type`."""
    found = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", text.strip(), re.ASCII)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        message = f"{text!r} is not of the form FIRST-LAST"
        raise ArgumentTypeError(message)
    return first, last + 1


def box_of_voxels(text: str) -> Extent:
    """`10-20,5-9,3-7` as a box, for argparse's `type`: the first and last voxel along i, j and k."""
    ranges = text.split(",")
    if len(ranges) != 3:
        message = f"{text!r} is not of the form I-I,J-J,K-K"
        raise ArgumentTypeError(message)
    (i0, i1), (j0, j1), (k0, k1) = map(slice_range, ranges)
    return Extent((i0, j0, k0), (i1, j1, k1))
