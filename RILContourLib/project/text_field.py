"""A question that the project asks about a series, a slice, an ROI or a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

About = Literal["series", "slice", "roi", "point"]
FieldKind = Literal["text", "number", "boolean", "choice", "choices"]
ABOUT: tuple[About, ...] = ("series", "slice", "roi", "point")
FIELD_KINDS: tuple[FieldKind, ...] = ("text", "number", "boolean", "choice", "choices")

Answer: TypeAlias = str | int | float | bool | tuple[str, ...]
"""text and choice: str; number: int or float; boolean: bool; choices: the chosen ones in the project's order."""

LONGEST_TEXT = 20_000
"""Characters in a free text whose field does not say."""


@dataclass(frozen=True)
class DependsOn:
    """The field is asked only if `field`'s answer is one of `values` (or, of several choices, contains one)."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class TextField:
    """One question with its rules.

    id : lower-case letters, digits, ``-`` and ``_``; unique among the project's fields
    ask : the question as people see it
    choices : the answers allowed (kinds ``choice`` and ``choices``)
    rois : ids of the ROI that it is asked about (about ``roi`` and ``point``); empty means all
    minimum, maximum, unit : for kind ``number``; both ends included
    max_length : characters, for kind ``text``
    """

    id: str
    ask: str
    about: About = "series"
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    depends_on: DependsOn | None = None
    rois: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    max_length: int | None = None
