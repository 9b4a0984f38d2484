"""What the shortcuts of the views and tools do; the same for both shells."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .commands import Commands
from .drafts_panel import DraftsPanel
from .tools_panel import ToolsPanel
from .view_settings import PRESETS
from .views_panel import ViewsPanel


def view_commands(views: ViewsPanel) -> Commands:
    """By the ids of `shortcuts`."""
    presets = {f"window.preset_{n}": partial(views.set_preset, name) for n, name in enumerate(PRESETS[1:], start=1)}
    return {
        **presets,
        "slice.next": partial(views.step, 1),
        "slice.previous": partial(views.step, -1),
        "slice.next_annotated": partial(views.step_annotated, 1),
        "slice.previous_annotated": partial(views.step_annotated, -1),
        "view.invert": partial(views.toggle, "inverted"),
        "view.rois": partial(views.toggle, "rois_shown"),
        "view.companion": partial(views.toggle, "companion_shown"),
        "view.surfaces": partial(views.toggle, "surfaces"),
    }


def tool_commands(tools: ToolsPanel, put_down: Callable[[], object]) -> Commands:
    """By the ids of `shortcuts`; `put_down` gives up what a tool began, or the tool."""
    wanted = ("paint", "erase", "draw", "point", "ruler")
    return {
        **{f"tool.{name}": partial(tools.choose, name) for name in wanted},
        "tool.none": put_down,
        "brush.larger": tools.larger_brush,
        "brush.smaller": tools.smaller_brush,
        "brush.sphere": tools.switch_brush_shape,
    }


def draft_commands(drafts: DraftsPanel) -> Commands:
    """By the ids of `shortcuts`; for shells that show drafts."""
    return {"draft.next": drafts.next_undecided, "draft.accept_slice": partial(drafts.accept, here=True)}
