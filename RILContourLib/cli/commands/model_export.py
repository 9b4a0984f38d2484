"""`rilcontour model export`: a version of a model as one file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...models.archive import export_model
from ..arguments import a_name, file_or_folder
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, open_project

DETAILS = "The files are checked by their sha256 first. Another project takes the zip file by  rilcontour model import."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("model", type=a_name, metavar="NAME[@VERSION]", help="the model (its newest version)")
    parser.add_argument("out", type=file_or_folder, metavar="OUT", help="the zip file, which must not be there yet")


def run(arguments: Namespace, context: Context) -> int:
    """Write it."""
    version = open_project(arguments).models[arguments.model].version
    export_model(version, arguments.out)
    data = {"model": version.label, "file": str(arguments.out)}
    context.report(data, [clean(f"{version.label} is in {arguments.out}.")])
    return 0
