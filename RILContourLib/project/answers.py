"""Which answers a text field allows: the one rule for forms, Python, imports and models."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable
from typing import NoReturn

from ..errors import AnswerRefused
from .characters import composed, refused_character
from .findings import nearest, quoted
from .text_field import LONGEST_TEXT, Answer, FieldKind, TextField


def validate_answer(field: TextField, value: object) -> Answer | None:
    """The answer as it is stored, or None if `value` clears it (None, an empty text, no choices).

    text and choice: str, composed (NFC), line breaks as ``\\n``; number: int or float, finite, within the limits, both
    ends included; boolean: bool; choices: a tuple in the project's order. Numbers are taken as choices by their digits.

    Raises AnswerRefused, in one sentence, for everything else.
    """
    return None if value is None else _RULES[field.kind](field, value)


def parse_answer(field: TextField, text: str, separator: str = ";") -> Answer | None:
    """The answer written in `text`, as in a table's cell or on a command line; an empty one clears the answer.

    A boolean is ``true``, ``false``, ``yes``, ``no``, ``1`` or ``0``; several choices are split at `separator`.
    Raises AnswerRefused.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if field.kind == "boolean":
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        return validate_answer(field, words.get(stripped.casefold(), stripped))
    if field.kind == "number":
        return validate_answer(field, _number_in(field, stripped))
    if field.kind == "choices":
        return validate_answer(field, [part.strip() for part in stripped.split(separator) if part.strip()])
    return validate_answer(field, text if field.kind == "text" else stripped)


def _refuse(field: TextField, problem: str) -> NoReturn:
    message = f'The answer to "{field.id}" {problem}.'
    raise AnswerRefused(message)


def _text(field: TextField, value: object) -> str | None:
    if not isinstance(value, str):
        _refuse(field, f"must be a text, not {_kind_of(value)}")
    longest = field.max_length or LONGEST_TEXT
    if len(value) > 4 * longest:  # before any work on it
        _refuse(field, f"is longer than {longest} characters")
    text = composed(value.replace("\r\n", "\n"))
    refused = refused_character(text, allowed="\n\t")
    if refused:
        _refuse(field, f"has the character {refused}, which cannot be part of a text")
    if len(text) > longest:
        _refuse(field, f"is longer than {longest} characters")
    return text if text.strip() else None


def _number(field: TextField, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        _refuse(field, f"must be a number, not {_kind_of(value)}")
    number = int(value) if isinstance(value, numbers.Integral) else float(value)
    if isinstance(number, float) and not math.isfinite(number):
        _refuse(field, f"must be a finite number, not {number}")
    if abs(number) > 1e300:
        _refuse(field, "is too large a number")
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and number < field.minimum:
        _refuse(field, f"must be at least {field.minimum}{unit}, not {number}")
    if field.maximum is not None and number > field.maximum:
        _refuse(field, f"must be at most {field.maximum}{unit}, not {number}")
    return number


def _boolean(field: TextField, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if type(value).__name__ in ("bool", "bool_") and hasattr(value, "item"):  # numpy's
        return bool(value)
    _refuse(field, f"must be true or false, not {_kind_of(value)}")


def _choice(field: TextField, value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        _refuse(field, f"must be one of its choices, not {_kind_of(value)}")
    text = composed(value.strip())
    if text and text not in field.choices:
        remark = nearest(text, field.choices) or f" (there are {', '.join(field.choices[:12])})"
        _refuse(field, f"cannot be {quoted(text)}{remark}")
    return text or None


def _choices(field: TextField, value: object) -> tuple[str, ...] | None:
    if isinstance(value, (str, bytes, dict)) or not isinstance(value, Iterable):
        _refuse(field, f"must be a list of its choices, not {_kind_of(value)}")
    chosen = set()
    for number, item in enumerate(value):
        if number > 10 * len(field.choices):
            _refuse(field, "names more choices than there are")
        text = _choice(field, item)
        if text is None:
            _refuse(field, "has an empty choice")
        chosen.add(text)
    return tuple(choice for choice in field.choices if choice in chosen) or None


_RULES: dict[FieldKind, Callable[[TextField, object], Answer | None]] = {
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
}


def _number_in(field: TextField, text: str) -> int | float:
    try:
        return int(text) if len(text) < 30 and text.lstrip("+-").isdecimal() else float(text[:400])
    except ValueError:
        _refuse(field, f"must be a number, not {quoted(text)}")


def _kind_of(value: object) -> str:
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    return {"bool": "true or false", "int": "a number", "float": "a number", "NoneType": "nothing"}.get(
        type(value).__name__, f"a {type(value).__name__}"
    )
