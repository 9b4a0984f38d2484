"""Values that may be there only once."""

from __future__ import annotations

from .findings import Severity, quoted
from .section import Section


class Seen:
    """Remembers the values of one key over a list of sections and reports those that come again."""

    def __init__(self, what: str, severity: Severity = "error") -> None:
        self._what = what
        self._severity = severity
        self._first: dict[object, Section] = {}

    def note(self, section: Section, key: str, value: object) -> None:
        """Remember `value`; an empty one is nothing."""
        if value in ("", None):
            return
        first = self._first.setdefault(value, section)
        if first is not section:
            message = f"{section.at(key)} has the same {self._what} as {first.path}: {quoted(str(value))}"
            section.report.add(section.where(key), section.at(key), message, self._severity)
