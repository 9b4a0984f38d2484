"""`rilcontour terms`: look a term up in the bundled list and in one's own."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from ...project.term_lists import TermList, read_terms, term_index
from ...project.terms import Term
from ..arguments import file_or_folder, whole_number
from ..context import Context
from ..output import table

_MOST_REMARKS = 20
_HEADINGS = ("term", "RadLex", "SNOMED CT", "kind", "also called")

DETAILS = (
    "A SNOMED CT code of one side is shown as the structure's code + the side's (24028007 right, 7771000 left).\n\n"
    "Example: rilcontour terms right kid"
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="the beginnings of words, a RadLex id or a SNOMED code"
    )
    parser.add_argument(
        "--list",
        dest="lists",
        action="append",
        default=[],
        type=file_or_folder,
        metavar="FILE",
        help="search this CSV list too",
    )
    parser.add_argument("--limit", type=whole_number, default=20, metavar="N", help="show at most N terms (20)")


def run(arguments: Namespace, context: Context) -> int:
    """Print the terms that match; 1 if there are none."""
    lists = [read_terms(path) for path in arguments.lists]
    for path, term_list in zip(arguments.lists, lists, strict=True):
        _remark(path, term_list, context)
    index, wanted = term_index(*lists), " ".join(arguments.words)
    terms = index.search(wanted, arguments.limit)
    context.output.report([_as_data(term) for term in terms], table(_HEADINGS, map(_as_row, terms)))
    if terms:
        return 0
    near = index.nearest(wanted)
    hint = f"did you mean {near}?" if near else "fewer or shorter words find more."
    context.output.note(f"No term matches; {hint}")
    return 1


def _remark(path: Path, term_list: TermList, context: Context) -> None:
    for finding in term_list.findings[:_MOST_REMARKS]:
        context.output.note(f"{path.name}:{finding}")
    more = len(term_list.findings) - _MOST_REMARKS
    if more > 0:
        context.output.note(f"{path.name}: {more} more remarks")


def _as_row(term: Term) -> tuple[object, ...]:
    return term.name, term.radlex, _snomed(term), term.group, ", ".join(term.synonyms)


def _snomed(term: Term) -> str:
    return " + ".join(code.value for code in term.codes)


def _as_data(term: Term) -> dict[str, Any]:
    return {
        "name": term.name,
        "synonyms": list(term.synonyms),
        "group": term.group,
        "side": term.side,
        "radlex": term.radlex,
        "codes": [{"scheme": code.scheme, "value": code.value, "meaning": code.meaning} for code in term.codes],
        "color": term.color,
        "value": term.value,
    }
