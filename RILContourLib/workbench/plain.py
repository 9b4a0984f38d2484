"""Values as they can be sent to the page."""

from __future__ import annotations

from typing import Any

import msgpack


def sendable(value: Any) -> tuple[Any, list[str]]:
    """The value, and where in it stood what cannot be sent: `.rows[0].voxels (int64)`; there is its text instead.

    What can be sent are texts, numbers, yes and no, nothing, and lists, tuples and mappings of these. Names of files
    that are no valid text are shown as far as they are.
    """
    if _can_be_sent(value):
        return value, []
    wrong: list[str] = []
    return _repaired(value, "", wrong), wrong


def _repaired(value: Any, place: str, wrong: list[str]) -> Any:
    if isinstance(value, dict):
        return {_repaired(key, f"{place} key", wrong): _repaired(value[key], f"{place}.{key}", wrong) for key in value}
    if isinstance(value, list | tuple):
        return [_repaired(each, f"{place}[{number}]", wrong) for number, each in enumerate(value)]
    if _can_be_sent(value):
        return value
    if not isinstance(value, str):
        wrong.append(f"{place} ({type(value).__name__})")
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _can_be_sent(value: Any) -> bool:
    try:
        msgpack.packb(value)
    except (TypeError, ValueError, OverflowError):  # UnicodeEncodeError, which is a ValueError, of odd file names
        return False
    return True
