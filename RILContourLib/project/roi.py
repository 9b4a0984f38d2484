"""An entry of the project's ROI template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ROIKind = Literal["area", "point"]
ROI_KINDS: tuple[ROIKind, ...] = ("area", "point")

LARGEST_VALUE = 2**63  # the largest power of two that an unsigned 64-bit mask file holds
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
RADLEX_ID = re.compile(r"RID[0-9]{1,8}")
SNOMED = "SCT"  # SNOMED CT's coding scheme designator in DICOM (PS3.16, table 8-1)
# SNOMED CT's qualifier values for a side, as DICOM has them (PS3.16, CID 244 "Laterality").
RIGHT, LEFT, BOTH_SIDES = "24028007", "7771000", "51440002"


@dataclass(frozen=True)
class Code:
    """A coded term: the coding scheme's designator as DICOM has it (``SCT``), the code, its meaning in words."""

    scheme: str
    value: str
    meaning: str = ""


@dataclass(frozen=True)
class ROI:
    """A region or a landmark that is annotated in every series of the project.

    id : lower-case letters, digits, ``-`` and ``_``; never changed once in use
    value : the number in exported masks, 1 .. LARGEST_VALUE, unique in the project; 0 for a point without one
    color : ``#RRGGBB``
    radlex : RadLex id (``RID1302``)
    locked : the ROI starts locked in series that have no annotation yet
    """

    id: str
    name: str
    value: int
    color: str
    kind: ROIKind = "area"
    radlex: str | None = None
    codes: tuple[Code, ...] = ()
    locked: bool = False

    @property
    def snomed(self) -> str | None:
        """The SNOMED CT code, if the ROI has one; without the side, which is a code of its own."""
        return next((code.value for code in self.codes if code.scheme == SNOMED), None)

    @property
    def snomed_laterality(self) -> str | None:
        """The SNOMED CT code of the side that modifies `snomed`: 24028007 right, 7771000 left, 51440002 both."""
        sides = (code.value for code in self.codes if code.scheme == SNOMED)
        return next((value for value in sides if value in (RIGHT, LEFT, BOTH_SIDES)), None)
