"""A term list as a CSV file: its text, and its rows with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import DefinitionsError

LARGEST_FILE = 32 * 1024 * 1024
MOST_ROWS = 200_000  # with the header


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the number of the line that it begins on."""

    line: int
    cells: list[str]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows that are not empty, the header first. Lines that begin with # before the header are comments.

    Cells are separated by commas, semicolons or tabs, whichever the header has most of; the text is UTF-8.
    Raises DefinitionsError about what cannot be read, and where.
    """
    return rows_of(_content(path), path.name)


def rows_of(content: bytes, file_name: str) -> Iterator[Row]:
    """As read_rows, from the bytes of a file."""
    lines = _text(content, file_name).splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    if start == len(lines):
        return
    delimiter = max(",;\t", key=lines[start].count)
    reader = csv.reader(io.StringIO("".join(lines[start:]), newline=""), delimiter=delimiter)
    rows, line = 0, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(start + line + 1, cells)
                rows += 1
            line = reader.line_num
            if rows > MOST_ROWS:
                message = f"{file_name} has more than {MOST_ROWS:,} rows: split the list into several files."
                raise DefinitionsError(message)
    except csv.Error as error:
        message = f"{file_name}:{start + reader.line_num}: this row cannot be read ({error}): look for an open quote."
        raise DefinitionsError(message) from error


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            message = f"{path} has {size:,} bytes; a term list may have {LARGEST_FILE:,}: split it into several files."
            raise DefinitionsError(message)
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): check the name and the permissions."
        raise DefinitionsError(message) from error


def _text(content: bytes, file_name: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f'{file_name}:{line}: this is not UTF-8 text: save the list again as "CSV UTF-8".'
        raise DefinitionsError(message) from error
