"""Making an ROI template from what there is: another project, values in existing masks, terms, a table, a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import DefinitionsError
from .check import read_definitions
from .completing import completed
from .findings import nearest, quoted
from .new_file import slug
from .roi import COLOUR, LARGEST_VALUE, RADLEX_ID, ROI, ROI_KINDS, SNOMED, Code, ROIKind
from .section import is_identifier
from .terms import Term

COLUMNS = ("id", "name", "radlex", "snomed", "value", "color", "kind")
KEYS = (*COLUMNS, "codes", "locked")
MOST_BITS = LARGEST_VALUE.bit_length()


def rois_from_project(project_file: Path) -> tuple[ROI, ...]:
    """The template of another project as it is; raises DefinitionsError if that file is not valid."""
    return read_definitions(project_file).rois


def rois_from_values(names_by_value: Mapping[int, str | None], existing: Iterable[ROI] = ()) -> tuple[ROI, ...]:
    """An ROI for each value found in masks, in the order of the values; 0 is the background and gives none.

    names_by_value : the values, with a name where one is known (else the ROI is called "Value 7")
    existing : the template so far; raises DefinitionsError if it has one of the values, or for an impossible value
    """
    rows = [{"name": name or f"Value {value}", "value": str(value)} for value, name in sorted(names_by_value.items())]
    return rois_from_rows([row for row in rows if row["value"] != "0"], existing)


def rois_from_terms(
    terms: Iterable[Term], existing: Iterable[ROI] = (), *, powers_of_two: bool = False
) -> tuple[ROI, ...]:
    """An ROI for each term, with its codes; the colour and value that a term proposes are taken if they are free."""
    held = tuple(existing)
    values, colours = {roi.value for roi in held}, {roi.color.casefold() for roi in held}
    partial = []
    for term in terms:
        value = 0 if powers_of_two or term.value is None or term.value in values else term.value
        colour = "" if term.color is None or term.color.casefold() in colours else term.color
        values.add(value)
        colours.add(colour.casefold())
        partial.append(ROI("", term.name, value, colour, term.kind, radlex=term.radlex, codes=term.codes))
    return completed(partial, held, powers_of_two=powers_of_two)


def rois_from_rows(
    rows: Iterable[Mapping[str, str]], existing: Iterable[ROI] = (), *, powers_of_two: bool = False
) -> tuple[ROI, ...]:
    """An ROI for each row of a table, to be added to the template `existing`.

    rows : texts by column. ``name`` is needed; ``id``, ``value`` and ``color`` are made where they are missing, so that
        they are unique; ``radlex``, ``snomed`` (a code) and ``kind`` are optional; other columns are not looked at
    powers_of_two : the values that are made are 1, 2, 4, ..., so that overlapping masks fit one file

    Raises DefinitionsError, with the row's number (the first is 1), for what cannot be in a template.
    """
    return completed([_given(*each) for each in enumerate(rows, start=1)], existing, powers_of_two=powers_of_two)


def rois_from_mappings(
    mappings: Iterable[Mapping[str, Any]], existing: Iterable[ROI] = (), *, powers_of_two: bool = False
) -> tuple[ROI, ...]:
    """An ROI for each mapping with the keys of the project file, as in a script: ``{"name": "Liver", "value": 1}``.

    As `rois_from_rows`, and with ``codes`` (`Code`, or mappings with scheme, value and meaning) and ``locked``. Unknown
    keys are refused: here they are mistakes.
    """
    partial = []
    for number, mapping in enumerate(mappings, start=1):
        unknown = next((key for key in mapping if key not in KEYS), None)
        if unknown is not None:
            message = f"Row {number}: an ROI has no {quoted(str(unknown))}{nearest(str(unknown), KEYS)}."
            raise DefinitionsError(message)
        roi = _given(number, {key: "" if mapping.get(key) is None else str(mapping[key]) for key in COLUMNS})
        codes = tuple(code if isinstance(code, Code) else Code(**code) for code in mapping.get("codes", ()))
        partial.append(replace(roi, codes=codes or roi.codes, locked=bool(mapping.get("locked", False))))
    return completed(partial, existing, powers_of_two=powers_of_two)


def with_powers_of_two(rois: Iterable[ROI]) -> tuple[ROI, ...]:
    """The ROI with the values 1, 2, 4, ... in their order; points keep theirs.

    Raises DefinitionsError if there are more areas than a mask file's integers have bits.
    """
    numbered, bit = [], 0
    for roi in rois:
        numbered.append(replace(roi, value=1 << bit) if roi.kind == "area" else roi)
        bit += roi.kind == "area"
    if bit > MOST_BITS:
        message = f"Values that are powers of two have room for {MOST_BITS} areas, not {bit}; export one file a ROI."
        raise DefinitionsError(message)
    return tuple(numbered)


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
