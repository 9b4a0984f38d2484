"""Slicer's terminology entries: coded terms in one line of text."""

from __future__ import annotations

from dataclasses import dataclass

from ..project.roi import Code

_PARTS = 7  # context, category, type, type modifier, anatomic context, region, region modifier


@dataclass(frozen=True)
class Terminology:
    """What a segment is (category, type, modifier) and where (region, modifier), as far as it says."""

    category: Code | None = None
    type: Code | None = None
    type_modifier: Code | None = None
    region: Code | None = None
    region_modifier: Code | None = None

    @property
    def codes(self) -> tuple[Code, ...]:
        """What names the structure: type and region with their modifiers, without the category."""
        named = (self.type, self.type_modifier, self.region, self.region_modifier)
        return tuple(code for code in named if code)


def parse_terminology(text: str) -> Terminology:
    """Read `context~category~type~modifier~context~region~modifier`, each code `scheme^value^meaning`.

    Parts that are empty or missing are None. Layout: Slicer's developer guide, Segmentations, TerminologyEntry tag.
    """
    parts = text.split("~") + [""] * _PARTS
    category, type_, type_modifier = map(_code, parts[1:4])
    region, region_modifier = map(_code, parts[5:7])
    return Terminology(category, type_, type_modifier, region, region_modifier)


def _code(text: str) -> Code | None:
    scheme, value, meaning = (*text.split("^", 2), "", "", "")[:3]
    return Code(scheme, value, meaning) if scheme and value else None
