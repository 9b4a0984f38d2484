"""Which questions are asked about one subject, given what was answered so far."""

from __future__ import annotations

from collections.abc import Mapping

from .definitions import Definitions
from .text_field import About, Answer, DependsOn, TextField

_NO_ANSWERS: Mapping[str, Answer] = {}


def applicable_fields(
    definitions: Definitions,
    about: About,
    answers: Mapping[str, Answer],
    *,
    series_answers: Mapping[str, Answer] = _NO_ANSWERS,
    roi: str | None = None,
) -> tuple[TextField, ...]:
    """The questions to ask about one series, slice, ROI or point, in the order of the file.

    answers : this subject's answers by field id
    series_answers : the series' own, on which fields about its parts may depend
    roi : the ROI that the subject is or belongs to; fields limited to other ROI are left out

    A field whose condition field is itself not asked is not asked either, whatever stale answer is still there.
    """
    return tuple(
        field
        for field in definitions.fields_about(about)
        if (roi is None or not field.rois or roi in field.rois)
        and _is_asked(
            definitions, field, answers if about != "series" else {**series_answers, **answers}, series_answers
        )
    )


def missing_required(
    definitions: Definitions,
    about: About,
    answers: Mapping[str, Answer],
    *,
    series_answers: Mapping[str, Answer] = _NO_ANSWERS,
    roi: str | None = None,
) -> tuple[TextField, ...]:
    """The required questions about this subject that are asked and have no answer; see `applicable_fields`."""
    asked = applicable_fields(definitions, about, answers, series_answers=series_answers, roi=roi)
    return tuple(field for field in asked if field.required and answers.get(field.id) is None)


def inapplicable_answers(
    definitions: Definitions,
    about: About,
    answers: Mapping[str, Answer],
    *,
    series_answers: Mapping[str, Answer] = _NO_ANSWERS,
    roi: str | None = None,
) -> tuple[str, ...]:
    """Ids of the answers to questions that are no longer asked (or no longer exist); see `applicable_fields`."""
    asked = applicable_fields(definitions, about, answers, series_answers=series_answers, roi=roi)
    ids = {field.id for field in asked}
    return tuple(field_id for field_id in answers if field_id not in ids)


def _is_asked(
    definitions: Definitions,
    field: TextField,
    answers: Mapping[str, Answer],
    series_answers: Mapping[str, Answer],
) -> bool:
    step = field
    while step.depends_on is not None:  # the check of the file refuses circles
        other = definitions.text_field(step.depends_on.field)
        held = (series_answers if other.about == "series" and field.about != "series" else answers).get(other.id)
        if not _is_met(step.depends_on, held):
            return False
        step = other
    return True


def _is_met(dependence: DependsOn, answer: Answer | None) -> bool:
    if isinstance(answer, tuple):
        return any(value in answer for value in dependence.values)
    # by type too: 1 == True in Python
    return any(type(answer) is type(value) and answer == value for value in dependence.values)
