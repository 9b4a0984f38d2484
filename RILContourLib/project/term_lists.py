"""Lists of terms: the one that comes with the library, and users' own as CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from ..errors import DefinitionsError
from .findings import Finding, quoted
from .term_columns import columns_of
from .term_file import Row, read_rows, rows_of
from .term_index import TermIndex
from .term_rows import TermRows
from .terms import Term, folded

_BUNDLED = "terms/anatomy.csv"
_WORDS_THAT_TELL_NOTHING = {"right", "left", "of", "the", "and", "structure"}


@dataclass(frozen=True)
class TermList:
    """The terms of one list, in its order, and what its file got wrong.

    findings : an ``error`` names a row that was left out, a ``warning`` something in a row that was not used or
        could not be checked; each with its line in the file
    """

    name: str
    terms: tuple[Term, ...]
    findings: tuple[Finding, ...] = ()


@lru_cache(maxsize=1)
def bundled_terms() -> TermList:
    """The library's own list: organs, vessels, bones, muscles, findings and objects that are often annotated."""
    resource = files("RILContourLib") / "resources" / _BUNDLED
    rows = rows_of(resource.read_bytes(), resource.name)
    return TermList("anatomy", *_read(rows, resource.name, known={}))


def read_terms(path: Path) -> TermList:
    """A user's list: a CSV file with a header; `name` is required, all other columns of `term_columns` may be there.

    Codes that the bundled list does not have are accepted, with a warning that says how many could not be checked;
    a code that stands for something else there is accepted with a warning that names it.
    Raises DefinitionsError if the file as a whole cannot be used.
    """
    return TermList(path.stem, *_read(read_rows(path), path.name, known=_known_codes()))


def term_index(*user_lists: TermList) -> TermIndex:
    """An index over the users' lists and the bundled one; where names are equal, the list named first wins."""
    chosen: dict[str, Term] = {}
    for term_list in (*user_lists, bundled_terms()):
        for term in term_list.terms:
            chosen.setdefault(folded(term.name), term)
    return TermIndex(chosen.values())


def _read(
    rows: Iterable[Row], file_name: str, known: Mapping[str, list[Term]]
) -> tuple[tuple[Term, ...], tuple[Finding, ...]]:
    iterator = iter(rows)
    header = next(iterator, None)
    columns, findings = columns_of(header.cells, header.line) if header else ([], [])
    if header is None or "name" not in columns:
        message = f"{file_name} has no column called name: its first line must name the columns (name,radlex,snomed,…)."
        raise DefinitionsError(message)
    reader = TermRows(columns, findings=findings)
    for row in iterator:
        reader.add(row)
    unchecked = _check_codes(reader.terms, known) if known else []
    return tuple(term for _, term in reader.terms), tuple(sorted([*reader.findings, *unchecked]))


@lru_cache(maxsize=1)
def _known_codes() -> dict[str, list[Term]]:
    """The terms of the bundled list by RadLex id and by SNOMED CT code."""
    known: dict[str, list[Term]] = {}
    for term in bundled_terms().terms:
        for code in (term.radlex, term.snomed):
            if code:
                known.setdefault(code, []).append(term)
    return known


def _check_codes(terms: Iterable[tuple[int, Term]], known: Mapping[str, list[Term]]) -> list[Finding]:
    findings = []
    unknown: dict[str, int] = {}
    for line, term in terms:
        for code in filter(None, (term.radlex, term.snomed)):
            if code not in known:
                unknown.setdefault(code, line)
            elif not any(_may_mean(term, other) for other in known[code]):
                message = f"{quoted(term.name)} has {code}, which is {quoted(known[code][0].name)} in the bundled list"
                findings.append(Finding(line, 0, "name", message, "warning"))
    if unknown:
        shown = ", ".join(islice(unknown, 5)) + (", …" if len(unknown) > 5 else "")
        count = f"{len(unknown):,} code{'s' if len(unknown) > 1 else ''}"
        message = f"{count} not in the bundled list, so accepted as given: {shown}"
        findings.append(Finding(next(iter(unknown.values())), 0, "", message, "warning"))
    return findings


def _may_mean(term: Term, known: Term) -> bool:
    """Whether the two have a word in common that says what they are (other wordings are the user's business)."""
    return bool(_telling_words(term) & _telling_words(known))


def _telling_words(term: Term) -> set[str]:
    words = (word for name in (term.name, *term.synonyms) for word in folded(name).split())
    return {word for word in words if word not in _WORDS_THAT_TELL_NOTHING}
