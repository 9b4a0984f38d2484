"""Several small changes to one text, all placed in the text as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|$)", re.MULTILINE)


@dataclass
class Splices:
    """Collects what to put where, and gives the changed text.

    Offsets count characters of `text`. Changes at one place come in the order in which they were added.
    """

    text: str
    _changes: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def newline(self) -> str:
        """The line break that the text uses."""
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    def put(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of what is from `start` up to `end`."""
        self._changes.append((start, end, text))

    def put_lines(self, at: int, lines: list[str]) -> None:
        """Put whole lines (without their breaks) at the beginning of a line or at the end of the text."""
        if not lines:
            return
        joined = self.newline.join(lines)
        unfinished = at == len(self.text) and at > 0 and not self.text.endswith("\n")
        self.put(at, at, self.newline + joined if unfinished else joined + self.newline)

    def line_start(self, index: int) -> int:
        """Where the line of `index` begins."""
        return self.text.rfind("\n", 0, index) + 1

    def after_line(self, index: int) -> int:
        """Where the line after that of `index` begins, or the end of the text."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def document_end(self, index: int) -> int:
        """Where a document goes on to that has its last value at `index`: the end of the text or of the document."""
        marker = _DOCUMENT_END.search(self.text, index)
        return marker.start() if marker else len(self.text)

    def result(self) -> str:
        """The text with all changes made; ValueError if they overlap."""
        parts, position = [], 0
        for start, end, text in sorted(self._changes, key=lambda change: change[:2]):
            if start < position:
                message = "changes overlap"
                raise ValueError(message)
            parts += [self.text[position:start], text]
            position = end
        return "".join([*parts, self.text[position:]])
