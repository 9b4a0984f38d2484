"""The dataset panel: export, tables and import over the series that the browser's filter shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..progress import CancelToken, Progress
from ..session.filtering import tests_left_out
from .browser import Browser
from .job_reports import JobReport, export_job_report, import_job_report
from .jobs import Job, JobState, Work
from .observing import Panel
from .series_table import BrowserFilter
from .translation import _, plural
from .work import AtOnce, Executor
from .workspace import Workspace

if TYPE_CHECKING:
    from ..exchange.masks_out import MaskExportOptions
    from ..exchange.tables import TableExportOptions
    from ..session.importing import ImportOptions


@dataclass(frozen=True)
class DatasetState:
    """`series` are what a job would be about: those that fit the filter, or those selected.

    filtered : not all there are; selected : how many are selected; job : the one that runs, or ran last
    """

    series: int
    filtered: bool
    selected: int = 0
    only_selected: bool = False
    job: JobState | None = None


class DatasetPanel(Panel):
    """One job at a time. The shell gives the thread: while a job runs, series can be opened and annotated.

    Exports hold versions; the open series is saved first, so that its latest edits are in them.
    """

    def __init__(self, workspace: Workspace, browser: Browser, executor: Executor | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self._browser = browser
        self._executor: Executor = executor or AtOnce()
        self._job: Job | None = None
        self._only_selected = False
        self._subscriptions.append(browser.subscribe(self.changed.tell))

    @property
    def state(self) -> DatasetState:
        browser = self._browser.state
        only, selected = self._only_selected, len(browser.selected)
        filtered = only or browser.filter != BrowserFilter()
        job = self._job.state if self._job else None
        return DatasetState(selected if only else browser.shown, filtered, selected, only, job)

    def only_selected(self, only: bool) -> None:
        """Whether jobs are about the selected series only, instead of all that fit the filter."""
        self._only_selected = bool(only)
        self.changed.tell()

    def export_masks(
        self, folder: str | Path, options: MaskExportOptions | None = None, *, test: bool = False
    ) -> Job | None:
        """Masks as NIfTI files. Series of the test subset are left out, as the report then says, unless `test`."""
        selection = self._browser.selection(test=test, only_selected=self._only_selected)

        def work(progress: Progress, cancel: CancelToken) -> JobReport:
            project = self._workspace.project
            self._workspace.save_here()
            report = project.export_masks(folder, selection, options, progress=progress, cancel=cancel)
            return export_job_report(report, _about_tests(tests_left_out(project, selection)))

        return self._start(_("Export masks"), work)

    def export_tables(
        self, folder: str | Path, options: TableExportOptions | None = None, *, test: bool = False
    ) -> Job | None:
        """Answers, points, presence by slice and statistics as CSV or Excel; `test` as for masks."""
        selection = self._browser.selection(test=test, only_selected=self._only_selected)

        def work(progress: Progress, cancel: CancelToken) -> JobReport:
            project = self._workspace.project
            self._workspace.save_here()
            report = project.export_tables(folder, selection, options, progress=progress, cancel=cancel)
            return export_job_report(report, _about_tests(tests_left_out(project, selection)))

        return self._start(_("Export tables"), work)

    def import_masks(self, folder: str | Path, options: ImportOptions | None = None) -> Job | None:
        """Masks from a folder into the series shown that they belong to by name.

        The open series is closed for as long as it takes, since an import edits it, too.
        """
        names: list[str] | None = self._browser.shown_names() if self.state.filtered else None
        if self._only_selected:
            names = list(self._browser.state.selected)

        def work(progress: Progress, cancel: CancelToken) -> JobReport:
            with self._workspace.set_aside():
                report = self._workspace.project.import_masks(
                    folder, options, names=names, progress=progress, cancel=cancel
                )
            self._browser.poll()
            return import_job_report(report, str(folder))

        return self._start(_("Import masks"), work)

    def cancel(self) -> None:
        """Stop the job that runs; what is finished by then stays."""
        if self._job:
            self._job.cancel()

    def _start(self, what: str, work: Work) -> Job | None:
        if self._job and not self._job.state.has_ended:
            running = _("{what} is still running; stop it or wait for it.").format(what=self._job.state.what)
            self._workspace.messages.say(running, "warning")
            return None
        self._job = job = Job(what, work)
        job.subscribe(self.changed.tell)
        self._executor.submit(job.run)
        return job


def _about_tests(left_out: int) -> list[str]:
    if not left_out:
        return []
    one, several = (
        _("{count} series of the test subset was left out."),
        _("{count} series of the test subset were left out."),
    )
    return [plural(left_out, one, several).format(count=left_out)]
