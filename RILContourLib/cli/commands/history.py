"""`rilcontour history`: the versions of a series."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import Any

from ...session.locating import series_name
from ...store.values import VersionInfo
from ..context import Context
from ..output import table
from ..project_arguments import add_one_series, add_project, open_project
from ..texts import moment

DETAILS = "Each was made by closing or saving an editing session, an import, or by bringing an earlier one back."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_one_series(parser)
    parser.add_argument("--track", help="another line of work, if the project has several (the first one)")


def run(arguments: Namespace, context: Context) -> int:
    """Print the versions, oldest first."""
    project = open_project(arguments)
    series = project.series(series_name(project, arguments.series), arguments.track)
    versions = [version.info for version in series.history]
    context.report([version_as_data(version) for version in versions], version_rows(versions))
    if not versions:
        context.note(f"{series.name} has no version yet.")
    return 0


def version_as_data(version: VersionInfo) -> dict[str, Any]:
    """One version."""
    return {
        "version": version.number,
        "time": version.time,
        "user": version.user,
        "host": version.host,
        "software": version.software,
        "reason": version.reason,
        "message": version.message,
        "definitions": version.definitions,
        "restored": version.restored,
        "recovered_from": version.recovered_from and version.recovered_from.describe(),
    }


def version_rows(versions: Iterable[VersionInfo]) -> Iterator[str]:
    """A table of versions."""
    rows = [
        (version.number, moment(version.time), version.user, _reason(version), version.message) for version in versions
    ]
    return table(("version", "UTC", "user", "why", "message"), rows)


def _reason(version: VersionInfo) -> str:
    if version.restored:
        return f"{version.reason} of {version.restored}"
    return version.reason
