"""Limits of the tools, and changes of a whole ROI: sheets that open below the tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...panels.roi_operations import ROIOperations
from ...panels.tools_panel import ToolsPanel
from ...panels.translation import _
from ...refine.smoothing import METHODS
from ..elements import button, element, icon_button
from .tool_settings import check, draw_other_roi, number, select

_SHEET = "left: 8px; top: 66px; width: 400px; padding: 6px 10px 10px"


def draw_operations(model: ToolsPanel, operations: ROIOperations) -> None:
    """Both sheets; one at a time is open."""
    with _sheet("limits", _("Limits of the tools")):
        with element("div", classes="row", style="gap: 8px"):
            check(model, "range_on", _("Only intensities from"))
            number(model, "low", "", -100000, 100000, 1)
            number(model, "high", _("to"), -100000, 100000, 1)
        with element("div", classes="row", style="gap: 8px; margin-top: 6px"):
            where = {"everywhere": _("Everywhere"), "inside": _("Only inside"), "outside": _("Only outside")}
            select(model, "where", where, _("Where tools work"))
            draw_other_roi(model, disabled=("tools.settings.where === 'everywhere'",))
    with _sheet("operations", _("Change {{ tools.target_name }}")):
        element("p", "{{ tools.obstacle }}", classes="warning", v_if="tools.obstacle")
        element("p", _("This ROI marks points."), classes="muted", v_if="tools.kind === 'point'")
        with element(
            "fieldset",
            disabled=("Boolean(tools.obstacle || tools.busy_with) || tools.kind === 'point'",),
            style="border: 0; padding: 0",
        ):
            _draw_margin(operations)
            _draw_smoothing(operations)
            _draw_islands(operations)
            _draw_filling(operations)


def _draw_margin(operations: ROIOperations) -> None:
    with _line(_("Margin")):
        _amount("margin", "mm")
        button(_("Grow"), (operations.grow, "[op.margin]"), classes="btn framed")
        button(_("Shrink"), (operations.grow, "[-op.margin]"), classes="btn framed")
    with _line(_("Shell")):
        _amount("shell", "mm")
        button(_("Hollow"), (operations.hollow, "[op.shell]"), classes="btn framed")


def _draw_smoothing(operations: ROIOperations) -> None:
    names = {"median": _("Median"), "opening": _("Opening"), "closing": _("Closing"), "gaussian": _("Gaussian")}
    with _line(_("Smoothing")):
        _amount("size", "mm")
        with element(
            "select",
            aria_label=_("Method"),
            style="width: 100px; flex: none",
            value=("op.method",),
            change="op = {...op, method: $event.target.value}",
        ):
            for method in METHODS:
                element("option", names[method], value=method)
        button(_("Smooth"), (operations.smooth, "[op.method, op.size]"), classes="btn framed")


def _draw_islands(operations: ROIOperations) -> None:
    with _line(_("Islands")):
        button(_("Keep the largest"), operations.keep_largest_island, classes="btn framed")
    with _line(_("below")):
        _amount("ml", "mL")
        button(_("Remove"), (operations.remove_small_islands, "[]", "{smaller_than_ml: op.ml}"), classes="btn framed")


def _draw_filling(operations: ROIOperations) -> None:
    with _line(_("Fill")):
        button(_("Holes"), operations.fill_holes, classes="btn framed")
        between = _("Between slices")
        title = _("Fill the empty slices between marked ones of the main plane, by their shapes")
        axis = "views.planes.find(p => p.name === views.main).axis"
        button(between, (operations.fill_between_slices, f"[{axis}]"), classes="btn framed", title=title)
        on = ("!tools.settings.range_on",)
        title = _("Mark all voxels of the intensity range; set it under the limits of the tools")
        button(_("Intensity range"), operations.mark_range, classes="btn framed", disabled=on, title=title)


@contextmanager
def _sheet(name: str, heading: str) -> Iterator[None]:
    with element(
        "div", v_if=f"tools_sheet === '{name}'", classes="sheet", style=_SHEET, role="dialog", aria_label=name
    ):
        with element("div", classes="row"):
            element("h3", heading, style="flex: 1")
            icon_button("close", _("Close"), "tools_sheet = ''", classes="btn sign small")
        yield


@contextmanager
def _line(words: str) -> Iterator[None]:
    with element("div", classes="row", style="gap: 6px; margin-top: 6px"):
        element("span", words, classes="muted", style="width: 76px; flex: none")
        yield


def _amount(name: str, unit: str) -> None:
    element(
        "ril-box",
        type="number",
        min="0",
        step="any",
        style="width: 64px; flex: none",
        aria_label=unit,
        value=(f"op.{name}",),
        v_on_commit=f"op = {{...op, {name}: Math.abs(Number($event))}}",
    )
    element("span", unit, classes="muted")
