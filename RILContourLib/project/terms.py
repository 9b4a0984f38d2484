"""A term for an ROI: what it is called, its codes, and the colour and mask value that a list proposes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from .roi import LEFT, RIGHT, SNOMED, Code, ROIKind

Side = Literal["right", "left"]

# SNOMED CT's qualifier values for a side, as Slicer's terminology files use them.
SIDE_CODES: dict[Side, Code] = {
    "right": Code(SNOMED, RIGHT, "Right"),
    "left": Code(SNOMED, LEFT, "Left"),
}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """An entry of a term list.

    name : ``Right kidney``; unique in its list
    group : what kind of thing it is: ``bone``, ``artery``, ``lesion``, ...
    side : the side of the body, if the name says one
    radlex, radlex_source : RadLex id (``RID29662``), and where it was looked up
    snomed, snomed_source : SNOMED CT concept id without the side, and where it was looked up
    color : ``#RRGGBB``
    value : mask value, 1 or more
    kind : of an ROI made from it: ``area`` or ``point``
    """

    name: str
    synonyms: tuple[str, ...] = ()
    group: str = ""
    side: Side | None = None
    radlex: str | None = None
    radlex_source: str = ""
    snomed: str | None = None
    snomed_source: str = ""
    color: str | None = None
    value: int | None = None
    kind: ROIKind = "area"

    @property
    def codes(self) -> tuple[Code, ...]:
        """The coded terms of an ROI made from this one: SNOMED CT's concept, then its side as a modifier."""
        if self.snomed is None:
            return ()
        concept = Code(SNOMED, self.snomed, _without_side(self.name) if self.side else self.name)
        return (concept, SIDE_CODES[self.side]) if self.side else (concept,)


def folded(text: str) -> str:
    """`text` for comparing: without case, accents and compatibility forms, its words separated by single spaces.

    >>> folded("  Œsophage–CERVICAL, é")
    'œsophage cervical e'
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_WORD.findall(plain.casefold()))


def with_side(name: str, side: Side) -> str:
    """``Kidney`` as ``Right kidney``; abbreviations keep their capitals (``Right ICA``)."""
    rest = name[:1].lower() + name[1:] if name[1:2].islower() else name
    return f"{side.capitalize()} {rest}"


def _without_side(name: str) -> str:
    rest = re.sub(r"^(right|left)\s+", "", name, flags=re.IGNORECASE)
    return rest[:1].upper() + rest[1:]
