"""Answers: which question may be answered about what, and what an answer changes."""

from __future__ import annotations

from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Answer, Subject
from ..annotation.changes import AnswerChange, Change
from ..errors import AnswerRefused, LockedROI
from ..project.answers import applicable_fields, validate_answer
from ..project.definitions import Definitions
from ..project.text_field import TextField


def answer_changes(
    definitions: Definitions, annotation: Annotation, subject: Subject, field_id: str, value: Any, maker: str
) -> tuple[Change, ...]:
    """The changes that answer a question (None: take the answer away), with those of answers that hang on it.

    UnknownField; AnswerRefused if the value is not allowed or the question is not asked about that subject or, as
    another answer stands, not asked now; LockedROI.
    """
    field = definitions.text_field(field_id)
    _check_subject(definitions, annotation, subject, field)
    given = {name: answer.value for name, answer in annotation.answers.of(subject).items()}
    answer = None
    if value is not None:
        _check_asked(definitions, field, given)
        answer = Answer(validate_answer(field, value), maker)
    present = annotation.answers.get(subject, field_id)
    if answer == present:
        return ()
    changes: list[Change] = [AnswerChange(subject, field_id, present, answer)]
    given[field_id] = None if answer is None else answer.value
    return (*changes, *_no_longer_asked(definitions, annotation, subject, field, given))


def _no_longer_asked(
    definitions: Definitions, annotation: Annotation, subject: Subject, field: TextField, given: dict[str, Any]
) -> list[Change]:
    """What takes away the answers to questions that are no longer asked."""
    held = annotation.answers.of(subject)
    remaining = {name: value for name, value in given.items() if value is not None}
    gone: list[Change] = []
    while True:
        asked = {each.id for each in applicable_fields(definitions, field.about, remaining)}
        known = {each.id for each in definitions.fields_about(field.about)}
        stale = [name for name in remaining if name in known and name not in asked and name in held]
        if not stale:
            return gone
        for name in stale:
            gone.append(AnswerChange(subject, name, held[name], None))
            del remaining[name]


def _check_asked(definitions: Definitions, field: TextField, given: dict[str, Any]) -> None:
    if all(each.id != field.id for each in applicable_fields(definitions, field.about, given)):
        reason = f": it depends on {field.depends_on.field}" if field.depends_on else ""
        message = f"{field.id} is not asked here{reason}."
        raise AnswerRefused(message)


def _check_subject(definitions: Definitions, annotation: Annotation, subject: Subject, field: TextField) -> None:
    if field.about != subject.about:
        message = f"{field.id} is asked about a {field.about}, not about a {subject.about}."
        raise AnswerRefused(message)
    if subject.about == "slice":
        frame, number = (int(part) for part in subject.key.split("/"))
        if not (0 <= number < annotation.shape[annotation.slice_axis] and 0 <= frame < annotation.frames):
            message = f"There is no slice {number} on frame {frame} in this series."
            raise AnswerRefused(message)
    if subject.about in ("roi", "point"):
        roi = definitions.roi(subject.key.partition("/")[0])
        if field.rois and roi.id not in field.rois:
            message = f"{field.id} is not asked about {roi.name}."
            raise AnswerRefused(message)
        if annotation.roi(roi.id).locked:
            message = f"{roi.name} is locked; unlock it to change its answers."
            raise LockedROI(message)
