"""Which columns a term list may have, and under which headings."""

from __future__ import annotations

import re

from .findings import Finding, nearest, quoted

# The first heading is the one that we write.
_HEADINGS = {
    "name": ("name", "term", "structure", "roi"),
    "synonyms": ("synonyms", "synonym", "aliases", "alias"),
    "group": ("group", "category"),
    "sides": ("sides", "side", "laterality"),
    "radlex": ("radlex", "radlexid", "rid"),
    "radlex_right": ("radlexright",),
    "radlex_left": ("radlexleft",),
    "radlex_source": ("radlexsource",),
    "snomed": ("snomed", "snomedct", "snomedid", "snomedcode", "sct"),
    "snomed_source": ("snomedsource",),
    "color": ("color", "colour"),
    "value": ("value", "maskvalue", "labelvalue"),
    "kind": ("kind", "roikind"),
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings}


def columns_of(header: list[str], line: int) -> tuple[list[str | None], list[Finding]]:
    """The column that each cell of the header names (None: not used), and what to say about it."""
    columns: list[str | None] = []
    findings = []
    for cell in header:
        column = _COLUMN_OF.get(re.sub(r"[\s_\-]+", "", cell.casefold()))
        if column in columns:
            findings.append(Finding(line, 0, column or "", f"a second column {column} is not read", "warning"))
            column = None if column else column
        elif column is None and cell.strip():
            remark = nearest(cell.strip(), _HEADINGS)
            findings.append(Finding(line, 0, "", f"the column {quoted(cell.strip())} is not read{remark}", "warning"))
        columns.append(column)
    return columns, findings
