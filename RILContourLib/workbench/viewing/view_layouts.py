"""How the views are arranged on the page."""

from __future__ import annotations

from typing import get_args

from trame_slicer.core import LayoutManager
from trame_slicer.views import Layout as Arrangement
from trame_slicer.views import LayoutDirection, ViewLayoutDefinition

from ...panels.planes import PLANES, PlaneName
from ...panels.view_settings import Layout

THREE_D = "ThreeD"
_COLOURS: dict[PlaneName, str] = {"Axial": "#F34A33", "Coronal": "#6DAD4A", "Sagittal": "#EFD64D"}


def view_name(plane: PlaneName) -> str:
    """What a plane's view is called in the scene and on the page: one word for both."""
    return plane


def layout_id(layout: Layout, main: PlaneName) -> str:
    """The layout with a plane in its large view; those without a large one are the same for all."""
    return f"{layout} {main}" if layout in ("large", "single") else layout


def register_layouts(manager: LayoutManager) -> None:
    """All layouts; their views are made once and shared."""
    for layout in get_args(Layout):
        for main in PLANES:
            name = layout_id(layout, main)
            if not manager.has_layout(name):
                manager.register_layout(name, _arrangement(layout, main))


def _arrangement(layout: Layout, main: PlaneName) -> Arrangement:
    views = {plane: _plane_view(plane) for plane in PLANES}
    in_3d = ViewLayoutDefinition.threed_view(name=THREE_D, background_color="#000000")
    others = [views[plane] for plane in PLANES if plane != main]
    if layout == "3d":
        return Arrangement(LayoutDirection.Vertical, [in_3d])
    if layout == "single":
        return Arrangement(LayoutDirection.Vertical, [views[main]])
    if layout == "quad":
        left = Arrangement(LayoutDirection.Vertical, [views["Axial"], views["Coronal"]])
        right = Arrangement(LayoutDirection.Vertical, [in_3d, views["Sagittal"]])
        return Arrangement(LayoutDirection.Horizontal, [left, right])
    column = Arrangement(LayoutDirection.Vertical, [*others, in_3d])
    return Arrangement(LayoutDirection.Horizontal, [views[main], column], ["2", "1"])


def _plane_view(plane: PlaneName) -> ViewLayoutDefinition:
    return ViewLayoutDefinition.slice_view(plane, label=view_name(plane), color=_COLOURS[plane])
