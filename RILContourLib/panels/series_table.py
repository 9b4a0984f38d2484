"""What the browser knows of all series, laid out so that 100,000 are filtered and sorted in milliseconds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .browser_columns import ANSWER_PREFIX, Column, Summary, answers_in, drafts_in, interrupted_in

NOBODY = ""


@dataclass(frozen=True)
class BrowserFilter:
    """What is left empty (None) does not restrict; a series is shown if it fits all that is given.

    text : words that its name has, in any order, capitals or not; owner : a person, or NOBODY
    answers : values about the series by field id; None for a question that has no answer, and of several choices
        one that was chosen is enough
    draft : whether a model's draft waits for a decision; sure_below : whether one waits in which the model was less
        sure of some ROI or answer, 0 to 1
    """

    text: str = ""
    status: tuple[str, ...] = ()
    owner: str | None = None
    tag: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    draft: bool | None = None
    sure_below: float | None = None

    @property
    def is_by_name_only(self) -> bool:
        """Whether what becomes known of a series never changes whether it fits."""
        return self == BrowserFilter(text=self.text, tag=self.tag)


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
        self._unread = self._status.count(None)
        self._owned = Counter(map(_owner_in, self.summaries))
        self._named_by_tag = tags or {}
        self._interrupted = {row for row, held in enumerate(self.summaries) if interrupted_in(held).get("edits")}
        self._kept: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        return len(self.names)

    @property
    def unread(self) -> int:
        """How many series nothing is known of, as their annotations were never looked at."""
        return self._unread

    @property
    def interrupted(self) -> int:
        """In how many series edits wait to be recovered."""
        return len(self._interrupted)

    @property
    def owner_names(self) -> tuple[str, ...]:
        """Everybody who owns a series, sorted."""
        return tuple(sorted(str(owner) for owner in list(self._owned) if owner))

    def merge(self, summaries: Mapping[str, Summary]) -> None:
        """Take over newer summaries; those of series that are not listed are left out."""
        self._kept = {}
        for name, summary in summaries.items():
            row = self.row_of.get(name)
            if row is not None:
                self._take(row, summary)

    def _take(self, row: int, summary: Summary) -> None:
        former, status = self._status[row], summary.get("status")
        self._unread += (status is None) - (former is None)
        before, after = _owner_in(self.summaries[row]), _owner_in(summary)
        if before != after:
            self._owned[after] += 1
            self._owned[before] -= 1
            if not self._owned[before]:
                del self._owned[before]
        self.summaries[row], self._status[row] = summary, status
        waiting = bool(interrupted_in(summary).get("edits"))
        (self._interrupted.add if waiting else self._interrupted.discard)(row)

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
            owners, owner = self.owners(), wanted.owner
            rows = [row for row in rows if owners[row] == owner]
        for question, value in wanted.answers.items():
            answers = self._answers(question)
            rows = [row for row in rows if answers[row] == value or _has(answers[row], value)]
        if wanted.draft is not None:
            rows = [row for row in rows if bool(drafts_in(self.summaries[row])) == wanted.draft]
        if wanted.sure_below is not None:
            rows = [row for row in rows if _sureness(self.summaries[row]) < wanted.sure_below]
        return list(rows)

    # Kept until the next merge: the next letter typed finds them ready.

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags that a series has, sorted."""
        return tuple(sorted(self._named_by_tag))

    def owners(self) -> list[Any]:
        """Who owns each series; NOBODY where nobody does."""
        if "owner" not in self._kept:
            self._kept["owner"] = [_owner_in(summary) for summary in self.summaries]
        return self._kept["owner"]

    def _answers(self, question: str) -> list[Any]:
        key = ANSWER_PREFIX + question
        if key not in self._kept:
            self._kept[key] = [answers_in(summary).get(question) for summary in self.summaries]
        return self._kept[key]

    def ordered(self, column: Column, *, reverse: bool = False) -> list[int]:
        """All rows by a column's values, numbers before texts, those without a value last; then by name."""
        values = [column.value(name, summary) for name, summary in zip(self.names, self.summaries, strict=True)]
        empty = [row for row, value in enumerate(values) if value is None]
        texts = [row for row, value in enumerate(values) if isinstance(value, str | list | tuple)]
        numbers = [row for row, value in enumerate(values) if isinstance(value, int | float)]
        folded = [str(value).casefold() for value in values]
        texts.sort(key=folded.__getitem__, reverse=reverse)
        numbers.sort(key=values.__getitem__, reverse=reverse)
        return [*texts, *numbers, *empty] if reverse else [*numbers, *texts, *empty]


def _owner_in(summary: Summary | None) -> Any:
    return (summary or {}).get("owner") or NOBODY


def _sureness(summary: Summary | None) -> float:
    """The lowest confidence of drafts that wait; infinite where none waits, or it found nothing."""
    sure = drafts_in(summary).get("sure")
    return math.inf if sure is None else sure


def _has(answer: Any, wanted: Any) -> bool:
    return isinstance(answer, list | tuple) and wanted in answer
