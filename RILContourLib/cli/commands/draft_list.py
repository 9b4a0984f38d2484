"""`rilcontour draft list`: what models drafted and nobody decided on yet."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from ...session.locating import names_or_patterns
from ...session.selection import Selection
from ...session.series_draft import SeriesDraft
from ..context import Context
from ..draft_texts import undecided_text
from ..output import table
from ..project_arguments import add_project, add_some_series, open_project_and_names
from ..texts import moment

DETAILS = "Slices are those in which the model marked something, counted along the annotation's slice axis from 0."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_some_series(parser)


def run(arguments: Namespace, context: Context) -> int:
    """List the drafts of the named series, or of all."""
    project, texts = open_project_and_names(arguments)
    wanted = Selection(names=names_or_patterns(project, texts)).name_test()
    drafts = [draft for series in project if wanted(series.name) for draft in series.drafts]
    headings = ("series", "draft", "model", "made", "by", "undecided")
    rows = [(d.series.name, d.id, d.model, moment(d.time), d.user, undecided_text(d)) for d in drafts]
    context.report([_as_data(draft) for draft in drafts], table(headings, rows) if rows else ["No draft waits."])
    return 0


def _as_data(draft: SeriesDraft) -> dict[str, Any]:
    return {
        "series": draft.series.name,
        "draft": draft.id,
        "model": draft.model,
        "time": draft.time,
        "user": draft.user,
        "confidence": dict(draft.confidence),
        "answers": draft.answers,
        "undecided": draft.undecided.to_json(),
    }
