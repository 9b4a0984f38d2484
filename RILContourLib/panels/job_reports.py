"""What a job did, as plain data: the same for exports, tables and imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import Remedy
from ..exchange.report import ExportReport, SeriesReport
from ..session.importing import ImportReport
from .translation import _, plural


@dataclass(frozen=True)
class JobRow:
    """A series: what became of it (`done`, `skipped`, `failed`, `not reached`, `unchanged`), why, and its files.

    remedies : what could be chosen so that it is done after all
    """

    series: str
    outcome: str
    reason: str = ""
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class JobReport:
    """`summary` is one sentence; `notes` are about no single series. `complete`: nothing is left to be looked at.

    folder : where files were written; files : those of all series together, from there
    """

    summary: str
    rows: tuple[JobRow, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True
    folder: str = ""
    files: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many series had which outcome."""
        outcomes = [row.outcome for row in self.rows]
        return {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)}


def export_job_report(report: ExportReport, notes: Sequence[str] = ()) -> JobReport:
    """Of an export of masks or tables."""
    rows = tuple(_export_row(each) for each in report.series)
    done = len(report.of("done"))
    if not rows:
        summary = _("None of the series shown has a version; nothing was exported.")
    else:
        summary = plural(
            len(rows),
            _("{done} of {count} series was exported to {folder}."),
            _("{done} of {count} series were exported to {folder}."),
        ).format(done=done, count=len(rows), folder=report.folder)
    complete = bool(rows) and report.complete
    return JobReport(summary, rows, tuple(notes), complete, str(report.folder), tuple(report.files))


def _export_row(each: SeriesReport) -> JobRow:
    return JobRow(each.series, each.outcome, each.reason, each.warnings, each.files, each.remedies)


def import_job_report(report: ImportReport, folder: str) -> JobReport:
    """Of an import of masks; files that belong to no series are notes."""
    rows = [JobRow(name, "done", _("version {number}").format(number=v.number)) for name, v in report.versions.items()]
    rows += [JobRow(name, "unchanged") for name in report.unchanged]
    rows += [
        JobRow(name, "failed", reason, remedies=report.remedies.get(name, ()))
        for name, reason in report.failures.items()
    ]
    notes = [*report.findings]
    notes += [_("{path} is called after no series.").format(path=path) for path in report.unmatched_files]
    summary = _("Masks were imported into {done} of {count} series from {folder}.").format(
        done=len(report.versions), count=len(rows), folder=folder
    )
    complete = bool(rows) and not report.failures and not report.unmatched_files
    return JobReport(summary, tuple(sorted(rows, key=lambda row: row.series)), tuple(notes), complete, folder)
