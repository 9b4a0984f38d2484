"""What an export did, as every export prints it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import Cancelled
from ..exchange.report import ExportReport, Outcome
from .context import Context
from .output import clean
from .remedies import with_options
from .texts import counted

_OTHERS: tuple[Outcome, ...] = ("skipped", "failed", "not reached")


def report_export(report: ExportReport, context: Context) -> int:
    """Print what became of the series, and where the report is; 1 if one was not exported, or none was."""
    context.report(report.to_json() | {"folder": str(report.folder), "report": str(report.path)}, _lines(report))
    for series in report.series:
        for warning in series.warnings:
            context.note(f"{series.series}: {warning}")
    if not report.series:
        context.note("No series with a version is selected; nothing was exported.")
    return 0 if report.series and report.complete else 1


@contextmanager
def told_if_stopped(context: Context) -> Iterator[None]:
    """Where an export in the block is stopped, print what it did before Cancelled goes on."""
    try:
        yield
    except Cancelled as stopped:
        if isinstance(stopped.report, ExportReport):
            report_export(stopped.report, context)
        raise


def _lines(report: ExportReport) -> Iterator[str]:
    for series in report.series:
        if series.outcome in ("skipped", "failed"):
            yield clean(f"{series.series}: {series.outcome.upper()}: {with_options(series.reason, series.remedies)}")
    others = ", ".join(f"{len(report.of(each))} {each}" for each in _OTHERS if report.of(each))
    done = counted(len(report.of("done")), "series", "series")
    yield f"{done} exported to {report.folder}{f' ({others})' if others else ''}."
    yield from (f"  {name}" for name in report.files)
    yield f"What was done, series by series: {report.path}"
