"""The project's questions about one subject as a form: plain dicts that every shell draws alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Answer, Subject
from ..errors import AnswerRefused
from ..project.answers import parse_answer
from ..project.applicability import applicable_fields
from ..project.definitions import Definitions
from ..project.text_field import LONGEST_TEXT, TextField
from .translation import _

CHOICE_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
"""What answers on the keyboard, in the order of the choices."""
NUMBER_OF_LINES_BELOW = 80  # a text that may be longer than this is drawn with several lines

Field = dict[str, Any]


def form_fields(
    definitions: Definitions,
    annotation: Annotation,
    subject: Subject,
    errors: Mapping[str, str],
    entered: Mapping[str, Any] | None = None,
) -> tuple[Field, ...]:
    """All questions about that kind of subject, in the project's order; each is JSON.

    id, ask, help, unit : texts
    kind : `text`, `number`, `boolean`, `choice` (one of), `choices` (several of)
    choices : of `boolean`, `choice` and `choices`: value, label, and the key that chooses it ("" without one)
    minimum, maximum, max_length, lines : limits, None where there are none; lines to draw a text with
    required, visible : whether it must be answered, and whether it is asked now
    value : the answer as JSON, None without one; maker : who or what gave it
    error : why what was entered last was refused, "" if it was not; entered : that, so that it can be mended
    """
    asked = {field.id for field in asked_fields(definitions, annotation, subject)}
    held = annotation.answers.of(subject)
    limited_to = _roi_of(subject)
    refused = entered or {}
    return tuple(
        _field(field, held.get(field.id), field.id in asked)
        | {"error": errors.get(field.id, ""), "entered": refused.get(field.id)}
        for field in definitions.fields_about(subject.about)
        if limited_to is None or not field.rois or limited_to in field.rois
    )


def asked_fields(definitions: Definitions, annotation: Annotation, subject: Subject) -> tuple[TextField, ...]:
    """The questions that are asked about a subject as other answers stand."""
    values = _values(annotation.answers.of(subject))
    series = _values(annotation.answers.of(Subject.series()))
    return applicable_fields(definitions, subject.about, values, series_answers=series, roi=_roi_of(subject))


def entered(field: TextField, value: Any) -> Any:
    """The answer that a widget gave, ready to be checked: a number may come as the text that was typed.

    AnswerRefused if that text is no number.
    """
    if field.kind == "number" and isinstance(value, str):
        return parse_answer(field, value.replace(",", ".") if "." not in value else value)
    return value


def check_subject(annotation: Annotation, definitions: Definitions, subject: Subject) -> None:
    """UnknownROI or AnswerRefused if the series has no such slice, ROI or point."""
    first, _slash, second = subject.key.partition("/")
    if subject.about == "slice":
        if not (0 <= int(first) < annotation.frames and 0 <= int(second) < annotation.shape[annotation.slice_axis]):
            message = _("There is no slice {slice} on frame {frame}.").format(slice=second, frame=first)
            raise AnswerRefused(message)
    elif subject.about in ("roi", "point"):
        definitions.roi(first)
        if subject.about == "point" and second not in [point.id for point in annotation.roi(first).points]:
            message = _("There is no point {point} in this series.").format(point=second)
            raise AnswerRefused(message)


def _field(field: TextField, answer: Answer | None, visible: bool) -> Field:
    value = answer.value if answer else None
    longest = (field.max_length or LONGEST_TEXT) if field.kind == "text" else None
    return {
        "id": field.id,
        "ask": field.ask,
        "kind": field.kind,
        "choices": choices_of(field),
        "help": field.help,
        "unit": field.unit,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "max_length": longest,
        "lines": None if longest is None else (1 if longest <= NUMBER_OF_LINES_BELOW else 3),
        "required": field.required,
        "visible": visible,
        "value": list(value) if isinstance(value, tuple) else value,
        "maker": answer.maker if answer else None,
    }


def choices_of(field: TextField) -> list[dict[str, Any]]:
    """What can be chosen and by which key; yes and no have `y` and `n`, so that their keys say what they do."""
    if field.kind == "boolean":
        return [
            {"value": True, "label": _("yes"), "key": "y"},
            {"value": False, "label": _("no"), "key": "n"},
        ]
    keys = CHOICE_KEYS.ljust(len(field.choices))
    return [
        {"value": choice, "label": choice, "key": key.strip()} for choice, key in zip(field.choices, keys, strict=False)
    ]


def _values(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {field: answer.value for field, answer in answers.items()}


def _roi_of(subject: Subject) -> str | None:
    return subject.key.partition("/")[0] if subject.about in ("roi", "point") else None
