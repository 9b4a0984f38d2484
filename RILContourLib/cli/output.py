"""What commands print: results on standard output, as text or as JSON; remarks on standard error."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

_GAP = "  "


class Output:
    """Results as text for people, or as one JSON document for programs."""

    def __init__(self, as_json: bool = False, out: TextIO | None = None, error: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out = out
        self._error = error

    def report(self, data: Any, lines: Iterable[str]) -> None:
        """Print a result: `data` (plain dicts, lists, texts, numbers) as JSON, or else the `lines`."""
        out = self._out or sys.stdout
        if self.as_json:
            # Escapes of another encoding, such as \xe9, would be no JSON.
            is_unicode = (getattr(out, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
            print(json.dumps(data, indent=2, ensure_ascii=not is_unicode), file=out)
            return
        for line in lines:
            print(line, file=out)

    def note(self, text: str) -> None:
        """A remark for the person, in one line; never part of the result."""
        print(f"rilcontour: {clean(text)}", file=self._error or sys.stderr)


def clean(text: str) -> str:
    r"""`text` in one line that cannot steer a terminal: what is not printable as an escape, ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a table with aligned columns; numbers to the right. No line at all without rows."""
    cells = [[_cell(value) for value in row] for row in rows]
    if not cells:
        return
    widths = [max(map(_width, column)) for column in zip(headings, *cells, strict=True)]
    numeric = [_is_numeric(column) for column in zip(*cells, strict=True)]
    for row in ([*headings], ["-" * width for width in widths], *cells):
        padded = (_padded(*each) for each in zip(row, widths, numeric, strict=True))
        yield _GAP.join(padded).rstrip()


def facts(pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Lines of ``name  value``, the values below each other."""
    cells = [(name, _cell(value)) for name, value in pairs]
    width = max((_width(name) for name, _ in cells), default=0)
    for name, value in cells:
        yield f"{_padded(name, width, False)}{_GAP}{value}".rstrip()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(str(value))


def _is_numeric(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(cell.lstrip("-").replace(".", "", 1).replace(",", "").isdecimal() for cell in filled)


def _padded(text: str, width: int, to_the_right: bool) -> str:
    padding = " " * (width - _width(text))
    return padding + text if to_the_right else text + padding


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)
