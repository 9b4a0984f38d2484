"""A mouse in a slice view of Slicer's: places and drags points, and prints as JSON what the session got of it.

A program of its own, because it draws: `python points_by_mouse.py FOLDER`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from point_scene import APEX, PointScene, series_with_point_rois
from trame_slicer.core import SlicerApp
from trame_slicer.views import SliceView

from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.image_node import ImageNode

WIDTH, HEIGHT = 400, 300


class Mouse:
    """Moves over a view; after each event the loop has its turns."""

    def __init__(self, view: SliceView, opened: PointScene) -> None:
        self._view = view
        self._opened = opened
        self._interactor = view.interactor()
        self._interactor.SetSize(WIDTH, HEIGHT)
        self._do("EnterEvent", 1, 1)

    def move(self, x: int, y: int) -> None:
        self._do("MouseMoveEvent", x, y)

    def press(self, x: int, y: int) -> None:
        self.move(x, y)
        self._do("LeftButtonPressEvent", x, y)

    def release(self, x: int, y: int) -> None:
        self._do("LeftButtonReleaseEvent", x, y)

    def click(self, x: int, y: int) -> None:
        self.press(x, y)
        self.release(x, y)

    def _do(self, event: str, x: int, y: int) -> None:
        self._interactor.SetEventInformation(x, y, 0, 0, "\0", 0, None)
        self._interactor.InvokeEvent(event)
        self._view.render()
        self._opened.loop.run_until_idle()


def axial_view(app: SlicerApp, image: ImageNode) -> SliceView:
    view = SliceView(app.scene, app.app_logic, "Red")
    view.render_window().SetSize(WIDTH, HEIGHT)
    view.set_background_volume_id(image.node.GetID())
    view.fit_view_to_content()
    view.render()
    return view


def work(folder: Path) -> dict[str, Any]:
    """Place two points, drag one, then try the same in a locked ROI."""
    app = SlicerApp()
    series = series_with_point_rois(folder)
    view = axial_view(app, ImageNode(app.scene, read_frame(series.path), "scan"))
    tools: list[str] = []
    told: dict[str, Any] = {}
    with series.edit() as session:
        session.listen(lambda edit: tools.append(edit.tool))
        opened = PointScene(app.scene, series, session)
        mouse = Mouse(view, opened)
        app.markups_logic.place_node(opened.node(), persistent=True)
        mouse.click(150, 150)
        mouse.click(250, 100)
        mouse.move(300, 120)
        told["placed"] = opened.accepted()
        told["following the mouse"] = opened.node().GetNumberOfControlPoints() - 2
        app.markups_logic.disable_place_mode()
        mouse.press(150, 150)
        for step in range(1, 11):
            mouse.move(150 + 5 * step, 150)
        told["edits before the button is let go"] = len(tools)
        mouse.release(200, 150)
        told["dragged"] = opened.accepted()

        session[APEX].locked = True
        opened.loop.run_until_idle()
        mouse.press(250, 100)
        mouse.move(280, 140)
        mouse.release(280, 140)
        app.markups_logic.place_node(opened.node(), persistent=True)
        mouse.click(200, 200)
        mouse.click(220, 220)
        mouse.move(230, 230)
        app.markups_logic.disable_place_mode()
        mouse.move(10, 10)
        told["locked"] = opened.accepted()
        told["shown in the end"] = opened.shown()
        told["controls in the end"] = opened.node().GetNumberOfControlPoints()
        told["edits"] = tools
        told["refused"] = opened.refused
        opened.points.close()
    return told


if __name__ == "__main__":
    told = work(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(told))
