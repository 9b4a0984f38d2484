"""What a check of a definition file finds: all of it, each with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ..errors import DefinitionsError
from .nodes import Node

MOST_FINDINGS = 1_000
Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to say about a definition file.

    line, column : place in the file, counted from 1 (0 where there is none)
    path : the item in the form ``rois[2].value``
    message : one sentence for the person who wrote the file
    severity : an ``error`` keeps the file from being used, a ``warning`` and a ``hint`` do not
    """

    line: int
    column: int
    path: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.severity}: {self.message}"


@dataclass
class Report:
    """Collects the findings of one check."""

    findings: list[Finding] = field(default_factory=list)
    _remarks_left: int = 20

    def add(self, node: Node, path: str, message: str, severity: Severity = "error") -> None:
        """Note something about `node`."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(node.line + 1, node.column + 1, path, message, severity))

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """As `nearest`, for the first few times only: it is slow, and a file can have many wrong words."""
        self._remarks_left -= 1
        return nearest(word, known) if self._remarks_left >= 0 else ""

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the file from being used, in the order of the file."""
        return sorted(finding for finding in self.findings if finding.severity == "error")

    def raise_errors(self, file_name: str) -> None:
        """Raise DefinitionsError about the first error, with its line and the number of others."""
        errors = self.errors
        if not errors:
            return
        others = len(errors) - 1
        more = f" ({others} more: check the file to list {'it' if others == 1 else 'them'})" if others else ""
        message = f"{file_name}:{errors[0].line}: {errors[0].message}{more}."
        raise DefinitionsError(message)


def nearest(word: str, known: Iterable[str]) -> str:
    """A remark that names the known word most like `word`, or an empty string.

    >>> nearest("colour", ["color", "kind"])
    ' (did you mean color?)'
    """
    close = difflib.get_close_matches(word[:100].casefold(), list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def quoted(text: str, longest: int = 60) -> str:
    """`text` in quotes on one line, shortened, safe to print."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return '"' + "".join(character if character.isprintable() else "?" for character in shown) + '"'
