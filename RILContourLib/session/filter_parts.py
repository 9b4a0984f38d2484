"""Whether the parts of a filter are of the kind that they should be. All raise UsageError, naming the part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from ..errors import UsageError
from ..project.findings import nearest


def texts(value: Iterable[str], part: str) -> tuple[str, ...]:
    """Several texts, as a tuple. One text alone is refused: its characters would be taken for the texts."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        _refuse(value, part, f"several texts, such as [{value!r}]" if isinstance(value, str) else "several texts")
    held = tuple(value)
    for text in held:
        if not isinstance(text, str) or not text:
            _refuse(text, part, "texts that are not empty")
    return held


def check_one_of(value: str, known: Sequence[str], part: str) -> None:
    """Return if `value` is one of the texts that are known."""
    if value not in known:
        remark = nearest(value, known) if isinstance(value, str) else ""
        message = f"A filter's {part} cannot be {value!r}{remark}; there are {', '.join(known)}."
        raise UsageError(message)


def check_text_or_none(value: str | None, part: str) -> None:
    """Return if `value` is a text that is not empty, or None."""
    if value is not None and (not isinstance(value, str) or not value):
        _refuse(value, part, "a text, or None for any")


def check_mapping(value: Mapping[str, object], part: str) -> None:
    """Return if `value` maps texts to something."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        _refuse(value, part, 'a mapping by field, such as {"quality": "good"}')


def check_yes_or_no(value: bool, part: str) -> None:
    """Return if `value` is True or False."""
    if not isinstance(value, bool):
        _refuse(value, part, "True or False")


def _refuse(value: object, part: str, wanted: str) -> NoReturn:
    message = f"A filter's {part} cannot be {value!r}: it takes {wanted}."
    raise UsageError(message)
