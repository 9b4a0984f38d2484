"""Running models: on what, how much of it, and the queue with each series' own state."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from trame_server import Server

from ...panels.models_panel import ModelsPanel
from ...panels.run_panel import RunPanel
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop
from .folder_box import FolderBox


class Run(Drawn[RunPanel]):
    name = "run"

    def __init__(self, server: Server, loop: EventLoop, model: RunPanel, shelf: ModelsPanel, folder: Path) -> None:
        self._folder = FolderBox(server, "drafts_folder", folder.parent / f"{folder.name}-drafts", must_exist=False)
        self._shelf = shelf
        super().__init__(server, loop, model)

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(state)
        plain["counts"] = ", ".join(f"{count} {_STATUS[status]}" for status, count in state.counts)
        plain["rows"] = [asdict(row) | {"said": _STATUS[row.status]} for row in state.rows]
        return plain

    def draw(self) -> None:
        with element("section", v_if="right === 'run'", classes="panel scrolls", aria_label=_("Run")):
            with element("div", v_if="!run.engine.ready", classes="block", data_engine=True):
                self._draw_engine()
            with element("div", classes="block"):
                self._draw_model()
                self._draw_scope()
                self._draw_limits()
                with button(None, self.model.start, classes="btn main", disabled=("!!run.reason",), data_run=True):
                    icon("play")
                    element("span", _("Draft"))
                element("p", "{{ run.reason }}", v_if="run.reason && run.engine.ready", classes="muted")
            self._draw_queue()
            self._draw_tables()

    def _draw_engine(self) -> None:
        engine = self.model.engine
        with element("div", classes="row"):
            icon("package-variant-closed-remove")
            element("strong", _("Not installed: {packages}").format(packages="{{ run.engine.missing.join(', ') }}"))
        element("p", "{{ run.engine.words }}")
        element("p", _("All that needs no model works without it."), classes="muted")
        element("p", "{{ run.engine.problem }}", v_if="run.engine.problem", classes="error")
        element("p", "{{ run.engine.error }}", v_if="run.engine.error", classes="error", role="alert")
        idle = "!run.engine.problem && run.engine.status !== 'installing'"
        button(_("Install it …"), (engine.ask, "[true]"), v_if=f"{idle} && !run.engine.asked", classes="btn framed")
        with element(
            "div", v_if=f"{idle} && run.engine.asked", classes="question", role="alertdialog", aria_label=_("Install")
        ):
            element("p", _("It is installed into the Python that serves this page, by this command:"))
            element("p", "{{ run.engine.command }}", classes="digest")
            with element("div", classes="row", style="padding-top: 4px"):
                button(_("Install it now"), engine.install, classes="btn main")
                button(_("Leave it"), (engine.ask, "[false]"), classes="btn framed")
        with element("div", v_if="run.engine.status === 'installing'", role="status"):
            element("p", _("Installing; work can go on."))
            element("p", "{{ run.engine.line }}", classes="muted ellipsis")
            button(_("Stop"), engine.cancel, classes="btn framed")

    def _draw_model(self) -> None:
        with element("label"):
            element("span", _("Model"), classes="muted")
            with element(
                "select",
                value=("shelf.used || ''",),
                change=(self._shelf.use, "[$event.target.value]"),
                disabled=("!shelf.rows.length",),
                data_run_model=True,
            ):
                element("option", _("none yet"), value="", v_if="!shelf.rows.length")
                with element("template", v_for="row in shelf.rows", key="row.name"):
                    words = f"{{{{ row.newest.title || row.name }}}} ({_('newest')}: {{{{ row.newest.label }}}})"
                    element("option", words, value=("row.name",))
                    older = "number in row.numbers.slice(row.numbers.length > 1 ? -12 : 0).reverse()"
                    element("option", "{{ row.name }}@{{ number }}", v_for=older, value=("row.name + '@' + number",))

    def _draw_scope(self) -> None:
        with element("div", classes="segments", role="radiogroup", aria_label=_("Series")):
            for scope, words in _SCOPES.items():
                checked = (f"run.scope === '{scope}'",)
                button(words, (self.model.set_scope, f"['{scope}']"), role="radio", aria_checked=checked)
        element(
            "p", "{{ run.series.toLocaleString('en') }} " + _("series"), v_if="run.scope !== 'open'", classes="muted"
        )
        with element("label", classes="check"):
            change = (self.model.set_again, "[$event.target.checked]")
            element("input", type="checkbox", checked=("run.again",), change=change)
            element("span", _("also what this version drafted before"))

    def _draw_limits(self) -> None:
        several = "run.rois.length > 1"
        with (
            element("div", v_if=several, role="group", aria_label=_("ROI to draft"), classes="run-rois"),
            element("label", v_for="roi in run.rois", key="roi[0]", classes="check"),
        ):
            change = (self.model.toggle_roi, "[roi[0]]")
            element("input", type="checkbox", checked=("roi[2]",), change=change)
            element("span", "{{ roi[1] }}", dir="auto")
        with element("template", v_if="run.scope === 'open' && run.count > 1"):
            with element("label", classes="check"):
                limited = (self.model.limit_slices, "[$event.target.checked]")
                element("input", type="checkbox", checked=("run.limited",), change=limited)
                element("span", _("only some slices"))
            with element("div", v_if="run.limited", classes="row"):
                with element(
                    "select",
                    value=("run.plane",),
                    change=(self.model.set_plane, "[$event.target.value]"),
                    aria_label=_("Plane"),
                    style="width: 100px; flex: none",
                ):
                    for plane in ("Axial", "Coronal", "Sagittal"):
                        element("option", _(plane), value=plane)
                self._draw_number("first", _("First slice"), "[Number($event), run.last]")
                element("span", "–")
                self._draw_number("last", _("Last slice"), "[run.first, Number($event)]")
                element("span", _("of {count}").format(count="{{ run.count }}"), classes="muted")

    def _draw_number(self, part: str, label: str, arguments: str) -> None:
        commit = (self.model.set_slices, arguments)
        element(
            "ril-box",
            type="number",
            value=(f"run.{part}",),
            aria_label=label,
            style="width: 56px; flex: none",
            v_on_commit=commit,
        )

    def _draw_tables(self) -> None:
        with element("details", v_if="run.drafted && !run.under_way", classes="block", data_tables=True):
            element("summary", _("Tables of what was drafted"))
            words = _("Volume, intensities and confidence by ROI, answers, and probabilities by slice, as CSV files.")
            element("p", words, classes="muted")
            self._folder.draw(_("To this folder"))
            button(_("Save the tables"), self._save, classes="btn main", disabled=("drafts_folder.bad",))

    def _save(self) -> None:
        if self._folder.path:
            self.model.save_tables(self._folder.path)

    def _draw_queue(self) -> None:
        queue = self.model.queue
        with element("div", v_if="run.rows.length", classes="block", data_queue=True):
            with element("div", classes="row"):
                element("h3", "{{ run.counts }}", style="flex: 1", aria_live="polite")
                button(_("Stop all"), queue.cancel_all, v_if="run.under_way", classes="btn framed")
                button(_("Clear"), queue.forget_ended, v_if="run.rows.length > run.under_way", classes="btn framed")
            with element(
                "div", v_if="run.under_way", classes="bar-of", role="progressbar", aria_valuenow=("run.percent",)
            ):
                element("div", style=("`width: ${run.percent}%`",))
            with element(
                "div", v_for="row in run.rows", key="row.number", classes="run-row", data_run_row=("row.status",)
            ):
                with element("div", classes="row"):
                    icon((f"{_SIGN}[row.status]",), classes=("row.status === 'failed' ? 'error' : ''",))
                    element(
                        "span",
                        "{{ row.series }}",
                        classes="ellipsis",
                        title=("row.series",),
                        dir="auto",
                        style="flex: 1",
                    )
                    element("span", "{{ row.said }}", classes="muted")
                    stop = (queue.cancel, "[row.number]")
                    going = "row.status === 'waiting' || row.status === 'running'"
                    icon_button("stop", _("Stop this one"), stop, v_if=going, classes="btn sign small")
                element(
                    "p",
                    "{{ row.model }} {{ row.words }}",
                    v_if="row.words",
                    v_bind_class="row.status === 'failed' ? 'error' : 'muted'",
                )
                with element("div", v_if="row.status === 'running'", classes="bar-of thin", aria_hidden="true"):
                    element("div", style=("`width: ${row.percent}%`",))


_SCOPES = {"open": _("The open one"), "shown": _("Those shown"), "selected": _("Selected")}
_STATUS = {
    "waiting": _("waiting"),
    "running": _("running"),
    "stopping": _("stopping"),
    "drafted": _("drafted"),
    "skipped": _("skipped"),
    "failed": _("failed"),
    "stopped": _("stopped"),
}
_SIGN = (
    "{waiting: 'clock-outline', running: 'cog-play-outline', stopping: 'stop', drafted: 'check', skipped: "
    "'debug-step-over', failed: 'alert-octagon', stopped: 'stop-circle-outline'}"
)
