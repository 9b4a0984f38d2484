"""The loop of every export: one series after the other, each with its outcome, until done or stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ..errors import Cancelled, ExchangeError, RILContourError
from ..progress import CancelToken, Progress
from .items import SeriesSource
from .report import ExportReport, SeriesReport

_log = logging.getLogger(__name__)


def run_series(
    sources: Sequence[SeriesSource],
    export_one: Callable[[SeriesSource], SeriesReport],
    report: ExportReport,
    progress: Progress,
    cancel: CancelToken,
    *,
    overwrite: bool,
) -> ExportReport:
    """Call `export_one` for each series and write the report, also when stopped by `cancel` or by Ctrl-C.

    Errors of the library and of the file system make a series fail and are in the report; Cancelled is raised.
    """
    try:
        for number, source in enumerate(sources):
            progress(number, len(sources), source.series)
            cancel.check()
            report.series.append(_outcome(source, export_one))
        progress(len(sources), len(sources), "")
    finally:
        for source in sources[len(report.series) :]:
            report.series.append(SeriesReport(source.series, "not reached", "The export ended before its turn."))
        _write(report, overwrite)
    return report


def _write(report: ExportReport, overwrite: bool) -> None:
    try:
        report.write(overwrite=overwrite)
    except OSError as error:
        message = f"The report of the export cannot be written to {report.folder} ({error.strerror or error})."
        raise ExchangeError(message) from error


def _outcome(source: SeriesSource, export_one: Callable[[SeriesSource], SeriesReport]) -> SeriesReport:
    try:
        return export_one(source)
    except Cancelled:
        raise
    except RILContourError as error:
        _log.warning("%s was not exported: %s", source.series, error)
        return SeriesReport(source.series, "failed", str(error))
    except OSError as error:
        _log.warning("%s was not exported: %s", source.series, error)
        return SeriesReport(source.series, "failed", f"{error.filename or source.series}: {error.strerror or error}.")
