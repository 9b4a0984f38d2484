"""Answers to the project's text fields, by what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

About = Literal["series", "slice", "roi", "point"]

# Names of the four groups in files.
GROUPS: dict[About, str] = {"series": "series", "slice": "slices", "roi": "rois", "point": "points"}
_KEYS: dict[str, re.Pattern[str]] = {
    "series": re.compile(""),
    "slice": re.compile(r"\d{1,9}/\d{1,9}", re.ASCII),
    "roi": re.compile(r"[^/]+"),
    "point": re.compile(r"[^/]+/.+"),
}


@dataclass(frozen=True)
class Subject:
    """What an answer is about: the series, a slice of a frame, an ROI, or a point of an ROI.

    `key` is "" for the series, `<frame>/<slice>` for a slice (counted along the annotation's slice axis), the ROI's id,
    or `<ROI id>/<point id>`.
    """

    about: About
    key: str = ""

    @staticmethod
    def from_json(about: Any, key: Any) -> Subject:
        """ValueError if there can be no such subject."""
        form = _KEYS.get(about) if isinstance(about, str) else None
        if form is None or not isinstance(key, str) or not form.fullmatch(key):
            message = f"There is no subject {about!r} {key!r} for an answer."
            raise ValueError(message)
        return Subject(about, key)

    @staticmethod
    def series() -> Subject:
        return Subject("series")

    @staticmethod
    def slice(number: int, frame: int = 0) -> Subject:
        return Subject("slice", f"{frame}/{number}")

    @staticmethod
    def roi(roi: str) -> Subject:
        return Subject("roi", roi)

    @staticmethod
    def point(roi: str, point: str) -> Subject:
        return Subject("point", f"{roi}/{point}")


@dataclass(frozen=True)
class Answer:
    """A checked value (text, number, yes/no, or a tuple of choices) and who or what gave it."""

    value: Any
    maker: str

    def to_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"value": value, "maker": self.maker}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Answer:
        """KeyError or ValueError if the value is none that a field can have."""
        held = value["value"]
        parts = held if isinstance(held, list) else [held]
        if not all(isinstance(part, str if parts is held else str | int | float) for part in parts):
            message = f"{held!r} is no answer."
            raise ValueError(message)
        return Answer(tuple(held) if isinstance(held, list) else held, str(value["maker"]))


class Answers:
    """All answers of one annotation. Values were checked against the field before they came here."""

    def __init__(self) -> None:
        self._held: dict[tuple[Subject, str], Answer] = {}

    def get(self, subject: Subject, field: str) -> Answer | None:
        return self._held.get((subject, field))

    def put(self, subject: Subject, field: str, answer: Answer | None) -> None:
        """Set an answer, or take it away with None."""
        if answer is None:
            self._held.pop((subject, field), None)
        else:
            self._held[(subject, field)] = answer

    def of(self, subject: Subject) -> dict[str, Answer]:
        """The answers about one subject, by field."""
        return {field: answer for (held, field), answer in self._held.items() if held == subject}

    def __iter__(self) -> Iterator[tuple[Subject, str, Answer]]:
        for (subject, field), answer in self._held.items():
            yield subject, field, answer

    def __len__(self) -> int:
        return len(self._held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answers) and self._held == other._held

    __hash__ = None  # type: ignore[assignment]

    def copy(self) -> Answers:
        answers = Answers()
        answers._held = dict(self._held)
        return answers

    def to_json(self) -> dict[str, Any]:
        """`{"series": {field: answer}, "slices": {"0/37": {...}}, "rois": {id: ...}, "points": {"id/1": ...}}`."""
        groups: dict[str, Any] = {name: {} for name in GROUPS.values()}
        for subject, field, answer in self:
            group = groups[GROUPS[subject.about]]
            target = group if subject.about == "series" else group.setdefault(subject.key, {})
            target[field] = answer.to_json()
        return groups

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Answers:
        answers = Answers()
        for about, group in GROUPS.items():
            held = value.get(group, {})
            for key, fields in {"": held}.items() if about == "series" else held.items():
                for field, answer in fields.items():
                    answers.put(Subject.from_json(about, key), field, Answer.from_json(answer))
        return answers
