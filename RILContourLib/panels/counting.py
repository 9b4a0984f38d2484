"""People count slices and frames from 1, tables and programs from 0: the words that say so where both meet."""

from __future__ import annotations

from .translation import _


def index_words(number: int | str) -> str:
    """For a tooltip of a slice or frame: its number from 0, or what a shell puts in its place."""
    return _("Index {number} in tables, on the command line and in Python, which count from 0").format(number=number)
