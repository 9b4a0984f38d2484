"""Tables as comma-separated text that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .output_files import open_output
from .table import AddRow, Cell, Row, looks_like_formula, printable, without_nan

BYTE_ORDER_MARK = "\ufeff"


@contextmanager
def csv_file(
    path: Path, columns: Sequence[str], *, byte_order_mark: bool = False, overwrite: bool = False
) -> Iterator[AddRow]:
    """A function that adds a row to a new table; the file has its name when the block ends.

    UTF-8, one line of titles, lines ended by CR LF (RFC 4180), text quoted where needed. Text that a spreadsheet would
    take for a formula gets an apostrophe in front; numbers stay numbers; what is not known is an empty cell.
    `byte_order_mark` is for spreadsheets that know UTF-8 only by one.
    """
    with open_output(path, overwrite=overwrite) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        text.write(BYTE_ORDER_MARK if byte_order_mark else "")
        writer = csv.writer(text)
        writer.writerow([csv_cell(title) for title in columns])
        try:
            yield lambda row: writer.writerow([csv_cell(cell) for cell in row])
        finally:
            text.flush()
            text.detach()


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row], *, overwrite: bool = False) -> None:
    """A whole table at once."""
    with csv_file(path, columns, overwrite=overwrite) as add_row:
        for row in rows:
            add_row(row)


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
