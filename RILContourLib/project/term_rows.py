"""From a row of a term list to its terms, with a finding for each thing that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .characters import composed, refused_character
from .findings import Finding, Severity, quoted
from .roi import LARGEST_VALUE, ROI_KINDS, ROIKind
from .term_codes import is_snomed_concept, radlex_id
from .term_file import Row
from .terms import Side, Term, folded, with_side

LONGEST_NAME = 200  # characters
LONGEST_CELL = 4000
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")
_SIDES: dict[str, tuple[Side | None, ...]] = {
    "": (None,),
    "none": (None,),
    "right": ("right",),
    "r": ("right",),
    "left": ("left",),
    "l": ("left",),
    "both": (None, "right", "left"),
}


@dataclass
class TermRows:
    """Reads row after row: `terms` are the good ones, with the line of each; `findings` say what was wrong where."""

    columns: list[str | None]
    terms: list[tuple[int, Term]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _line_of_name: dict[str, int] = field(default_factory=dict)
    _line_of_value: dict[int, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Read one row. A row that cannot be used is left out, with an error that says why."""
        problem = self._problem(row)
        if problem:
            self._note(row, "name", f"left out: {problem}", "error")
            return
        values = {
            column: composed(cell.strip()) for column, cell in zip(self.columns, row.cells, strict=False) if column
        }
        for term in self._terms(row, values):
            earlier = self._line_of_name.setdefault(folded(term.name), row.line)
            if earlier != row.line:
                self._note(row, "name", f"left out: {quoted(term.name)} stands in line {earlier} already", "error")
            else:
                self.terms.append((row.line, term))

    def _problem(self, row: Row) -> str | None:
        extra = row.cells[len(self.columns) :]
        if any(cell.strip() for cell in extra):
            return "more cells than the header has; put a cell that holds the separator in quotes"
        for cell in row.cells:
            if len(cell) > LONGEST_CELL:
                return f"a cell of {len(cell):,} characters; {LONGEST_CELL:,} at most"
            if character := refused_character(cell):
                return f"the character {character} may not be part of a term"
        name = dict(zip(self.columns, row.cells, strict=False)).get("name") or ""
        if not folded(name):
            return "it has no name"
        return f"a name of {len(name)} characters; {LONGEST_NAME} at most" if len(name) > LONGEST_NAME else None

    def _terms(self, row: Row, values: Mapping[str, str]) -> Iterator[Term]:
        sides = _SIDES.get(values.get("sides", "").casefold())
        if sides is None:
            self._note(row, "sides", f"{quoted(values['sides'])} is not right, left or both, and is not used")
            sides = (None,)
        term = Term(
            name=values["name"],
            synonyms=_synonyms(values.get("synonyms", "")),
            group=values.get("group", ""),
            radlex=self._radlex(row, values, "radlex"),
            radlex_source=values.get("radlex_source", ""),
            snomed=self._snomed(row, values),
            snomed_source=values.get("snomed_source", ""),
            color=self._colour(row, values),
            value=self._value(row, values) if len(sides) == 1 else None,
            kind=self._kind(row, values),
        )
        for side in sides:
            yield self._of_side(row, values, term, side, named=len(sides) == 1)

    def _of_side(self, row: Row, values: Mapping[str, str], term: Term, side: Side | None, named: bool) -> Term:
        """The term of one side. A row of a single side bears that side in its own name already (`named`)."""
        if side is None:
            return term
        if named:
            return replace(term, side=side)
        return replace(
            term,
            name=with_side(term.name, side),
            synonyms=tuple(with_side(synonym, side) for synonym in term.synonyms),
            side=side,
            radlex=self._radlex(row, values, f"radlex_{side}"),
        )

    def _radlex(self, row: Row, values: Mapping[str, str], column: str) -> str | None:
        text = values.get(column, "")
        found = radlex_id(text) if text else None
        if text and not found:
            self._note(row, column, f"{quoted(text)} is no RadLex id such as RID1302, and is not used")
        return found

    def _snomed(self, row: Row, values: Mapping[str, str]) -> str | None:
        text = values.get("snomed", "")
        if text and not is_snomed_concept(text):
            message = f"{quoted(text)} is no SNOMED CT code (the check digit or the form is wrong), and is not used"
            self._note(row, "snomed", message)
            return None
        return text or None

    def _colour(self, row: Row, values: Mapping[str, str]) -> str | None:
        text = values.get("color", "")
        match = _COLOUR.fullmatch(text)
        if text and not match:
            self._note(row, "color", f"{quoted(text)} is no colour such as #80AE80, and is not used")
        return f"#{match[1].upper()}" if match else None

    def _value(self, row: Row, values: Mapping[str, str]) -> int | None:
        text = values.get("value", "")
        if not text:
            return None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
        if not 1 <= number <= LARGEST_VALUE:
            self._note(row, "value", f"{quoted(text)} is no mask value (a whole number from 1), and is not used")
            return None
        earlier = self._line_of_value.setdefault(number, row.line)
        if earlier != row.line:
            self._note(row, "value", f"the value {number} is taken by line {earlier}, and is not used")
            return None
        return number

    def _kind(self, row: Row, values: Mapping[str, str]) -> ROIKind:
        text = values.get("kind", "")
        kind = next((each for each in ROI_KINDS if each == (text.casefold() or "area")), None)
        if kind is None:
            self._note(row, "kind", f"{quoted(text)} is not area or point, and is taken for area")
        return kind or "area"

    def _note(self, row: Row, path: str, message: str, severity: Severity = "warning") -> None:
        self.findings.append(Finding(row.line, 0, path, message, severity))


def _synonyms(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(r"[;|]", text))
    return tuple(dict.fromkeys(part for part in parts if part))
