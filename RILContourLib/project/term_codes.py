"""Whether a RadLex id or a SNOMED CT code is well formed (not whether it exists)."""

from __future__ import annotations

import re

_RADLEX = re.compile(r"(?:RID)?\s*([0-9]{1,8})", re.IGNORECASE)
_SNOMED = re.compile(r"[1-9][0-9]{5,17}")

# Verhoeff, "Error Detecting Decimal Codes", 1969: each digit is permuted by its place, then multiplied in the
# dihedral group of the pentagon.
_STEP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def radlex_id(text: str) -> str | None:
    """``RID1302`` from ``RID1302``, ``rid 1302`` or ``1302``; None if it is no RadLex id."""
    match = _RADLEX.fullmatch(text.strip())
    return f"RID{int(match[1])}" if match else None


def is_snomed_concept(text: str) -> bool:
    """Whether `text` has the form of a SNOMED CT concept id: 6 to 18 digits, a concept's partition, its check digit.

    Source: SNOMED CT Release File Specifications, 6 "SNOMED CT Identifiers".
    """
    return bool(_SNOMED.fullmatch(text)) and text[-3:-1] in ("00", "10") and verhoeff_holds(text)


def verhoeff_holds(digits: str) -> bool:
    """Whether the last of the decimal `digits` is the Verhoeff check digit of those before it."""
    product = 0
    for place, digit in enumerate(reversed(digits)):
        product = _times(product, _permuted(int(digit), place))
    return product == 0


def _permuted(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = _STEP[digit]
    return digit


def _times(one: int, other: int) -> int:
    """The product in the dihedral group: 0..4 are turns, 5..9 are turns after a reflection."""
    turn = (one + other) % 5 if one < 5 else (one - other) % 5
    return turn if (one < 5) == (other < 5) else turn + 5
