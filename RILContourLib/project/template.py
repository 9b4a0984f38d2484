"""Making an ROI template from what there is: another project, the values in existing masks, a table of terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import DefinitionsError
from .check import read_definitions
from .colouring import colour_beside
from .findings import nearest, quoted
from .new_file import slug
from .palette import next_value
from .roi import COLOUR, LARGEST_VALUE, RADLEX_ID, ROI, ROI_KINDS, SNOMED, Code, ROIKind
from .section import is_identifier

MOST_BITS = LARGEST_VALUE.bit_length()
COLUMNS = ("id", "name", "radlex", "snomed", "value", "color", "kind")


def rois_from_project(project_file: Path) -> tuple[ROI, ...]:
    """The template of another project as it is; raises DefinitionsError if that file is not valid."""
    return read_definitions(project_file).rois


def rois_from_values(names_by_value: Mapping[int, str | None], existing: Iterable[ROI] = ()) -> tuple[ROI, ...]:
    """An ROI for each value found in masks, in the order of the values; 0 is the background and gives none.

    names_by_value : the values, with a name where one is known (else the ROI is called "Value 7")
    existing : the template so far; raises DefinitionsError if it has one of the values, or for an impossible value
    """
    rows = ({"name": name or f"Value {value}", "value": str(value)} for value, name in sorted(names_by_value.items()))
    return rois_from_rows((row for row in rows if row["value"] != "0"), existing)


def rois_from_rows(
    rows: Iterable[Mapping[str, str]], existing: Iterable[ROI] = (), *, powers_of_two: bool = False
) -> tuple[ROI, ...]:
    """An ROI for each row of a table, to be added to the template `existing`.

    rows : texts by column. ``name`` is needed; ``id``, ``value`` and ``color`` are made where they are missing, so that
        they are unique; ``radlex``, ``snomed`` (a code) and ``kind`` are optional; other columns are not looked at
    powers_of_two : the values that are made are 1, 2, 4, ..., so that overlapping masks fit one file

    Raises DefinitionsError, with the row's number (the first is 1), for what cannot be in a template.
    """
    taken = _Taken(existing)
    given = [_given(number, row) for number, row in enumerate(rows, start=1)]
    for number, roi in enumerate(given, start=1):
        taken.reserve(number, roi)
    return tuple(taken.complete(roi, powers_of_two) for roi in given)


def with_powers_of_two(rois: Iterable[ROI]) -> tuple[ROI, ...]:
    """The ROI with the values 1, 2, 4, ... in their order; points keep theirs.

    Raises DefinitionsError if there are more areas than a mask file's integers have bits.
    """
    numbered, bit = [], 0
    for roi in rois:
        numbered.append(replace(roi, value=1 << bit) if roi.kind == "area" else roi)
        bit += roi.kind == "area"
    if bit > MOST_BITS:
        message = (
            f"Values that are powers of two have room for {MOST_BITS} areas, not {bit}; export one file a ROI instead."
        )
        raise DefinitionsError(message)
    return tuple(numbered)


class _Taken:
    """Ids, values and colours in use; what an ROI lacks is made from what is left."""

    def __init__(self, existing: Iterable[ROI]) -> None:
        held = list(existing)
        self.ids = {roi.id for roi in held}
        self.values = {roi.value for roi in held if roi.value}
        self.colours = [roi.color for roi in held]

    def reserve(self, number: int, roi: ROI) -> None:
        """Take what a row gives; nothing may be taken twice."""
        for what, value, taken in (("id", roi.id, self.ids), ("value", roi.value, self.values)):
            if value and value in taken:
                message = f"Row {number}: the {what} {value} is already in the template."
                raise DefinitionsError(message)
        self.ids |= {roi.id} - {""}
        self.values |= {roi.value} - {0}
        self.colours += [roi.color] if roi.color else []

    def complete(self, roi: ROI, powers_of_two: bool) -> ROI:
        """The ROI with an id, a value (areas only) and a colour of its own."""
        roi_id = roi.id or next(
            each for each in _ids_like(slug(roi.name, "roi")) if each not in self.ids and is_identifier(each)
        )
        colour = roi.color or colour_beside(self.colours)
        value = roi.value
        if not value and roi.kind == "area":
            value = next_value(self.values, powers_of_two=powers_of_two)
        completed = replace(roi, id=roi_id, color=colour, value=value)
        self.ids.add(roi_id)
        self.values.add(value)
        self.colours.append(colour)
        return completed


def _ids_like(stem: str) -> Iterator[str]:
    """`stem`, then ``stem-2``, ``stem-3``, ..., none longer than an id may be."""
    yield stem
    for number in range(2, 1_000_000):
        ending = f"-{number}"
        yield stem[: 64 - len(ending)] + ending


def _given(number: int, row: Mapping[str, str]) -> ROI:
    """What a row says; empty where it says nothing."""
    texts = {column: str(row.get(column) or "").strip() for column in COLUMNS}
    if not texts["name"]:
        message = f"Row {number}: there is no name."
        raise DefinitionsError(message)
    if texts["color"] and not COLOUR.fullmatch(texts["color"]):
        message = f"Row {number}: the colour {quoted(texts['color'])} is not of the form #80AE80."
        raise DefinitionsError(message)
    if texts["radlex"] and not RADLEX_ID.fullmatch(texts["radlex"]):
        message = f"Row {number}: {quoted(texts['radlex'])} is not a RadLex id such as RID1302."
        raise DefinitionsError(message)
    kind = _kind(number, texts["kind"])
    codes = (Code(SNOMED, texts["snomed"]),) if texts["snomed"] else ()
    value = _value(number, texts["value"])
    roi_id = texts["id"] if is_identifier(texts["id"]) else slug(texts["id"], "")
    return ROI(roi_id, texts["name"], value, texts["color"], kind, texts["radlex"] or None, codes)


def _value(number: int, text: str) -> int:
    value = int(text) if len(text) < 30 and text.isdecimal() else 0
    if text and not 1 <= value <= LARGEST_VALUE:
        message = f"Row {number}: the value {quoted(text)} is not a whole number from 1 to {LARGEST_VALUE}."
        raise DefinitionsError(message)
    return value


def _kind(number: int, text: str) -> ROIKind:
    kind = next((each for each in ROI_KINDS if each == (text.casefold() or "area")), None)
    if kind is None:
        message = f"Row {number}: the kind {quoted(text)} is not area or point{nearest(text, ROI_KINDS)}."
        raise DefinitionsError(message)
    return kind
