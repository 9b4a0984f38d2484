"""Answers: which question may be answered about what, and what an answer changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Answer, Answers, Subject
from ..annotation.changes import AnswerChange, Change
from ..errors import AnswerRefused, LockedROI
from ..project.answers import validate_answer
from ..project.applicability import applicable_fields, inapplicable_answers
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
    checked = validate_answer(field, value)
    if checked is not None:
        _check_asked(definitions, annotation, subject, field)
    answer = None if checked is None else Answer(checked, maker)
    present = annotation.answers.get(subject, field_id)
    if answer == present:
        return ()
    after = annotation.answers.copy()
    after.put(subject, field_id, answer)
    return (AnswerChange(subject, field_id, present, answer), *_no_longer_asked(definitions, after))


def _no_longer_asked(definitions: Definitions, answers: Answers) -> list[Change]:
    """What takes away the answers to questions that are no longer asked; of ROI and slices, too."""
    by_subject: dict[Subject, dict[str, Answer]] = {}
    for subject, field, answer in answers:
        by_subject.setdefault(subject, {})[field] = answer
    known = {field.id for field in definitions.text}
    gone: list[Change] = []
    series = _values(by_subject.get(Subject.series(), {}))
    for subject, held in sorted(by_subject.items(), key=lambda item: item[0].about != "series"):
        stale = inapplicable_answers(
            definitions, subject.about, _values(held), series_answers=series, roi=_roi_of(subject)
        )
        # An answer to a question that the project no longer has is history, not to be swept away by the next one.
        for field in (name for name in stale if name in known):
            gone.append(AnswerChange(subject, field, held[field], None))
            if subject.about == "series":
                del series[field]
    return gone


def _values(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {field: answer.value for field, answer in answers.items()}


def _roi_of(subject: Subject) -> str | None:
    return subject.key.partition("/")[0] if subject.about in ("roi", "point") else None


def _check_asked(definitions: Definitions, annotation: Annotation, subject: Subject, field: TextField) -> None:
    given, series = _values(annotation.answers.of(subject)), _values(annotation.answers.of(Subject.series()))
    asked = applicable_fields(definitions, subject.about, given, series_answers=series, roi=_roi_of(subject))
    if field not in asked:
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
        if annotation.roi(roi.id).locked:
            message = f"{roi.name} is locked; unlock it to change its answers."
            raise LockedROI(message)
