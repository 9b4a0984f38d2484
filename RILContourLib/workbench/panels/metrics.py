"""How far drafts, versions and models agree: what is measured, progress, and where the numbers stand."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from trame_server import Server

from ...panels.metrics_panel import MetricsPanel
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon
from ..event_loop import EventLoop
from .folder_box import FolderBox
from .metrics_tables import draw_result

EXCEL_FILE = "measures.xlsx"


class Metrics(Drawn[MetricsPanel]):
    """State of the page: `metrics`, and `metrics_folder` for tables."""

    name = "metrics"

    def __init__(
        self, server: Server, loop: EventLoop, model: MetricsPanel, workspace: Workspace, looking: ViewsPanel
    ) -> None:
        folder = workspace.project.folder.absolute()
        self._messages = workspace.messages
        self._looking = looking
        self._folder = FolderBox(server, "metrics_folder", folder.parent / f"{folder.name}-measures", must_exist=False)
        super().__init__(server, loop, model)
        model.go.subscribe(lambda axis, number, frame: loop.defer(lambda: self._go(axis, number, frame)))
        server.state.change("right")(lambda right, **_others: self._look(right == "metrics"))
        workspace.switched.subscribe(lambda: loop.once((self, "look"), self._look_again))

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(replace(state, result=None))
        plain["percent"] = round(100 * state.done / state.total) if state.total else 0
        if state.result:
            plots = {"boxes_plot": self.model.box_plot(), "slices_plot": self.model.slices_plot()}
            plain["result"] = asdict(state.result) | plots
        return plain

    def draw(self) -> None:
        with element("section", v_if="right === 'metrics'", classes="panel scrolls", aria_label=_("Measures")):
            self._draw_question()
            self._draw_start()
            with element("template", v_if="metrics.result"):
                draw_result(self.model)
                self._draw_export()

    # What is measured

    def _draw_question(self) -> None:
        with element("div", classes="block"):
            self._draw_source("first", _("Measure"))
            self._draw_source("second", _("and, to compare"), none=_("nothing else"))
            self._draw_source("against", _("against"))
            with element("div", classes="segments", role="radiogroup", aria_label=_("Series")):
                for scope, words in _SCOPES.items():
                    checked = (f"metrics.asked.scope === '{scope}'",)
                    button(words, (self._try, f"['scope', '{scope}']"), role="radio", aria_checked=checked)
            with element("div", v_if="metrics.asked.scope === 'open' && metrics.slice_count"):
                self._draw_slices()
            with element("label", v_else=True, classes="check"):
                change = (self.model.set_only_test, "[$event.target.checked]")
                element("input", type="checkbox", checked=("metrics.asked.only_test",), change=change)
                element("span", _("only those of the test subset"))
            with element("label", classes="row"):
                element("span", _("Tolerance of surface Dice, mm"), style="flex: 1")
                element(
                    "ril-box",
                    type="number",
                    step="any",
                    min="0",
                    style="width: 70px; flex: none",
                    value=("metrics.asked.tolerance_mm",),
                    v_on_commit=(self._try, "['tolerance', $event]"),
                )

    def _draw_source(self, name: str, label: str, *, none: str = "") -> None:
        with element("label"):
            element("span", label, classes="muted")
            change = (self._try, f"['{name}', $event.target.value]")
            with element("select", value=(f"metrics.asked.{name}",), change=change):
                if none or name == "first":
                    element("option", none or _("choose …"), value="")
                element(
                    "option", "{{ each.label }}", v_for="each in metrics.sources", key="each.id", value=("each.id",)
                )

    def _draw_slices(self) -> None:
        with element("label", classes="check"):
            change = (self._limit, "[$event.target.checked]")
            element("input", type="checkbox", checked=("!!metrics.asked.slices",), change=change)
            element("span", _("only slices"))
        with element("span", v_if="metrics.asked.slices", classes="row"):
            for place, words in ((0, _("First slice")), (1, _("Last slice"))):
                shown = "metrics.asked.slices[0] + 1" if place == 0 else "metrics.asked.slices[1]"
                element(
                    "ril-box",
                    type="number",
                    min="1",
                    max=("metrics.slice_count",),
                    style="width: 70px; flex: none",
                    aria_label=words,
                    value=(shown,),
                    v_on_commit=(self._limit_to, f"[{place}, $event]"),
                )
            element("span", _("of {count}").format(count="{{ metrics.slice_count }}"), classes="muted")

    def _draw_start(self) -> None:
        with element("div", classes="block", aria_live="polite"):
            with element("template", v_if="!metrics.running"):
                off = ("!!metrics.reason",)
                with button(None, self.model.start, classes="btn main", disabled=off, data_measure=True):
                    icon("ruler")
                    element("span", _("Measure {count} series").format(count="{{ metrics.series }}"))
                element("p", "{{ metrics.reason }}", v_if="metrics.reason", classes="muted")
            with element("template", v_else=True):
                with element("div", classes="bar-of", role="progressbar", aria_valuenow=("metrics.percent",)):
                    element("div", style=("`width: ${metrics.percent}%`",))
                element(
                    "p", "{{ metrics.done }} / {{ metrics.total ?? '?' }} {{ metrics.label }}", classes="muted ellipsis"
                )
                with button(None, self.model.cancel, classes="btn framed"):
                    icon("stop")
                    element("span", _("Stop"))
            element("p", "{{ metrics.error }}", v_if="metrics.error", classes="error", role="alert")

    def _draw_export(self) -> None:
        with element("details", classes="block"):
            element("summary", _("Save the tables"))
            self._folder.draw(_("To this folder"))
            off = ("metrics_folder.bad",)
            with element("div", classes="row"):
                button(_("CSV files"), (self._export, "['csv']"), classes="btn framed", disabled=off)
                button(_("Excel"), (self._export, "['excel']"), classes="btn framed", disabled=off)

    # What is done in it

    def _try(self, what: str, value: Any) -> None:
        choose = {
            "first": lambda: self.model.choose(first=str(value)),
            "second": lambda: self.model.choose(second=str(value)),
            "against": lambda: self.model.choose(against=str(value)),
            "scope": lambda: self.model.set_scope(str(value)),
            "tolerance": lambda: self.model.set_tolerance_mm(_number(value, self.model.state.asked.tolerance_mm)),
        }.get(str(what))
        if choose:
            self._messages.attempt(choose)
            self.show()

    def _limit(self, limited: bool) -> None:
        self.model.set_slices((0, self.model.state.slice_count) if limited else None)

    def _limit_to(self, place: int, number: Any) -> None:
        slices = self.model.state.asked.slices
        if slices:
            first, last = slices[0] + 1, slices[1]
            wanted = int(_number(number, slices[place] + (place == 0)))
            first, last = (wanted, max(last, wanted)) if place == 0 else (min(first, wanted), wanted)
            self.model.set_slices((first - 1, last))
        self.show()

    def _export(self, kind: str) -> None:
        folder = self._folder.path
        if folder is None:
            self._messages.say(_("Choose a folder first."), "warning")
        elif kind == "excel":
            self.model.export_excel(folder / EXCEL_FILE)
        else:
            self.model.export_csv(folder)

    def _go(self, axis: int, number: int, frame: int) -> None:
        self._looking.set_frame(frame)
        self._looking.show_slice(axis, number)

    def _look(self, shown: bool) -> None:
        if shown:
            self.model.refresh()

    def _look_again(self) -> None:
        self._look(self.server.state["right"] == "metrics")


def _number(value: Any, otherwise: float) -> float:
    """A number as it was written; what is none changes nothing."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise


_SCOPES = {"open": _("Open series"), "shown": _("Shown"), "selected": _("Selected")}
