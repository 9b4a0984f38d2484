"""`rilcontour reattach`: annotations back to images that were moved, renamed or replaced."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from ...session.locating import series_name
from ...session.project import Project
from ...session.verifying import Moved, accept_image, moved_annotations, reattach
from ..arguments import a_name, add_message
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, open_project
from ..texts import counted

DETAILS = (
    "A moved image is recognised by its bytes (sha256), never by its name; nothing is moved without --apply. "
    "Exit code 1 while annotations are without their image."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("--apply", action="store_true", help="move the annotations; without it only say what would be")
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        type=a_name,
        metavar="SERIES",
        help="only to this one, where an image has several copies",
    )
    parser.add_argument(
        "--accept-image",
        action="append",
        default=[],
        type=a_name,
        metavar="SERIES",
        help="instead: go on with this series' image, whose file was replaced by one on the same grid",
    )
    add_message(parser, "why, for the history of --accept-image")


def run(arguments: Namespace, context: Context) -> int:
    """Look for annotations without image and re-attach them if asked; 1 if some stay without."""
    project = open_project(arguments)
    if arguments.accept_image:
        return _accept(project, [series_name(project, text) for text in arguments.accept_image], arguments, context)
    only_to = [series_name(project, text) for text in arguments.to]
    with context.stoppable() as cancel:
        found = moved_annotations(project, only_to=only_to, progress=context.progress, cancel=cancel)
        if arguments.apply:
            found = reattach(project, found)
    context.report([_as_data(each) for each in found], _lines(found, arguments.apply))
    return 0 if all(each.done for each in found) else 1


def _accept(project: Project, names: Sequence[str], arguments: Namespace, context: Context) -> int:
    accepted: dict[str, int | None] = {}
    for name in names:
        version = accept_image(project, name, message=arguments.message)
        accepted[name] = version.number if version else None
    lines = (
        f"{name}: {'goes on with its new image as version ' + str(number) if number else 'nothing is annotated yet'}"
        for name, number in accepted.items()
    )
    context.report({"accepted": accepted}, lines)
    return 0


def _as_data(moved: Moved) -> dict[str, Any]:
    return {
        "was": moved.series,
        "folder": str(moved.folder),
        "series": moved.target,
        "moved": moved.done,
        "reason": moved.reason or None,
    }


def _lines(found: Sequence[Moved], applied: bool) -> Iterator[str]:
    for each in found:
        if each.target is None or each.reason:
            yield clean(f"{each.series}: LEFT AS IT IS: {each.reason} ({each.folder})")
        else:
            yield clean(f"{each.series}: {'is' if each.done else 'would be'} re-attached to {each.target}")
    if not found:
        yield "Every annotation is beside its image."
    elif not applied and any(each.target for each in found):
        yield f"{counted(len(found), 'annotation')} without image; --apply moves them."
