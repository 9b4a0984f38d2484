"""`rilcontour model import`: a model that somebody exported."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ..arguments import file_or_folder
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, open_project

DETAILS = (
    "It becomes the next version of its name in the project's library. The archive is checked before anything is "
    "written: names that leave the folder, sizes, and every file by its sha256. Code in it runs only after you "
    "approved it: see model approve. For networks without a model.yaml see model add."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("source", type=file_or_folder, metavar="FILE", help="what  rilcontour model export  wrote")


def run(arguments: Namespace, context: Context) -> int:
    """Publish it."""
    project = open_project(arguments)
    model = project.models.import_archive(arguments.source, by=project.user)
    data = {"model": model.label, "folder": str(model.version.folder)}
    context.report(data, [clean(f"{model.label} is published: {model.version.folder}")])
    return 0
