"""What an import did, as every import prints it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import Cancelled
from ..progress import CancelToken
from ..session.importing import ImportReport
from .context import Context
from .output import clean, table
from .remedies import with_options
from .texts import counted


def report_import(report: ImportReport, context: Context, cancel: CancelToken) -> int:
    """Print what became of the series; 1 if one could not be imported, or there was none. Cancelled if stopped."""
    context.report(_as_data(report), _lines(report))
    if cancel.cancelled:
        message = "Stopped on request; the series listed are imported, the others are as they were."
        raise Cancelled(message)
    return 0 if (report.versions or report.unchanged) and not report.failures else 1


def _as_data(report: ImportReport) -> dict[str, Any]:
    return {
        "imported": {name: version.number for name, version in report.versions.items()},
        "unchanged": report.unchanged,
        "failed": report.failures,
        "findings": report.findings,
        "files_without_series": [str(path) for path in report.unmatched_files],
    }


def _lines(report: ImportReport) -> Iterator[str]:
    yield from table(("series", "version"), [(name, version.number) for name, version in report.versions.items()])
    yield from (clean(f"{name}: nothing to change") for name in report.unchanged)
    for name, reason in report.failures.items():
        yield clean(f"{name}: NOT IMPORTED: {with_options(reason, report.remedies.get(name, ()))}")
    yield from (clean(f"note: {finding}") for finding in report.findings)
    yield from (clean(f"note: {path} is called after no series") for path in report.unmatched_files)
    failed = f", {counted(len(report.failures), 'series', 'series')} not" if report.failures else ""
    yield f"{counted(len(report.versions), 'series', 'series')} imported{failed}."
