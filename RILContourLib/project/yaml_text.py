"""Values as YAML text: so that a person likes to read it, and every YAML reader reads the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN_WORDS = re.compile(r"[^\W\d_][\w .()/+%-]*|\.", re.UNICODE)
_MUST_ESCAPE = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]'
)
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def inline(value: Any) -> str:
    """The value on one line: ``{id: liver, value: 1, color: "#80AE80"}``; Mapping, Sequence and scalars."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any, style: str | None = None) -> str:
    """A single value; `style` is the quote that was there before and is kept if it can be."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value)
    text = str(value)
    if style == "'" and not _MUST_ESCAPE.search(text.replace('"', "").replace("\\", "")):
        return "'" + text.replace("'", "''") + "'"
    if style != '"' and _is_plain(text):
        return text
    return '"' + _MUST_ESCAPE.sub(_escaped, text) + '"'


def literal_block(value: Any, column: int, newline: str) -> str | None:
    """A text of several lines as a ``|-`` block at `column`; None for what does not keep its form there."""
    if not isinstance(value, str) or _MUST_ESCAPE.search(re.sub('["\\\\\n]', "", value)):
        return None
    lines = value.split("\n")
    if len(lines) < 2 or lines[0][:1] in ("", " ") or lines[-1].strip() == "":
        return None
    return newline.join(["|-", *(" " * column + line if line.strip() else "" for line in lines)])


def _number(value: float) -> str:
    text = repr(value)
    return text if "e" not in text or "." in text else text.replace("e", ".0e")  # YAML 1.1 wants the point


def _is_plain(text: str) -> bool:
    """Whether `text` needs no quotes, for YAML 1.1 and 1.2 and inside braces alike."""
    if not _PLAIN_WORDS.fullmatch(text) or text.endswith(" ") or _MUST_ESCAPE.search(text):
        return False
    return text.casefold() not in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character, f"\\u{ord(character):04X}")
