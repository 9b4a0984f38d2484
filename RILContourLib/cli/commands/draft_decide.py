"""`rilcontour draft accept` and `draft reject`: a person decides on what a model drafted."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator

from ...errors import UsageError
from ...session.draft_parts import Choice, Parts
from ...session.locating import series_name
from ...session.series import Series
from ...session.series_draft import SeriesDraft
from ..arguments import a_name, add_message, frame_number
from ..context import Context
from ..draft_texts import parts_text, undecided_text
from ..output import clean
from ..project_arguments import add_one_series, add_project, open_project

DETAILS = (
    "Without --roi, --slices and --field all of the draft is meant. Accepting never changes locked ROI, and leaves "
    "slices and answers that people made as they are unless --replace-human; these stay undecided. It makes a version. "
    "Exit code 1 if something was kept or locked.\n\n"
    "Example: rilcontour draft accept study a/scan.nii.gz --roi right-lung --slices 10-140"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_one_series(parser)
    parser.add_argument("--draft", type=a_name, metavar="ID", help="which one, where several wait (see draft list)")
    parser.add_argument("--roi", action="append", default=[], metavar="ID", help="this ROI (repeatable)")
    parser.add_argument("--slices", type=_slices, metavar="FIRST-LAST", help="these slices, or a single one")
    parser.add_argument("--field", action="append", default=[], metavar="ID", help="the answers to this (repeatable)")
    parser.add_argument("--frame", type=frame_number, metavar="N", help="this frame of a 4D image, counted from 0")
    parser.add_argument(
        "--replace-human", action="store_true", help="when accepting: also in place of what people made"
    )
    add_message(parser, "why, for the history")


def run(arguments: Namespace, context: Context) -> int:
    """Accept or reject, and say what came of it; 1 if something that was meant is as it was."""
    project = open_project(arguments)
    series = project[series_name(project, arguments.series)]
    draft = _draft(series, arguments.draft)
    for roi in arguments.roi:
        project.definitions.roi(roi)
    for field in arguments.field:
        project.definitions.text_field(field)
    choice = Choice(arguments.roi or None, arguments.slices, arguments.frame, arguments.field or None)
    if arguments.command.words[-1] == "reject":
        rejected = draft.reject(choice)
        context.report({"rejected": rejected.to_json()}, [clean(f"Rejected: {parts_text(rejected) or 'nothing'}.")])
        return 0
    with series.edit() as session:
        came = draft.accept(session, choice, replace_human=arguments.replace_human)
        version = session.save(arguments.message, reason="accept draft")
    data = {"version": version and version.number, "accepted": came.accepted.to_json(), "kept": came.kept.to_json()}
    lines = _lines(draft, came.accepted, came.kept, came.locked, version.number if version else None)
    context.report(data | {"locked": list(came.locked)}, lines)
    return 1 if came.kept or came.locked else 0


def _lines(
    draft: SeriesDraft, accepted: Parts, kept: Parts, locked: tuple[str, ...], version: int | None
) -> Iterator[str]:
    made = f" as version {version}" if version else "; the annotation had all of it already"
    yield clean(f"Accepted{made}: {parts_text(accepted) or 'nothing'}.")
    if kept:
        yield clean(f"Kept as people made them: {parts_text(kept)}; --replace-human takes the model's instead.")
    if locked:
        yield clean(f"Locked and left alone: {', '.join(locked)}.")
    if draft.outcome is None:
        yield clean(f"Still undecided: {undecided_text(draft)}.")


def _draft(series: Series, wanted: str | None) -> SeriesDraft:
    drafts = series.drafts
    found = [draft for draft in drafts if wanted in (None, draft.id)]
    if len(found) == 1:
        return found[0]
    if not drafts:
        message = f"No draft of {series.name} waits."
    elif wanted:
        message = f"{series.name} has no draft {wanted!r} that waits; see  rilcontour draft list."
    else:
        listed = ", ".join(f"{draft.id} ({draft.model})" for draft in drafts)
        message = f"Several drafts of {series.name} wait: name one of them by --draft: {listed}."
    raise UsageError(message)


def _slices(text: str) -> tuple[int, int]:
    """[start, stop) of `10-20` or `10`."""
    found = re.fullmatch(r"(\d{1,7})(?:-(\d{1,7}))?", text, re.ASCII)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if last < first:
        message = f"{text!r} is not a range of slices such as 10-20"
        raise ArgumentTypeError(message)
    return first, last + 1
