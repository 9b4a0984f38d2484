"""What stands over a view's picture: the plane's name, its slice, its letters."""

from __future__ import annotations

from collections.abc import Callable

from ...panels.planes import PLANES, PlaneName
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ..elements import element, icon_button

# Light on a dark ground, whatever the image is like below it and whatever the page's theme.
_BAR = (
    "position: absolute; top: 0; left: 0; right: 0; height: 28px; display: flex; align-items: center; gap: 8px;"
    "padding: 0 2px 0 8px; background: #000; color: #fff; font-size: 13px; white-space: nowrap"
)
_LETTER = (
    "position: absolute; color: #fff; font-size: 13px; font-weight: 600;"
    "text-shadow: 0 0 2px #000, 0 0 3px #000, 0 0 4px #000; pointer-events: none; user-select: none;"
)
_SIDES = (
    "left: 6px; top: calc(50% - 8px)",
    "right: 6px; top: calc(50% - 8px)",
    "top: 32px; left: calc(50% + 6px)",
    "bottom: 4px; left: calc(50% + 6px)",
)
# The first to go where there is no room, and then whole: what does not fit beside the first span is a line lower.
_MM = "flex: 0 1000 69px; min-width: 0; height: 20px; overflow: hidden; display: flex; flex-wrap: wrap"
_MM_BEFORE, _MM_TEXT = "flex: 0 0 1px; height: 20px", "flex: none; width: 68px; text-align: right; line-height: 20px"
_NOTE = (
    "position: absolute; left: 8px; right: 8px; bottom: 6px; text-align: center; color: #bbb; font-size: 13px;"
    "pointer-events: none"
)
_HINT = (
    "position: absolute; left: 0; right: 0; top: 4px; text-align: center; color: #fff; font-size: 13px;"
    "text-shadow: 0 0 2px #000, 0 0 4px #000; pointer-events: none; user-select: none"
)
_OVER_ALL = "position: absolute; left: 0; top: -4px; width: 100%; pointer-events: none; overflow: visible"
_COLOUR = "(rois.now ? rois.now.color : '#fff')"
_BRUSH_IN_3D = "['paint', 'erase'].includes(tools.tool) && tools.settings.brush_in_3d"
_BUTTON = "color: #fff; background: transparent; border: 0; width: 28px; height: 28px; cursor: pointer; flex: none"


def draw_slice_frame(panel: ViewsPanel, name: PlaneName) -> None:
    """For the plane of that name: the slice's number and place, a slider for it, and a button for the large view."""
    plane = f"views.planes[{PLANES.index(name)}]"
    with element("div", v_if="views.planes.length", style=_BAR):
        element("span", f"{{{{ {plane}.label }}}}", style="font-weight: 600; flex: none")
        element(
            "input",
            type="range",
            min="0",
            step="1",
            max=(f"{plane}.count - 1",),
            value=(f"{plane}.number",),
            input=(panel.show_slice, f"[{plane}.axis, Number($event.target.value)]"),
            style="flex: 1 1 60px; min-width: 0; height: 24px; accent-color: #fff; margin: 0",
            aria_label=f"{_('Slice')} ({_(name)})",
            tabindex="-1",
        )
        with element("span", style=_MM):
            element("span", style=_MM_BEFORE)
            element("span", f"{{{{ {plane}.position_mm.toFixed(1) }}}} mm", style=_MM_TEXT)
        sign = (f"views.main === '{name}' && views.look.layout !== 'quad' ? 'fullscreen' : 'arrow-expand'",)
        icon_button(
            sign, _("Show this plane larger, or all again"), _enlarge(panel, name), style=_BUTTON, tabindex="-1"
        )
    for side, where in enumerate(_SIDES):
        letter = f"{{{{ {plane}.letters[{side}] }}}}"
        element("span", letter, v_if="views.planes.length", style=f"{_LETTER} {where}")


def draw_space_frame() -> None:
    """Over the 3D view: how scissors and brush are used there; while there is nothing to see what it can show."""
    with element("div", v_if="views.planes.length && tools.tool === 'scissors' && !tools.obstacle", style=_HINT):
        element("span", _("Drag round what to cut · Shift: turn"))
        with element("svg", data_outline="scissors", style=_OVER_ALL, aria_hidden="true"):  # the page draws into it
            for width, colour in ((4, "#000"), (2, (_COLOUR,))):
                element("polygon", fill="none", stroke=colour, stroke_width=str(width), stroke_linejoin="round")
    with element("div", v_if=f"views.planes.length && {_BRUSH_IN_3D} && !tools.obstacle", style=_HINT):
        element("span", _("Drag over the ROI · beside it: turn"))
        with element("svg", v_show="space_brush", data_outline="brush", style=_OVER_ALL, aria_hidden="true"):
            colour = (f"tools.tool === 'erase' ? '#fff' : {_COLOUR}",)
            element(
                "polyline",
                fill="none",
                stroke=colour,
                stroke_width=("space_brush",),
                stroke_opacity="0.6",
                stroke_linecap="round",
                stroke_linejoin="round",
            )
    with element("div", v_if="views.planes.length && space_note", style=_NOTE, role="status"):
        element("span", _("Making surfaces …"), v_if="space_note === 'making'")
        element("span", _("S: surfaces · View: volume rendering"), v_else=True)


def _enlarge(panel: ViewsPanel, name: PlaneName) -> Callable[[], None]:
    """Large with the others beside it; alone if it is that already; then all again."""

    def enlarge() -> None:
        state = panel.state
        is_large = state.main == name and state.look.layout == "large"
        panel.set_main(name)
        panel.set_layout("single" if is_large else "large")

    return enlarge
