"""Tables as sheets of an Excel workbook (.xlsx)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import MissingDependency
from .output_files import write_output
from .table import Cell, Table, looks_like_formula, printable, without_nan

# Limits of the format (Microsoft: Excel specifications and limits).
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
SHEET_NAME_CHARACTERS = 31
_EXACT_NUMBER = 10**15  # numbers are doubles of 15 digits; a larger whole number is written as text
_CUT = " … [cut]"
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_CHARACTER_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_excel(
    tables: Sequence[Table], path: Path, *, overwrite: bool = False, rows_a_sheet: int = SHEET_ROWS
) -> None:
    """Write each table to a sheet; one that is longer than `rows_a_sheet`, titles included, goes on in further sheets.

    Text is always text, whatever it begins with; text that is too long for a cell is cut and says so.
    MissingDependency without openpyxl.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingDependency(package="openpyxl", extra="excel", purpose="Writing Excel files") from error
    workbook = openpyxl.Workbook(write_only=True)
    names: set[str] = set()
    for table in tables:
        for rows in _parts(table, rows_a_sheet - 1):
            sheet = workbook.create_sheet(_sheet_name(table.name, names))
            _fill(sheet, table.columns, rows)
    if not names:
        workbook.create_sheet(_sheet_name("empty", names))
    write_output(path, workbook.save, overwrite=overwrite)


def _parts(table: Table, rows: int) -> Iterator[Iterator[tuple[Cell, ...]]]:
    """The table's rows, in pieces of at most `rows`; one empty piece if there are none."""
    left = iter(table)
    piece = list(islice(left, 1))
    yield _chain(piece, islice(left, rows - 1))
    while piece := list(islice(left, 1)):
        yield _chain(piece, islice(left, rows - 1))


def _chain(first: Iterable[tuple[Cell, ...]], rest: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    yield from first
    yield from rest


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _NOT_IN_A_SHEET_NAME.sub(" ", name).strip()[:SHEET_NAME_CHARACTERS] or "table"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        ending = f" ({number})"
        found = base[: SHEET_NAME_CHARACTERS - len(ending)] + ending
    taken.add(found.casefold())
    return found


def _fill(sheet: Any, columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> None:
    from openpyxl.styles import Font

    sheet.freeze_panes = "A2"
    titles = [_cell(sheet, title) for title in columns]
    for number, title in enumerate(titles):
        title.font = Font(bold=True)
        sheet.column_dimensions[_letters(number)].width = max(12, min(40, len(columns[number]) + 4))
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])


def _letters(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number + 1)


def _cell(sheet: Any, value: Cell) -> Any:
    value = without_nan(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT_NUMBER:
        value = str(value)
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    text = _excel_text(value)
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    if looks_like_formula(text):
        cell.quotePrefix = True  # it stays text when a person edits the cell
    return cell


def _excel_text(text: str) -> str:
    """Text as a cell holds it: no characters that XML lacks, `_x0041_` not read as a character, not too long."""
    text = _CHARACTER_CODE.sub("_x005F_", printable(text))
    if len(text) <= CELL_CHARACTERS:
        return text
    return text[: CELL_CHARACTERS - len(_CUT)] + _CUT
