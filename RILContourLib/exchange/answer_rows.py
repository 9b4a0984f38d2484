"""Answers as rows: one for the series, and one for each slice, ROI and point that has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..annotation.answers import Answer, Subject
from ..project.text_field import TextField
from .items import SERIES_COLUMNS, ExportItem
from .table import Cell, Row, with_columns

SUBJECT_COLUMNS = ("about", "frame", "slice", "roi", "point", "makers")
CHOICE_SEPARATOR = "; "
_ORDER = {"series": 0, "slice": 1, "roi": 2, "point": 3}


def answer_columns(fields: tuple[TextField, ...]) -> tuple[str, ...]:
    """What the answer is about, who answered, and a column for each question."""
    return with_columns((*SERIES_COLUMNS, *SUBJECT_COLUMNS), (field.id for field in fields), "answer")


def answer_rows(item: ExportItem, fields: tuple[TextField, ...]) -> Iterator[Row]:
    """Rows of `answer_columns` after those of the series. The series always has one, so that missing answers show."""
    answers = item.annotation.answers
    subjects = {Subject.series(), *(subject for subject, _, _ in answers)}
    for subject in sorted(subjects, key=_sort_key):
        held = answers.of(subject)
        makers = "; ".join(f"{field.id}: {held[field.id].maker}" for field in fields if field.id in held)
        values = (_cell(held.get(field.id)) for field in fields)
        yield (subject.about, *_place(subject), makers or None, *values)


def _place(subject: Subject) -> tuple[Cell, Cell, Cell, Cell]:
    """Frame, slice, ROI and point that the subject names."""
    if subject.about == "slice":
        frame, _, number = subject.key.partition("/")
        return int(frame), int(number), None, None
    if subject.about == "point":
        roi, _, point = subject.key.partition("/")
        return None, None, roi, point
    return None, None, subject.key or None, None


def _sort_key(subject: Subject) -> tuple[Any, ...]:
    frame, number, roi, point = _place(subject)
    return _ORDER[subject.about], frame or 0, number or 0, roi or "", point or ""


def _cell(answer: Answer | None) -> Cell:
    if answer is None:
        return None
    if isinstance(answer.value, tuple):
        return CHOICE_SEPARATOR.join(answer.value)
    return answer.value
