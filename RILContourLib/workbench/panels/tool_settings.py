"""What can be set for the tool in hand, in one line."""

from __future__ import annotations

from ...panels.point_marks import PointMarks
from ...panels.tool_settings import MARKING
from ...panels.tools_panel import ToolsPanel
from ...panels.translation import _
from ..elements import element, icon_button

_NARROW = "width: 54px; flex: none"
_WIDE = "width: 120px; flex: none"


def draw_settings(model: ToolsPanel, points: PointMarks) -> None:
    """Each setting stands where the tools that use it are in hand."""
    with element("template", v_if="['paint', 'erase'].includes(tools.tool)"):
        _draw_brush(model)
    number(model, "brush_slices", _("Slices"), 1, 99, 2, v_if=_in_hand("paint", "erase", "draw", "polygon"))
    with element("template", v_if=_in_hand("paint", "erase")):
        icon_button(
            "cube-outline",
            _("The brush also works in the 3D view, on the surface of the ROI"),
            (model.set, "[]", "{brush_in_3d: !tools.settings.brush_in_3d}"),
            aria_pressed=("tools.settings.brush_in_3d",),
        )
    with element("template", v_if="tools.tool === 'fill'"):
        number(model, "tolerance", _("Tolerance ±"), 0, 100000, 1)
        check(model, "fill_in_3d", _("In 3D"))
    with element("template", v_if="tools.tool === 'scissors'"):
        words = {
            "erase inside": _("Erase inside"),
            "erase outside": _("Erase outside"),
            "fill inside": _("Fill inside"),
            "fill outside": _("Fill outside"),
        }
        select(model, "cut", words, _("What scissors do"))
        check(model, "through", _("Through all slices"))
    with element("template", v_if="tools.tool === 'ruler'"):
        element("strong", "{{ distance }}", v_if="distance", role="status", style="white-space: nowrap")
        measure = _("Click where the distance begins and where it ends.")
        element("span", measure, classes="muted ellipsis", v_else=True)
    with element("template", v_if="tools.tool === 'island'"):
        uses = {"keep": _("Keep only this"), "remove": _("Remove this"), "give": _("Give to another ROI")}
        select(model, "island_use", uses, _("What happens to the island"))
        draw_other_roi(model, v_if="tools.settings.island_use === 'give'")
    with element("template", v_if="tools.tool === 'point'"):
        _draw_point(points)


def number(model: ToolsPanel, setting: str, words: str, low: float, high: float, step: float, **more: object) -> None:
    """A number, taken when the box is left or Enter pressed."""
    with element("label", classes="row", **more):
        element("span", words, classes="muted", style="white-space: nowrap")
        now = f"tools.settings.{setting}"
        element(
            "ril-box",
            type="number",
            min=str(low),
            max=str(high),
            step=str(step),
            style=_NARROW,
            value=(f"Math.round({now} * 100) / 100",),
            # An emptied box leaves the number as it is.
            v_on_commit=(model.set, "[]", f"{{{setting}: $event === '' ? {now} : Number($event)}}"),
        )


def check(model: ToolsPanel, setting: str, words: str, change: str = "") -> None:
    """On or off; `change` are other settings than this one that are changed with it, as the page works them out."""
    with element("label", classes="check"):
        element(
            "input",
            type="checkbox",
            checked=(f"tools.settings.{setting}",),
            change=(model.set, "[]", change or f"{{{setting}: $event.target.checked}}"),
        )
        element("span", words, style="white-space: nowrap")


def select(model: ToolsPanel, setting: str, words: dict[str, str], label: str) -> None:
    """One of several."""
    with element(
        "select",
        aria_label=label,
        title=label,
        style=_WIDE,
        value=(f"tools.settings.{setting}",),
        change=(model.set, "[]", f"{{{setting}: $event.target.value}}"),
    ):
        for value, text in words.items():
            element("option", text, value=value)


def draw_other_roi(model: ToolsPanel, **more: object) -> None:
    """The ROI that is looked at beside the current one."""
    with element(
        "select",
        aria_label=_("Other ROI"),
        title=_("Other ROI"),
        style=_WIDE,
        value=("tools.settings.other || ''",),
        change=(model.set, "[]", "{other: $event.target.value || null}"),
        **more,
    ):
        element("option", _("Choose an ROI"), value="")
        element("option", "{{ area.name }}", v_for="area in tools.areas", key="area.id", value=("area.id",))


def _draw_brush(model: ToolsPanel) -> None:
    number(model, "brush_mm", _("mm"), 0.1, 400, 0.1)
    element(
        "input",
        type="range",
        min="0",
        max="100",
        step="1",
        aria_label=_("Size of the brush"),
        title=_("Size of the brush ([ and ], or Shift and wheel)"),
        style="width: 90px; flex: 1 100 40px; min-width: 40px; max-width: 90px; padding: 0",
        # Each step is a few per cent: from 1 to 200 mm.
        value=("Math.round(100 * Math.log(Math.max(1, tools.settings.brush_mm)) / Math.log(200))",),
        input=(model.set, "[]", "{brush_mm: Math.round(10 * 200 ** (Number($event.target.value) / 100)) / 10}"),
    )
    for shape, sign, words in (("circle", "circle-outline", _("Circle")), ("sphere", "sphere", _("Sphere"))):
        icon_button(
            sign,
            words,
            (model.set, "[]", f"{{brush_shape: '{shape}'}}"),
            keys="B",
            aria_pressed=(f"tools.settings.brush_shape === '{shape}'",),
        )


def _draw_point(points: PointMarks) -> None:
    with element("template", v_if="tools.point"):
        with element("label", classes="row"):
            element("span", _("Label"), classes="muted")
            element(
                "ril-box",
                maxlength="200",
                style="width: 160px",
                value=("tools.point.label",),
                v_on_commit=(points.label, "[$event]"),
            )
        icon_button("delete-outline", _("Remove this point"), points.remove, keys="Delete")
    hint = _("Click in a plane to place a point; drag one to move it.")
    element("span", hint, classes="muted ellipsis", v_else=True)


def _in_hand(*tools: str) -> str:
    assert set(tools) <= set(MARKING)
    return f"{list(tools)}.includes(tools.tool)"
