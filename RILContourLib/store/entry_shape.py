"""What an entry must have to count: names and kinds of its fields, and of the state that it says.

Whoever writes into a folder by hand can give an entry of any content a right digest. One that is not of this shape is
as unreadable as one that was cut short, so that nobody who reads entries meets a field that is missing or of another
kind. The masks, points and answers of a version are checked when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

# An object with these fields (a name with ? may be missing), a check of a value, or in a tuple: that or null.
Shape: TypeAlias = "Mapping[str, Shape] | Callable[[Any], bool] | tuple[Shape]"

_NONCE = re.compile(r"[0-9A-Za-z]{1,64}")  # it is part of file names


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _nonce(value: Any) -> bool:
    return isinstance(value, str) and _NONCE.fullmatch(value) is not None


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _image_shape(value: Any) -> bool:
    """Three edges, or these and the number of frames."""
    return isinstance(value, list) and len(value) in (3, 4) and all(map(_count, value))


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _verdict(value: Any) -> bool:
    return value in ("approved", "rejected")


def _list_of(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(check, value))


def _object_of(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


_FOLDED: dict[str, Shape] = {"bytes": _count, "crc": _count, "records": _count}
_HOLDER: dict[str, Shape] = {"nonce": _nonce, "user": _text, "host": _text, "since": _text}
_LEASE: dict[str, Shape] = {
    **_HOLDER,
    "entry": _count,
    "process": _object,
    "beat": _text,
    "folded": _FOLDED,
    "journal?": _text,
    "definitions?": _text,
}
_IDENTITY: dict[str, Shape] = {"size": _count, "sha256": _text}
_STATE: dict[str, Shape] = {
    "series": (_text,),
    "image": (_IDENTITY,),
    "version": _count,
    "commit": (_count,),
    "definitions": (_text,),
    "lease": (_LEASE,),
    "left": (_LEASE,),
    "made": ({"user": _text, "time": _text},),
    "owner": (_text,),
    "pool": (_text,),
    "review": ({"verdict": _verdict, "version": _count, "user": _text, "time": _text, "message": _text},),
    "summary": {
        "status": _object_of(_text),
        "answers": _object,
        "points": _object_of(_count),
        "makers": _list_of(_text),
        "fields": _list_of(_text),
    },
}
_ENTRY: dict[str, Shape] = {
    "op": _text,
    "time": _text,
    "user": _text,
    "host": _text,
    "software": _text,
    "previous": (_text,),
    "state": _STATE,
    "lease?": (_nonce,),
    "from?": _HOLDER,
    "journal?": {"name": _text, **_FOLDED},
    "version?": _count,
    "definitions?": (_text,),
    "reason?": _text,
    "message?": _text,
    "restored?": (_count,),
    "recovered?": _count,
    "recovery_problem?": _text,
    "unfolded?": _count,
}
_VERSION: dict[str, Shape] = {
    "version": _count,
    "image": {**_IDENTITY, "shape": _image_shape, "affine": _list},
    "rois": _object,
    "points": _object,
    "answers": _object,
}
_BY_OP: dict[str, Shape] = {
    "claim": {"lease": _nonce, "claim": _object},
    "takeover": {"lease": _nonce, "claim": _object, "from": _HOLDER, "reason": _text},
    "commit": {"lease": _nonce, "version": _count, "definitions": (_text,)},
    "release": {"lease": _nonce},
    "assign": {"owner": (_text,), "pool": (_text,), "message": _text},
    "approve": {"message": _text},
    "reject": {"message": _text},
}


def check_shape(data: Mapping[str, Any]) -> None:
    """ValueError, naming the field, if an entry lacks something or has it of another kind."""
    shapes = [_ENTRY, _BY_OP.get(str(data.get("op")), {})]
    if "rois" in data:
        shapes += [_VERSION, {"from": _HOLDER} if data["op"] != "commit" else {"reason": _text}]
    for shape in shapes:
        fault = _fault(data, shape, "")
        if fault:
            message = f"its field {fault} is missing, or not what it should be"
            raise ValueError(message)


def _fault(value: Any, shape: Shape, name: str) -> str | None:
    """The name of the first field that is not of its shape; None if all are."""
    if isinstance(shape, tuple):
        return None if value is None else _fault(value, shape[0], name)
    if callable(shape):
        return None if shape(value) else name
    if not isinstance(value, dict):
        return name
    for key, part in shape.items():
        field = key.removesuffix("?")
        if field in value or field == key:
            fault = _fault(value.get(field, _MISSING), part, f"{name}.{field}" if name else field)
            if fault:
                return fault
    return None


_MISSING = object()
