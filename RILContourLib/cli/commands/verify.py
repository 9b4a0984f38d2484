"""`rilcontour verify`: whether everything on disk is as it was written."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator

from ...session.locating import names_or_patterns
from ...session.selection import Selection
from ...session.verifying import StoreFinding, verify
from ...store.verify_findings import Severity
from ..context import Context
from ..output import clean
from ..project_arguments import add_project, add_some_series, open_project_and_names
from ..texts import counted

DETAILS = (
    "Reads everything, each mask and image included, and changes nothing. Exit code 1 if there are errors or warnings."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_some_series(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Print what is wrong; 1 if there are errors or warnings."""
    project, texts = open_project_and_names(arguments)
    wanted = Selection(names=names_or_patterns(project, texts)).name_test()
    names = [name for name in project.names if wanted(name)] if texts else None
    with context.stoppable() as cancel:
        found = list(verify(project, names, progress=context.progress, cancel=cancel))
    counts = Counter(finding.severity for finding in found)
    series = len(project if names is None else names)
    data = {
        "series": series,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "findings": [
            {"severity": each.severity, "path": str(each.path), "series": each.series, "message": each.message}
            for each in found
        ],
    }
    context.report(data, _lines(found, counts, series))
    return 1 if counts["error"] or counts["warning"] else 0


def _lines(found: list[StoreFinding], counts: Counter[Severity], series: int) -> Iterator[str]:
    yield from (clean(str(finding)) for finding in found)
    told = [counted(counts[severity], severity) for severity in ("error", "warning", "note") if counts[severity]]
    yield f"{counted(series, 'series', 'series')} verified, {', '.join(told) or 'all is as it was written'}."
