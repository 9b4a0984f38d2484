"""Limits of the tools, and changes of a whole ROI: sheets that open below the tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...panels.roi_operations import ROIOperations
from ...panels.tools_panel import ToolsPanel
from ...panels.translation import _
from ...refine.smoothing import METHODS
from ..elements import button, element, icon_button, literal
from .tool_settings import check, draw_other_roi, number, select

_SHEET = "left: 8px; top: 66px; width: 400px; padding: 6px 10px 10px"


def draw_operations(model: ToolsPanel, operations: ROIOperations) -> None:
    """Both sheets; one at a time is open."""
    with _sheet("limits", _("Limits of the tools")):
        _draw_range(model, operations)
        with element("div", classes="row", style="gap: 8px; margin-top: 10px"):
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


def _draw_range(model: ToolsPanel, operations: ROIOperations) -> None:
    """Its ends by number, by slider or as the window's; the planes show what lies in it."""
    window = "{low: views.window.level - views.window.width / 2, high: views.window.level + views.window.width / 2"
    with element("div", classes="row", style="gap: 8px"):
        never_set = "$event.target.checked && !tools.settings.low && !tools.settings.high && views.window"
        on = f"{never_set} ? {window}, range_on: true}} : {{range_on: $event.target.checked}}"
        check(model, "range_on", _("Only intensities from"), on)
        number(model, "low", "", -100000, 100000, 1)
        number(model, "high", _("to"), -100000, 100000, 1)
    with element("template", v_if="tools.settings.range_on && views.window"):
        for end, words in (("low", _("Lowest intensity")), ("high", _("Highest intensity"))):
            _draw_end(model, end, words)
        with element("div", classes="row", style="gap: 6px; margin-top: 4px"):
            button(_("Take the window"), (model.set, "[]", f"{window}}}"), classes="btn framed")
            title = _(
                "All voxels of the range, within these limits, are added to the current ROI; undo takes them back"
            )
            button(
                _("Mark all of it"),
                operations.mark_range,
                classes="btn framed",
                disabled=("Boolean(tools.obstacle || tools.busy_with) || tools.kind === 'point'",),
                title=(f"tools.obstacle || {literal(title)}",),
            )
            element("span", _("Dotted: in the range"), classes="muted", style="white-space: nowrap")


def _draw_end(model: ToolsPanel, end: str, words: str) -> None:
    """A slider as wide as two windows, or as far as the range reaches."""
    with element("label", classes="row", style="gap: 8px"):
        element("span", words, classes="muted", style="width: 120px; flex: none")
        element(
            "input",
            type="range",
            step="any",
            min=("Math.min(views.window.level - views.window.width, tools.settings.low)",),
            max=("Math.max(views.window.level + views.window.width, tools.settings.high)",),
            value=(f"tools.settings.{end}",),
            input=(model.set, "[]", f"{{{end}: Math.round($event.target.value * 10) / 10}}"),
            style="flex: 1; min-width: 0; padding: 0",
        )


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
