"""What every export does: one series after the other, each with its outcome, until done or stopped; and a report."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..errors import Cancelled, ExchangeError, RILContourError
from ..progress import CancelToken, Progress
from .items import SeriesSource
from .report import ExportReport, SeriesReport

_log = logging.getLogger(__name__)


def each_series(sources: Sequence[SeriesSource], progress: Progress, cancel: CancelToken) -> Iterator[SeriesSource]:
    """The series one after the other, telling `progress`; Cancelled once somebody asked to stop."""
    for number, source in enumerate(sources):
        progress(number, len(sources), source.series)
        cancel.check()
        yield source
    progress(len(sources), len(sources), "")


@contextmanager
def failing_alone(report: ExportReport, series: str) -> Iterator[None]:
    """Errors of the library and the file system, and lack of memory, become this series' outcome; the others go on."""
    try:
        yield
    except Cancelled:
        raise
    except MemoryError:
        _log.info("%s was not exported: too little memory", series)
        reason = "This computer has too little memory for an array of the image's size."
        report.series.append(SeriesReport(series, "failed", reason))
    except RILContourError as error:
        _log.info("%s was not exported: %s", series, error)
        report.series.append(SeriesReport(series, "failed", str(error), remedies=error.remedies))
    except OSError as error:
        _log.info("%s was not exported: %s", series, error)
        reason = f"{error.filename or series}: {error.strerror or error}."
        report.series.append(SeriesReport(series, "failed", reason))


@contextmanager
def reporting(report: ExportReport, sources: Sequence[SeriesSource], *, overwrite: bool) -> Iterator[None]:
    """Write the report when the block ends, however it ends; series without an outcome were not reached.

    Cancelled has the report.
    """
    try:
        yield
    except Cancelled as stopped:
        stopped.report = report
        raise
    finally:
        for source in sources[len(report.series) :]:
            report.series.append(SeriesReport(source.series, "not reached", "The export ended before its turn."))
        _write(report, overwrite)


def _write(report: ExportReport, overwrite: bool) -> None:
    try:
        report.write(overwrite=overwrite)
    except OSError as error:
        message = f"The report of the export cannot be written to {report.folder} ({error.strerror or error})."
        raise ExchangeError(message) from error
