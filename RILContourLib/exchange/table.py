"""Cells and rows of tables, and what a cell may hold wherever it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
AddRow = Callable[[Row], None]

# What spreadsheets take for the beginning of a formula (OWASP: CSV injection); the last four are full-width forms.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# Not allowed in XML and of no use in a table: control characters but tab and line ends, surrogates, non-characters.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def with_columns(columns: Iterable[str], more: Iterable[str], kind: str) -> tuple[str, ...]:
    """Columns and more of them; one whose title is taken already, in whatever case, gets its kind in front."""
    found = list(columns)
    taken = {column.casefold() for column in found}
    found += (f"{kind}: {column}" if column.casefold() in taken else column for column in more)
    return tuple(found)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula. A number, such as -5, is none."""
    starts = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return starts and not _NUMBER.fullmatch(text)


def printable(text: str) -> str:
    """The text with characters that no table can hold shown as their code, `\\x07`."""
    return _INVISIBLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def without_nan(cell: Cell) -> Cell:
    """None for NaN, words for the infinities: no spreadsheet has them as numbers."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return None if math.isnan(cell) else str(cell)
    return cell
