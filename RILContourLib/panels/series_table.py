"""What the browser knows of all series, laid out so that 100,000 are filtered and sorted in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .browser_columns import Column, Summary, answers_in

NOBODY = ""


@dataclass(frozen=True)
class BrowserFilter:
    """What is left empty (None) does not restrict; a series is shown if it fits all that is given.

    text : words that its name has, in any order, capitals or not; owner : a person, or NOBODY
    answers : values about the series by field id; None for a question that has no answer, and of several choices
        one that was chosen is enough
    """

    text: str = ""
    status: tuple[str, ...] = ()
    owner: str | None = None
    tag: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


class SeriesTable:
    """Names in order, and beside them what was remembered; a row is named by its number."""

    def __init__(
        self,
        names: Sequence[str] = (),
        summaries: Mapping[str, Summary] | None = None,
        tags: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        held = summaries or {}
        self.names = list(names)
        self.summaries: list[Summary | None] = [held.get(name) for name in self.names]
        self.row_of = {name: row for row, name in enumerate(self.names)}
        self._folded = [name.casefold() for name in self.names]
        self._status = [summary and summary.get("status") for summary in self.summaries]
        self._named_by_tag = tags or {}

    def __len__(self) -> int:
        return len(self.names)

    @property
    def unread(self) -> int:
        """How many series nothing is known of, as their annotations were never looked at."""
        return self._status.count(None)

    def merge(self, summaries: Mapping[str, Summary]) -> None:
        """Take over newer summaries; those of series that are not listed are left out."""
        for name, summary in summaries.items():
            row = self.row_of.get(name)
            if row is not None:
                self.summaries[row] = summary
                self._status[row] = summary.get("status")

    def is_unseen(self, row: int) -> bool:
        return self._status[row] in (None, "unseen")

    def matching(self, wanted: BrowserFilter) -> list[int]:
        """The rows that a filter lets through, in the order of names. The cheapest tests come first."""
        rows: Sequence[int] = range(len(self.names))
        for word in wanted.text.casefold().split():
            folded = self._folded
            rows = [row for row in rows if word in folded[row]]
        if wanted.status:
            status, allowed = self._status, frozenset(wanted.status)
            rows = [row for row in rows if status[row] in allowed]
        if wanted.tag is not None:
            tagged, names = self._named_by_tag.get(wanted.tag, frozenset()), self.names
            rows = [row for row in rows if names[row] in tagged]
        if wanted.owner is not None:
            rows = [row for row in rows if ((self.summaries[row] or {}).get("owner") or NOBODY) == wanted.owner]
        for question, value in wanted.answers.items():
            rows = [row for row in rows if _fits(answers_in(self.summaries[row]).get(question), value)]
        return list(rows)

    def ordered(self, column: Column, *, reverse: bool = False) -> list[int]:
        """All rows by a column's values, numbers before texts, those without a value last; then by name."""
        values = [column.value(name, summary) for name, summary in zip(self.names, self.summaries, strict=True)]
        empty = [row for row, value in enumerate(values) if value is None]
        texts = [row for row, value in enumerate(values) if isinstance(value, str | list | tuple)]
        numbers = [row for row, value in enumerate(values) if isinstance(value, int | float)]
        texts.sort(key=lambda row: str(values[row]).casefold(), reverse=reverse)
        numbers.sort(key=lambda row: values[row], reverse=reverse)
        return [*texts, *numbers, *empty] if reverse else [*numbers, *texts, *empty]


def _fits(answer: Any, wanted: Any) -> bool:
    if isinstance(answer, list | tuple) and not isinstance(wanted, list | tuple):
        return wanted in answer
    return bool(answer == wanted)
