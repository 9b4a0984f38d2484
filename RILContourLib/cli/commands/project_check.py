"""`rilcontour project check`: what is wrong with a project's files and names."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict

from ...session.checking import ProjectCheck, check_project
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, project_file
from ..texts import counted

DETAILS = (
    "Checked are the project file (each finding with line and column), the workflow, the metadata table (rows without "
    "series, unknown tags), folders that cannot be read, links, and names that cannot be told apart. "
    "Exit code 1 if there are errors; warnings and hints alone are 0."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Print all findings; 1 if one is an error."""
    file = project_file(arguments)
    with context.stoppable() as cancel:
        found = check_project(file, context.progress, cancel)
    data = {
        "file": str(file),
        "series": found.series,
        "errors": len(found.errors),
        "findings": [asdict(finding) for finding in found.findings],
    }
    context.report(data, _lines(found))
    return 1 if found.errors else 0


def _lines(found: ProjectCheck) -> Iterator[str]:
    yield from (clean(str(finding)) for finding in found.findings)
    errors, others = len(found.errors), len(found.findings) - len(found.errors)
    told = [counted(errors, "error")] if errors else []
    told += [counted(others, "remark")] if others else []
    series = "" if found.series is None else f"{counted(found.series, 'series', 'series')}, "
    yield f"{series}{' and '.join(told) or 'nothing to remark'}"
