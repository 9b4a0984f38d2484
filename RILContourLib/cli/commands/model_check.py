"""`rilcontour model check`: all that can be known of a model without running it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from ...errors import RILContourError
from ...models.approval import Approvals
from ...models.version import ModelVersion
from ...session.adding_models import check_network
from ...session.predicting import check_fits
from ..arguments import a_name
from ..context import Context
from ..network_texts import network_lines
from ..output import clean
from ..project_arguments import add_project, open_project

DETAILS = (
    "Whether its files are those that were published, its description is valid and that of its network, its ROI and "
    "answers are the project's, and whether you approved the code in it, if there is some. Nothing of it is run. "
    "Exit code 1 if something is wrong."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("model", type=a_name, metavar="NAME[@VERSION]", help="the model (its newest version)")


def run(arguments: Namespace, context: Context) -> int:
    """Check, and list what is wrong; 1 if something is."""
    project = open_project(arguments)
    version = project.models[arguments.model].version
    checks: tuple[Callable[[], None], ...] = (
        version.verify,
        lambda: check_fits(project.definitions, version.description),
        lambda: check_network(version.description, version.network),
        lambda: Approvals().check(version),
    )
    wrong = [sentence for check in checks if (sentence := _said_by(check))]
    lines = [clean(sentence) for sentence in wrong] or [f"{version.label} is as it should be."]
    context.report({"model": version.label, "findings": wrong}, [*_network(version), *lines])
    return 1 if wrong else 0


def _said_by(check: Callable[[], None]) -> str | None:
    try:
        check()
    except RILContourError as error:
        return str(error)
    return None


def _network(version: ModelVersion) -> list[str]:
    try:
        return list(network_lines(version.network))
    except RILContourError:
        return []  # one of the checks says why
