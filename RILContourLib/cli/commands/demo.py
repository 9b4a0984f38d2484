"""`rilcontour demo`: a project on a real chest CT, and a walk through the work on it."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...errors import SeriesBusy, UsageError
from ...project.definitions import PROJECT_FILE
from ...session.demo import SERIES, UNSEEN_COPY, make_demo
from ...session.demo_copies import copy_name
from ...session.project import Project
from ..arguments import a_name, file_or_folder
from ..context import Context
from ..demo_walk import STEPS, Walk
from ..project_arguments import WHO
from ..texts import counted

_INDENT = "   "

DETAILS = (
    "With --walk the main job is done on it: series, reference segments, an edit by script, answers, statistics, "
    "history, restoring, export and a picture. A demonstration that is there already goes on from where it was.\n\n"
    "With --models a segmentation of the lungs and a classifier of slices are trained on the spot, on this one CT, and "
    "draft two copies of it that were bent and turned at random: to see how it is done, not how well it would do on "
    "other people. That takes some minutes and needs the extra aid."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=file_or_folder, metavar="DIR", help="where the project goes, or is already")
    parser.add_argument("--walk", action="store_true", help="do the main job on it, step by step")
    parser.add_argument(
        "--models", action="store_true", help="also train two models on its own CT, and let them draft deformed copies"
    )
    parser.add_argument("--user", type=a_name, metavar="NAME", help=WHO)


def run(arguments: Namespace, context: Context) -> int:
    """Make the project unless it is there, walk through the work if asked, say what to try."""
    folder: Path = arguments.folder.expanduser()
    is_there = (folder / PROJECT_FILE).exists()
    project = Project.open(folder, user=arguments.user) if is_there else make_demo(folder, user=arguments.user)
    if SERIES not in project or not project[SERIES].history:
        message = f"The project in {folder} is not the demonstration, or not all of it; choose another folder."
        raise UsageError(message)
    walk = Walk(project, folder / "exports")
    walk.data["project"] = str(project.file)
    _show(context, _welcome(folder, is_there))
    if arguments.walk:
        for number, (title, step) in enumerate(STEPS, start=1):
            _show(context, ["", f"{number}. {title}", ""])
            _show(context, (f"{_INDENT}{line}" for line in step(walk)))
    if arguments.models:
        _show(context, _models(project, walk, context))
    _show(context, _farewell(folder, walk, arguments.walk))
    if context.output.as_json:
        context.report(walk.data | {"versions": len(walk.series.history)}, [])
    return 0


def _models(project: Project, walk: Walk, context: Context) -> Iterator[str]:
    from ...session.demo_models import COPIES, LEVEL_MODEL, LUNG_MODEL, make_demo_models

    context.note(f"Training {LUNG_MODEL} and {LEVEL_MODEL} on this CT; on two processor cores that takes four minutes.")
    try:
        with context.stoppable() as cancel:
            reports = make_demo_models(project, progress=context.progress, cancel=cancel)
    except SeriesBusy as error:
        message = f"{error} If you have it open in a workbench, close it there (✕ on top) and try again."
        raise SeriesBusy(message, error.holder) from error
    walk.data["models"] = [report.to_json() for report in reports]
    yield ""
    yield "Models, trained on this very CT: they show how it is done, and nothing about other people"
    yield ""
    yield from (f"{_INDENT}{report.sentence}" for report in reports)
    copies = counted(len(COPIES), "copy", "copies")
    yield f"{_INDENT}{LUNG_MODEL} and {LEVEL_MODEL} drafted {copies} of it, bent at random: rilcontour draft list"


def _show(context: Context, lines: Iterable[str]) -> None:
    """Print lines as they come; for JSON they are only worked through."""
    for line in lines:
        if not context.output.as_json:
            context.report(None, [line.rstrip()])


def _welcome(folder: Path, is_there: bool) -> Iterator[str]:
    yield "RIL-Contour on a real chest CT"
    yield ""
    if is_there:
        yield f"The demonstration in {folder} goes on from where it was."
    else:
        yield f"Made the demonstration in {folder}; its CT comes with the package slicerio."
        yield f"A copy of it, bent at random, waits to be annotated: {copy_name(UNSEEN_COPY)}."


def _farewell(folder: Path, walk: Walk, walked: bool) -> Iterator[str]:
    series = walk.series
    yield ""
    yield "Where everything is"
    places = [(folder / PROJECT_FILE, "the ROI and questions, to be edited by hand")]
    places.append((folder / "images" / SERIES, "the CT, never written to"))
    sidecar = f"its annotation, {counted(len(series.history), 'version')}"
    places.append((folder / "images" / f"{SERIES}.ril", sidecar))
    if walked:
        places.append((walk.exports / "three-planes.png", "the picture: look at it"))
        places.append((walk.exports, "masks and tables"))
    width = max(len(str(path)) for path, _ in places)
    yield from (f"{_INDENT}{path!s:<{width}}  {what}" for path, what in places)
    yield ""
    yield "What to try next"
    for words in (
        f"serve {folder}",
        *(() if walked else (f"demo {folder} --walk",)),
        f"series show {folder} {SERIES}",
        f"history {folder} {SERIES}",
        f"export masks {folder} masks --layout per-roi",
        f"verify {folder}",
        "terms right lung",
    ):
        yield f"{_INDENT}{_program()} {words}"
    yield f"{_INDENT}and docs/tutorial.md: ten minutes, in the shell and in Python"


def _program() -> str:
    """How the command is called in this shell."""
    if shutil.which("rilcontour"):
        return "rilcontour"
    beside = Path(sys.executable).with_name("rilcontour")
    if not beside.is_file():
        return f"{Path(sys.executable).name} -m RILContourLib.cli"
    here = Path.cwd()
    return str(beside.relative_to(here)) if beside.is_relative_to(here) else str(beside)
