"""More about the series, from a table that the project's people keep: one row a series."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..errors import DefinitionsError
from .characters import composed, refused_character
from .findings import nearest, quoted

LARGEST_TABLE_BYTES = 100_000_000
NAME_COLUMN = "series"
TAGS_COLUMN = "tags"


@dataclass(frozen=True)
class Metadata:
    """The table's content.

    columns : all columns but the series' name, in the order of the file
    rows : by series name, column and text; columns that are empty in a row are left out
    problems : what could not be used, each a sentence with the line
    """

    columns: tuple[str, ...]
    rows: dict[str, dict[str, str]]
    problems: tuple[str, ...]

    def of(self, series_name: str) -> dict[str, str]:
        """The row of a series, empty if it has none."""
        return self.rows.get(series_name, {})

    def tags(self, series_name: str) -> tuple[str, ...]:
        """The words in the series' column ``tags``, which are separated by ``;``, in the order of the file."""
        words = (word.strip() for word in self.of(series_name).get(TAGS_COLUMN, "").split(";"))
        return tuple(dict.fromkeys(word for word in words if word))

    def unknown_series(self, series_names: Collection[str]) -> list[str]:
        """A sentence for each row whose series is not among `series_names`."""
        unknown = [name for name in self.rows if name not in series_names]
        similar = series_names if len(series_names) * len(unknown) <= 20_000 else ()  # looking for them is slow
        return [f"no series is named {quoted(name)}{nearest(name, similar)}" for name in unknown]

    def unknown_tags(self, allowed: Collection[str]) -> list[str]:
        """A sentence for each tag that the project does not know; none if it names no tags."""
        used = dict.fromkeys(tag for name in self.rows for tag in self.tags(name))
        unknown = [tag for tag in used if allowed and tag not in allowed]
        return [f"the project has no tag {quoted(tag)}{nearest(tag, allowed)}" for tag in unknown]


NO_METADATA = Metadata((), {}, ())


def read_metadata(path: Path) -> Metadata:
    """Read the metadata table: CSV in UTF-8, separated by commas, semicolons or tabs, with a column ``series``.

    The column holds the series' names: paths with ``/`` from the images' folder. Rows without a name or with too many
    cells, and second rows of a series, are left out and reported. Raises DefinitionsError if the file cannot be used.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_TABLE_BYTES else b""
    except OSError as error:
        message = f"The metadata table {path} cannot be read: {error.strerror or error}."
        raise DefinitionsError(message) from error
    if size > LARGEST_TABLE_BYTES:
        message = f"The metadata table {path} is larger than {LARGEST_TABLE_BYTES:,} bytes; keep only what is needed."
        raise DefinitionsError(message)
    try:
        return parse_metadata(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: the metadata table is not UTF-8 text; export it as CSV UTF-8."
        raise DefinitionsError(message) from error


def parse_metadata(text: str, file_name: str) -> Metadata:
    """The table in `text`, as `read_metadata` describes; `file_name` is for messages."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [composed(cell.strip()) for cell in next(reader, [])]
        columns = _columns(header, file_name)
        rows: dict[str, dict[str, str]] = {}
        problems: list[str] = []
        for cells in reader:
            problem = _take_row(cells, columns, rows)
            if problem:
                problems.append(f"{file_name}:{reader.line_num}: {problem}")
    except csv.Error as error:
        message = f"{file_name}:{reader.line_num}: the metadata table is not valid CSV ({error})."
        raise DefinitionsError(message) from error
    return Metadata(tuple(column for column in columns if column != NAME_COLUMN), rows, tuple(problems))


def _delimiter(text: str) -> str:
    """The separator: the one that the header line has most of."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _columns(header: list[str], file_name: str) -> list[str]:
    columns = [NAME_COLUMN if cell.casefold() == NAME_COLUMN else cell for cell in header]
    columns = [TAGS_COLUMN if cell.casefold() == TAGS_COLUMN else cell for cell in columns]
    if NAME_COLUMN not in columns:
        message = f'{file_name}:1: the metadata table has no column "{NAME_COLUMN}"{nearest(NAME_COLUMN, columns)}.'
        raise DefinitionsError(message)
    twice = [cell for cell, times in Counter(columns).items() if cell and times > 1]
    if twice:
        message = f"{file_name}:1: the metadata table has two columns {quoted(twice[0])}."
        raise DefinitionsError(message)
    return columns


def _take_row(cells: list[str], columns: list[str], rows: dict[str, dict[str, str]]) -> str | None:
    """Add one row; what is wrong with it if it is left out."""
    texts = [composed(cell.strip()) for cell in cells]
    if not any(texts):
        return None
    if len(texts) > len(columns):
        return f"the row has {len(texts)} cells, the header {len(columns)}"
    if refused_character("".join(texts), allowed="\n\t"):
        return "the row has control characters"
    row = {column: text for column, text in zip(columns, texts, strict=False) if column and text}
    name = row.pop(NAME_COLUMN, "").replace("\\", "/").removeprefix("./")
    if not name:
        return "the row names no series"
    if name in rows:
        return f"a second row for {quoted(name)}"
    rows[name] = row
    return None
