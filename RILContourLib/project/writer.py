"""Changing a project file and keeping what people wrote: comments, order, quotes, line ends, layout."""

from __future__ import annotations

from ..errors import DefinitionsError
from .check import parse_definitions
from .definitions import Definitions
from .edit_nodes import DOCUMENT, edit_value
from .plain import plain_definitions
from .safe_yaml import decode, parse_yaml
from .splices import Splices

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_ROUNDS = 8


def edited_definitions(content: bytes, new: Definitions, file_name: str) -> bytes:
    """The project file with these bytes, changed so that it says `new`.

    Only what differs is touched: entries are added, changed inside, moved with the comments above them or taken out.
    The result is read again and compared before it is returned. `file_name` is for messages.

    Raises DefinitionsError if the file is not valid, if `new` breaks a rule or has another id, and if the file is laid
    out so unusually that it cannot be changed safely; the file is then for the person to edit.
    """
    held = parse_definitions(content, file_name)
    if new.id != held.id:
        message = f"{file_name}: the id of a project is made once and never edited."
        raise DefinitionsError(message)
    mark = _BYTE_ORDER_MARK if content.startswith(_BYTE_ORDER_MARK) else b""
    for _ in range(_MOST_ROUNDS):
        if held == new:
            return content
        text = _edited_once(decode(content), held, new, file_name)
        content = mark + text.encode()
        held = parse_definitions(content, f"{file_name} (as changed)")
    raise _unusual(file_name)


def _edited_once(text: str, old: Definitions, new: Definitions, file_name: str) -> str:
    splices = Splices(text)
    try:
        edit_value(splices, parse_yaml(text), DOCUMENT, plain_definitions(old), plain_definitions(new))
        return splices.result()
    except ValueError as error:
        raise _unusual(file_name) from error


def _unusual(file_name: str) -> DefinitionsError:
    message = f"{file_name} is laid out so that it cannot be changed safely here; change it in a text editor."
    return DefinitionsError(message)
