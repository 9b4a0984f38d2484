"""Import, export and tables over many series, with progress, a way to stop, and a report."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from trame_server import Server

from ...panels.choices import one_of
from ...panels.dataset import DatasetPanel
from ...panels.jobs import JobState
from ...panels.translation import _
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon
from ..event_loop import EventLoop
from .dataset_options import Options, draw_options
from .folder_box import FolderBox
from .proposals import proposals

MOST_ROWS = 300
WORK = ("masks", "tables", "import")


class Dataset(Drawn[DatasetPanel]):
    name = "dataset"

    def __init__(self, server: Server, loop: EventLoop, model: DatasetPanel, workspace: Workspace) -> None:
        folder = workspace.project.folder.absolute()
        self._messages = workspace.messages
        self._work = "masks"
        self._options = Options()
        self._job: JobState | None = None
        self._folders = {
            "masks": FolderBox(server, "masks_folder", folder.parent / f"{folder.name}-masks", must_exist=False),
            "tables": FolderBox(server, "tables_folder", folder.parent / f"{folder.name}-tables", must_exist=False),
            "import": FolderBox(server, "import_folder", folder.parent, must_exist=True),
        }
        super().__init__(server, loop, model)

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(replace(state, job=None)) | {"work": self._work, "options": asdict(self._options)}
        job = state.job
        if job is not None:
            report = job.report
            rows = [row for row in report.rows if row.outcome != "done" or row.warnings] if report else []
            plain["job"] = asdict(replace(job, report=None)) | {
                "ended": job.has_ended,
                "percent": round(100 * job.done / job.total) if job.total else 0,
                "summary": report.summary if report else "",
                "complete": report.complete if report else False,
                "notes": list(report.notes) if report else [],
                "counts": report.counts() if report else {},
                "rows": [asdict(row) for row in rows[:MOST_ROWS]],
                "proposals": proposals(job),
            }
        return plain

    def show(self) -> None:
        super().show()
        job = self.model.state.job
        if job is not self._job and job is not None and job.has_ended:
            for box in self._folders.values():
                box.look_again()
        self._job = job

    def draw(self) -> None:
        with element("section", v_if="right === 'dataset'", classes="panel scrolls", aria_label=_("Dataset")):
            self._draw_choice()
            self._draw_series()
            with element("div", classes="block"):
                for work, label in _FOLDER_LABELS.items():
                    with element("template", v_if=f"dataset.work === '{work}'"):
                        self._folders[work].draw(label)
                        draw_options(work, self._set_option)
                for work, words in _STARTS.items():
                    shown = f"dataset.work === '{work}'"
                    folder = self._folders[work].name
                    off = (f"!!dataset.job && !dataset.job.ended || !dataset.series || {folder}.bad",)
                    why = (f"{folder}.bad ? {folder}.hint : null",)
                    button(words, self._start, v_if=shown, classes="btn main", disabled=off, title=why, data_start=True)
            self._draw_job()

    def _draw_choice(self) -> None:
        with element("div", classes="pad"), element("div", classes="segments", role="radiogroup", aria_label=_("Work")):
            for work, words in zip(WORK, (_("Export masks"), _("Tables"), _("Import masks")), strict=True):
                checked = (f"dataset.work === '{work}'",)
                button(words, (self._choose, f"['{work}']"), role="radio", aria_checked=checked)

    def _draw_series(self) -> None:
        with element("div", classes="block"):
            about = "{{ dataset.series.toLocaleString('en') }} "
            element("strong", about + _("series"))
            every = _(
                "All series. A filter on the left, or series selected there (Ctrl or Shift and click), make it fewer."
            )
            element("p", every, v_if="!dataset.filtered", classes="muted")
            element(
                "p", _("Those that the filter on the left shows."), v_else_if="!dataset.only_selected", classes="muted"
            )
            with element("label", v_if="dataset.selected || dataset.only_selected", classes="check"):
                change = (self.model.only_selected, "[$event.target.checked]")
                element("input", type="checkbox", checked=("dataset.only_selected",), change=change)
                element("span", _("only the {count} selected").format(count="{{ dataset.selected }}"))

    def _draw_job(self) -> None:
        with element("div", v_if="dataset.job", classes="block", aria_live="polite", data_job=("dataset.job.status",)):
            element("h3", "{{ dataset.job.what }}: {{ dataset.job.status }}")
            with element("div", v_if="!dataset.job.ended"):
                with element("div", classes="bar-of", role="progressbar", aria_valuenow=("dataset.job.percent",)):
                    element("div", style=("`width: ${dataset.job.percent}%`",))
                done = "{{ dataset.job.done }} / {{ dataset.job.total ?? '?' }} {{ dataset.job.label }}"
                element("p", done, classes="muted ellipsis")
                with button(
                    None, self.model.cancel, classes="btn framed", disabled=("dataset.job.status === 'stopping'",)
                ):
                    icon("stop")
                    element("span", _("Stop"))
            self._draw_report()

    def _draw_report(self) -> None:
        element("p", "{{ dataset.job.error }}", v_if="dataset.job.error", classes="error", role="alert")
        element("p", "{{ dataset.job.summary }}", v_if="dataset.job.summary", style="overflow-wrap: anywhere")
        element(
            "p", "{{ note }}", v_for="note in dataset.job.notes", classes="warning", style="overflow-wrap: anywhere"
        )
        element("p", "{{ proposal }}", v_for="proposal in dataset.job.proposals", key="proposal")
        with element("div", v_if="dataset.job.rows.length"):
            element("h3", _("To be looked at"))
            with element("div", v_for="row in dataset.job.rows", key="row.series", style="padding: 3px 0"):
                with element("div", classes="row"):
                    element("strong", "{{ row.outcome }}", style="white-space: nowrap")
                    element("span", "{{ row.series }}", classes="ellipsis", title=("row.series",), dir="auto")
                element("p", "{{ [row.reason, ...row.warnings].filter(Boolean).join(' ') }}", classes="muted")

    # What is done in it

    def _choose(self, work: str) -> None:
        self._work = one_of(work, WORK)
        self.show()

    def _set_option(self, name: str, value: Any) -> None:
        self._options = self._options.changed(name, value)
        self.show()

    def _start(self) -> None:
        folder = self._folders[self._work].path
        if folder is None:
            self._messages.say(_("Choose a folder first."), "warning")
            return
        options = self._options
        if self._work == "masks":
            self.model.export_masks(folder, options.for_masks(), test=options.test)
        elif self._work == "tables":
            self.model.export_tables(folder, options.for_tables(), test=options.test)
        else:
            self._messages.attempt(lambda: self.model.import_masks(folder, options.for_import()))


_FOLDER_LABELS = {
    "masks": _("To this folder"),
    "tables": _("To this folder"),
    "import": _("From this folder"),
}
_STARTS = {"masks": _("Export masks"), "tables": _("Export tables"), "import": _("Import masks")}
