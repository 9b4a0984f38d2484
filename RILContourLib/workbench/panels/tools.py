"""The tools, their settings, and changes of a whole ROI."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.point_marks import PointMarks
from ...panels.roi_operations import ROIOperations
from ...panels.ruler import Ruler
from ...panels.tool_settings import LOOKING, MARKING, TOOLS, tool_hints, tool_names
from ...panels.tools_panel import ToolsPanel
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop
from .roi_operations import draw_operations
from .tool_settings import draw_settings

_SIGNS = {
    "none": "cursor-default-outline",
    "pan": "cursor-move",
    "zoom": "magnify-plus-outline",
    "window": "contrast-circle",
    "ruler": "ruler",
    "paint": "brush",
    "erase": "eraser",
    "draw": "draw",
    "polygon": "vector-polygon",
    "fill": "format-color-fill",
    "scissors": "content-cut",
    "island": "circle-multiple-outline",
    "point": "map-marker-plus-outline",
}
SMALL = "btn sign small"
_KEYS = {"none": "Esc", "paint": "P", "erase": "E", "draw": "D", "point": "M", "ruler": "U"}


class ToolControls(Drawn[ToolsPanel]):
    """A row of tools, and below it what can be set for the one in hand."""

    name = "tools"

    def __init__(
        self,
        server: Server,
        loop: EventLoop,
        model: ToolsPanel,
        operations: ROIOperations,
        points: PointMarks,
        ruler: Ruler,
    ) -> None:
        self._operations = operations
        self._points = points
        super().__init__(server, loop, model)
        server.state["tools_sheet"] = ""
        server.state["op"] = {"margin": 5, "size": 5, "method": "median", "ml": 1, "shell": 3}
        self._ruler = ruler
        self._subscriptions = (points.subscribe(self.show_soon), ruler.subscribe(self._measured))
        self._show_distance()

    def plain(self) -> dict[str, Any]:
        state, opened, point = self.model.state, self.model.workspace.opened, self._points.chosen
        rois = opened.definitions.rois if opened else ()
        areas = [{"id": roi.id, "name": roi.name} for roi in rois if roi.kind == "area" and roi.id != state.target]
        chosen = {"id": point.id, "label": point.label} if point else None
        return {**asdict(state), "areas": areas, "point": chosen, "limited": self.model.limits}

    def draw_buttons(self) -> None:
        """The tools; each says in its tooltip how it is used, and one that does not fit the current ROI why."""
        names, hints = tool_names(), tool_hints()
        for tool in TOOLS:
            if tool in (MARKING[0], "point"):
                _draw_rule()
            fits = f"tools.usable.includes('{tool}')"
            other = _("For ROI that mark points.") if tool == "point" else _("For ROI that mark areas.")
            hint = hints[tool].replace("'", "’")
            with button(
                None,
                (self.model.choose, f"['{tool}']"),
                classes=SMALL,
                aria_label=names[tool],
                aria_pressed=(f"tools.tool === '{tool}'",),
                disabled=False if tool in LOOKING else (f"!{fits}",),
                title=(f"'{_titled(names[tool], tool)}' + ({fits} ? '{hint}' : '{other}')",),
            ):
                icon(_SIGNS[tool])
        _draw_rule()
        self._draw_sheet_button(
            "limits", "filter-outline", _("Limit tools to intensities or to an ROI"), "tools.limited"
        )
        self._draw_sheet_button("operations", "auto-fix", _("Change the whole ROI: margin, smoothing, islands ..."))

    def draw_settings(self) -> None:
        """Of the tool in hand; or why it cannot change anything."""
        with element("div", classes="row", style="gap: 8px; flex: 1; min-width: 0; overflow: hidden"):
            with element(
                "span", classes="row warning", v_if=f"tools.obstacle && !{list(LOOKING)}.includes(tools.tool)"
            ):
                icon("lock-outline")
                element("span", "{{ tools.obstacle }}", classes="ellipsis", title=("tools.obstacle",))
            with element("template", v_else=True):
                draw_settings(self.model, self._points)
            element("span", "{{ tools.busy_with }}…", classes="muted ellipsis", v_if="tools.busy_with")

    def draw_sheets(self) -> None:
        """What opens below the buttons."""
        draw_operations(self.model, self._operations)

    def _draw_sheet_button(self, sheet: str, sign: str, words: str, lit: str = "false") -> None:
        icon_button(
            sign,
            words,
            f"tools_sheet = tools_sheet === '{sheet}' ? '' : '{sheet}'",
            classes=SMALL,
            aria_pressed=(f"tools_sheet === '{sheet}' || {lit}",),
            aria_expanded=(f"tools_sheet === '{sheet}'",),
        )

    def _measured(self) -> None:
        """From any thread."""
        self.loop.once((self, "distance"), self._show_distance)

    def _show_distance(self) -> None:
        """State `distance`: what the ruler measures, in words."""
        distance = self._ruler.state
        with self.server.state as state:
            state["distance"] = f"{distance.length_mm:.1f} mm" if distance and distance.length_mm else ""

    def close(self) -> None:
        for unsubscribe in self._subscriptions:
            unsubscribe()
        super().close()


def _draw_rule() -> None:
    """Narrower than elsewhere: all tools and switches have one line of a window of usual width."""
    element("span", classes="rule", style="margin: 0 1px")


def _titled(name: str, tool: str) -> str:
    key = _KEYS.get(tool)
    return f"{name} ({key}): " if key else f"{name}: "
