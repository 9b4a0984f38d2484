"""Answers as mappings: `session.text["quality"] = "good"`."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from operator import index
from typing import TYPE_CHECKING, Any

from ..annotation.answers import Subject
from .answer_rules import answer_changes

if TYPE_CHECKING:
    from .edit_session import EditSession


class TextAnswers(MutableMapping[str, Any]):
    """The answers about one subject by field id; setting one checks and journals it, None or `del` takes it away."""

    def __init__(self, session: EditSession, subject: Subject | None = None) -> None:
        self._session = session
        self._subject = subject or Subject.series()

    def __getitem__(self, field: str) -> Any:
        self._session.definitions.text_field(field)
        answer = self._session.annotation.answers.get(self._subject, field)
        if answer is None:
            raise KeyError(field)
        return answer.value

    def __setitem__(self, field: str, value: Any) -> None:
        session = self._session
        rules, by = session.definitions, session.maker
        with session.exclusively():
            changes = answer_changes(rules, session.annotation, self._subject, field, value, by)
            session.do(changes, tool="answer")

    def __delitem__(self, field: str) -> None:
        self[field] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._session.annotation.answers.of(self._subject))

    def __len__(self) -> int:
        return len(self._session.annotation.answers.of(self._subject))

    def __repr__(self) -> str:
        return f"TextAnswers({dict(self)})"


class SliceEditor:
    """One slice of the series, along the annotation's slice axis."""

    def __init__(self, session: EditSession, number: int, frame: int) -> None:
        self.number = index(number)
        self.frame = index(frame)
        self.text = TextAnswers(session, Subject.slice(self.number, self.frame))
