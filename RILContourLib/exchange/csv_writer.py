"""Tables as comma-separated text that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import BinaryIO

from .output_files import write_output
from .table import Cell, Table, looks_like_formula, printable, without_nan

BYTE_ORDER_MARK = "\ufeff"


def write_csv(table: Table, path: Path, *, byte_order_mark: bool = False, overwrite: bool = False) -> None:
    """Write a table as UTF-8, one line of titles, lines ended by CR LF (RFC 4180), text quoted where needed.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers, nothing known is
    an empty cell. `byte_order_mark` is for spreadsheets that read UTF-8 only with one.
    """

    def write(file: BinaryIO) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        if byte_order_mark:
            text.write(BYTE_ORDER_MARK)
        writer = csv.writer(text)
        writer.writerow([csv_cell(title) for title in table.columns])
        writer.writerows([csv_cell(cell) for cell in row] for row in table)
        text.flush()
        text.detach()

    write_output(path, write, overwrite=overwrite)


def csv_cell(cell: Cell) -> str:
    """A cell as the text that stands for it."""
    cell = without_nan(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return "'" + printable(cell) if looks_like_formula(cell) else printable(cell)
    return repr(cell)
