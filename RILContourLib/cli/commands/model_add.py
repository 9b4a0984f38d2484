"""`rilcontour model add`: a network into the project's library, in two steps."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...errors import UsageError
from ...exchange.output_files import write_output
from ...project.section import ID_RULE, is_identifier
from ...session.adding_models import (
    PICKLE_ENDING,
    add_model,
    network_files,
    proposed_description,
    proposed_text,
    usual_name,
)
from ..arguments import a_name, file_or_folder
from ..context import Context
from ..network_texts import network_lines
from ..output import clean
from ..project_arguments import add_project, open_project

DETAILS = (
    "First without --description: the network is looked at, without running it, and a model.yaml is proposed and "
    "written. Look it over, above all which class is which ROI, and run the command again with --description: then the "
    "model is published as the next version of its name. For weights without a model in them give --architecture: the "
    "JSON that model.to_json() wrote, or a Python file that defines build_model(). Of a RIL-Contour pair (NAME.model "
    "and NAME.hdf5) the HDF5 file is taken; .model files are pickles and never read.\n\n"
    "Example: rilcontour model add study unet.keras --name lungs\n\n"
    "rilcontour model add study unet.keras --description lungs.model.yaml"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("file", type=file_or_folder, metavar="FILE", help="the network: .keras, .h5 or .hdf5")
    parser.add_argument("--architecture", type=file_or_folder, metavar="FILE", help="for weights only: .json or .py")
    parser.add_argument("--name", type=a_name, metavar="NAME", help="what the model is to be called (as its file)")
    parser.add_argument("--description", type=file_or_folder, metavar="FILE", help="its model.yaml, looked over")


def run(arguments: Namespace, context: Context) -> int:
    """Propose a model.yaml, or publish with one."""
    project = open_project(arguments)
    files = network_files(arguments.file, arguments.architecture)
    if arguments.file.suffix == PICKLE_ENDING:
        context.note(f"{arguments.file.name} is a pickle and was not opened; {files.weights.name} is the network.")
    if arguments.description:
        model = add_model(project, files, arguments.description, by=project.user)
        data = {"model": model.label, "folder": str(model.version.folder)}
        context.report(data, [clean(f"{model.label} is published: {model.version.folder}")])
        return 0
    name = arguments.name or usual_name(files.weights)
    if not is_identifier(name):
        message = f"A model cannot be named {name!r}: a name has {ID_RULE}."
        raise UsageError(message)
    described = proposed_description(files, name, project.definitions)
    target = Path(f"{name}.model.yaml")
    write_output(target, proposed_text(described).encode())
    lines = [*network_lines(files.info), "", clean(f"Proposed: {target}. Look it over, then run the same command with")]
    context.report({"proposed": str(target)}, [*lines, clean(f"  --description {target}")])
    return 0
