"""Tables as sheets of an Excel workbook (.xlsx)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import MissingDependency
from .output_files import open_output
from .table import AddRow, Cell, Row, looks_like_formula, printable, without_nan

# Limits of the format (Microsoft: Excel specifications and limits).
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
SHEET_NAME_CHARACTERS = 31
_EXACT_NUMBER = 10**15  # numbers are doubles of 15 digits; a larger whole number is written as text
_CUT = " … [cut]"
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_CHARACTER_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class ExcelBook:
    """A workbook that grows row by row; made by `excel_book`."""

    def __init__(self, workbook: Any, rows_a_sheet: int) -> None:
        self._workbook = workbook
        self._rows_a_sheet = rows_a_sheet
        self._names: set[str] = set()

    def table(self, name: str, columns: Sequence[str]) -> AddRow:
        """A function that adds a row to a new sheet, and begins a further sheet when one is full."""
        sheet = self._new_sheet(name, columns)
        rows = 1

        def add_row(row: Row) -> None:
            nonlocal sheet, rows
            if rows == self._rows_a_sheet:
                sheet, rows = self._new_sheet(name, columns), 1
            sheet.append([_cell(sheet, cell) for cell in row])
            rows += 1

        return add_row

    def _new_sheet(self, name: str, columns: Sequence[str]) -> Any:
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        sheet = self._workbook.create_sheet(self._free_name(name))
        sheet.freeze_panes = "A2"
        titles = [_cell(sheet, title) for title in columns]
        for number, title in enumerate(titles, start=1):
            title.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, len(columns[number - 1]) + 4))
        sheet.append(titles)
        return sheet

    def _free_name(self, name: str) -> str:
        base = _NOT_IN_A_SHEET_NAME.sub(" ", name).strip()[:SHEET_NAME_CHARACTERS] or "table"
        found, number = base, 1
        while found.casefold() in self._names:
            number += 1
            ending = f" ({number})"
            found = base[: SHEET_NAME_CHARACTERS - len(ending)] + ending
        self._names.add(found.casefold())
        return found


@contextmanager
def excel_book(path: Path, *, overwrite: bool = False, rows_a_sheet: int = SHEET_ROWS) -> Iterator[ExcelBook]:
    """A new workbook, to which tables are added in any order; the file has its name when the block ends.

    Text is always text, whatever it begins with; text too long for a cell is cut and says so. A table longer than
    `rows_a_sheet`, titles included, goes on in further sheets. MissingDependency without openpyxl.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingDependency(package="openpyxl", extra="excel", purpose="Writing Excel files") from error
    workbook = openpyxl.Workbook(write_only=True)
    with open_output(path, overwrite=overwrite) as file:
        try:
            yield ExcelBook(workbook, rows_a_sheet)
        except BaseException:
            for sheet in workbook.worksheets:
                sheet.close()  # ends openpyxl's own temporary files
            raise
        # By memory: openpyxl leaves its parts open where the disk is full.
        content = io.BytesIO()
        workbook.save(content)
        file.write(content.getbuffer())


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
    """Text as a cell holds it: only characters of XML, one kind of line end, `_x0041_` left alone, not too long."""
    text = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    text = _CHARACTER_CODE.sub("_x005F_", text)
    if len(text) <= CELL_CHARACTERS:
        return text
    return text[: CELL_CHARACTERS - len(_CUT)] + _CUT
