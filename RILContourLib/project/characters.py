"""Which characters a text that people see may hold."""

from __future__ import annotations

import re
import unicodedata

_REFUSED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029"  # control characters and foreign line breaks
    "\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing, so that text shows in another order
    "\ud800-\udfff\ufffe\uffff\ufeff]"  # no characters at all
)


def refused_character(text: str, allowed: str = "") -> str | None:
    """The first character that is refused, as ``U+0007``; None if all can stay. `allowed` lists exceptions."""
    found = next((match for match in _REFUSED.finditer(text) if match.group() not in allowed), None)
    return None if found is None else f"U+{ord(found.group()):04X}"


def composed(text: str) -> str:
    """`text` in Unicode's composed form (NFC), so that the same words are the same bytes."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
