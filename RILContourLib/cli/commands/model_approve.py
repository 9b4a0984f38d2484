"""`rilcontour model approve`: this user says yes to the code in a model's files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...models.approval import Approvals
from ...models.version import sha256_of
from ..arguments import a_name
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, open_project

DETAILS = (
    "Some networks hold code of their own: Lambda layers, custom objects, or a model.py. It runs with your rights: it "
    "could read and delete your files. Approve it only if you know where it comes from. What is approved is that very "
    "file, for you on this computer; another file under the same name is asked about again. Without --yes the command "
    "only shows what it is; exit code 1 then, if there is something to approve."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("model", type=a_name, metavar="NAME[@VERSION]", help="the model (its newest version)")
    parser.add_argument("--yes", action="store_true", help="I trust where it comes from; it may run its code")


def run(arguments: Namespace, context: Context) -> int:
    """Show what would run, and approve it if asked to."""
    version = open_project(arguments).models[arguments.model].version
    version.verify()
    approvals = Approvals()
    missing = approvals.missing_for(version)
    lines = [clean(f"{file.name} (sha256 {sha256_of(file)}): {', '.join(what)}") for file, what in missing.items()]
    if not missing:
        lines.append(f"{version.label} needs no approval.")
    elif arguments.yes:
        approvals.approve(version)
        lines.append(f"Approved for you on this computer: {version.label} may run it.")
    else:
        lines.append("This code would run with your rights. If you trust where it comes from, say  --yes.")
    data = {"model": version.label, "code": {file.name: list(what) for file, what in missing.items()}}
    context.report(data | {"approved": bool(arguments.yes) or not missing}, lines)
    return 1 if missing and not arguments.yes else 0
