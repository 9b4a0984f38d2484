"""`rilcontour model list`: the models that a project can use."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from ...session.model import Model
from ..arguments import a_name
from ..context import Context
from ..output import table
from ..project_arguments import add_project, open_project
from ..texts import moment

DETAILS = "The newest version of each model, in the project's library and in yours; with --name all versions of one."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("--name", type=a_name, metavar="NAME", help="all versions of this model")


def run(arguments: Namespace, context: Context) -> int:
    """List them."""
    project = open_project(arguments)
    models = project.models.history(arguments.name) if arguments.name else list(project.models)
    headings = ("model", "title", "task", "drafts", "published", "by")
    rows = [_row(model) for model in models]
    lines = table(headings, rows) if rows else ["There are no models yet; see  rilcontour model add."]
    context.report([_as_data(model) for model in models], lines)
    return 0


def _row(model: Model) -> tuple[object, ...]:
    said = model.description
    drafts = ", ".join((*said.rois, *said.fields))
    return model.label, said.title, said.task, drafts, moment(said.published or None), said.made_by


def _as_data(model: Model) -> dict[str, Any]:
    said = model.description
    return {
        "model": model.label,
        "title": said.title,
        "task": said.task,
        "rois": list(said.rois),
        "fields": list(said.fields),
        "published": said.published,
        "made_by": said.made_by,
        "notes": said.notes,
        "folder": str(model.version.folder),
    }
