"""The three planes and the 3D view of the open series, and the tools in them."""

from __future__ import annotations

import numpy as np
from trame_client.ui.core import AbstractLayout
from trame_server import Server
from trame_slicer import module as trame_slicer_module
from trame_slicer.core import LayoutManager, SlicerApp
from trame_slicer.views import AbstractView, SliceView
from vtkmodules.vtkCommonCore import vtkCommand

from ...panels.opened import OpenSeries
from ...panels.planes import PLANES, PlaneName
from ...panels.point_marks import PointMarks
from ...panels.roi_operations import ROIOperations
from ...panels.tools_panel import ToolsPanel
from ...panels.view_settings import Window
from ...panels.views_panel import ViewsPanel
from ..event_loop import EventLoop
from ..models import Models
from ..panels.tools import ToolControls
from ..panels.views import ViewControls
from ..worker import Worker
from .appearance import put_image_look, put_roi_look
from .crosshair import draw_crosshair
from .feedback import CrossLines
from .picture_order import draw_images_first
from .pictures import draw_plainly, send_pictures
from .point_tool import PointTool
from .pointer import Pointer
from .series_display import SeriesDisplay
from .slice_frame import draw_slice_frame
from .slice_plane import SlicePlane
from .spot import MouseTool
from .toolbar import Toolbar
from .toolbox import Toolbox
from .view_layouts import layout_id, register_layouts, view_name


class Views:
    """Slicer's views on the page. They follow `models.workspace`: what is opened there is shown here.

    panel, tools, operations, points : the view models
    tool_controls : the lines above the views; controls : the panel of the rest; the page draws both
    """

    def __init__(self, server: Server, slicer: SlicerApp, models: Models, loop: EventLoop) -> None:
        server.enable_module(trame_slicer_module)
        self.slicer = slicer
        self.panel = ViewsPanel(models.workspace, models.slices)
        self.tools = ToolsPanel(models.workspace, models.rois, self._pixels_of)
        self.operations = ROIOperations(self.tools)
        self.points = PointMarks(self.tools)
        self.toolbox = Toolbox(self.tools, self.operations, self.panel, PointTool(self.tools, self.points))
        self.controls = ViewControls(server, loop, self.panel)
        self.tool_controls = Toolbar(
            ToolControls(server, loop, self.tools, self.operations, self.points), self.controls
        )
        self._reader = Worker("pixels")
        self.display = SeriesDisplay(slicer, models.workspace, loop, self._reader, shown=self._shown, gone=self._gone)
        self.planes: dict[PlaneName, SlicePlane] = {}
        send_pictures(server, slicer.view_manager, self._draw_frame, lambda *_: None)
        self._layouts = LayoutManager(slicer.scene, slicer.view_manager, server)
        register_layouts(self._layouts)
        self._lines: dict[PlaneName, CrossLines] = {}
        self._pointers: dict[PlaneName, Pointer] = {}
        draw_images_first(slicer)
        for view in slicer.view_manager.get_views():
            draw_plainly(view)
        for name in PLANES:
            self._set_up(name)
        models.workspace.switched.subscribe(lambda: loop.once((self, "series"), self.display.follow))
        self.panel.subscribe(lambda: loop.once((self, "look"), self._put_look))
        self.tools.subscribe(lambda: loop.once((self, "tool"), self._put_tool))

    def draw(self, layout: AbstractLayout) -> None:
        """Put the views here; called once inside of the page's layout."""
        self._layouts.initialize_layout_grid(layout)
        self._put_layout()

    def fit(self) -> None:
        """Show all of the image in each plane."""
        for plane in self.planes.values():
            plane.fit()
        self._put_crosshair()

    def close(self) -> None:
        """Take the series out of the scene, and end the thread."""
        self.display.close()
        self._reader.close()

    def view(self, name: PlaneName) -> SliceView:
        """A plane's view in Slicer."""
        return self.slicer.view_manager.get_view(view_name(name))

    def _set_up(self, name: PlaneName) -> None:
        view = self.view(name)
        self._pointers[name] = Pointer(
            view,
            lambda: self.planes.get(name),
            self._tool_in_hand,
            turned=lambda by, shift: self._turned(name, by, shift),
            passed=lambda spot: self.panel.go_to(spot.ijk),
        )
        self._lines[name] = CrossLines(view)
        view.interactor().AddObserver(vtkCommand.WindowResizeEvent, lambda *_: self._resized(name))

    def _draw_frame(self, _server: Server, _view_id: str, view: AbstractView) -> None:
        draw_slice_frame(self.panel, view.get_singleton_tag())

    def _tool_in_hand(self) -> MouseTool:
        return self.toolbox.in_hand

    def _turned(self, name: PlaneName, by: int, shift: bool) -> None:
        if not shift:
            self.panel.step(by, name)
        elif by > 0:
            self.tools.larger_brush()
        else:
            self.tools.smaller_brush()

    def _resized(self, name: PlaneName) -> None:
        if name in self.planes:
            self.planes[name].resized()
            self._put_crosshair()

    # What is shown

    def _pixels_of(self, opened: OpenSeries, frame: int) -> np.ndarray:
        return self.display.pixels(opened, frame)

    def _shown(self) -> None:
        """A series can be seen: lay the planes along its axes, and show all of it."""
        scene = self.display.scene
        assert scene
        if not self.planes:
            self.planes = {
                plane.name: SlicePlane(self.view(plane.name), plane, scene.image.display) for plane in self.panel.planes
            }
        width, level = self.display.window
        self.panel.set_auto_window(Window(width, level))
        self._put_look()

    def _gone(self) -> None:
        self.toolbox.drop()
        self.planes = {}
        for lines in self._lines.values():
            lines.hide()

    def _put_look(self) -> None:
        state = self.panel.state
        self._put_layout()
        if self.tools.frame != state.frame:
            self.tools.frame = state.frame
            self.display.show_frame(state.frame)
        if self.display.scene:
            put_image_look(self.display.scene.image, state)
            put_roi_look(self.display.scene.segments, state.look, state.hidden)
            companion = state.companion if state.look.companion_shown else None
            self.display.lay_over(companion, state.look.companion_opacity)
        for plane in self.planes.values():
            number = self.panel.place[plane.plane.axis]
            if number != plane.number:
                plane.show_slice(number)
        self._put_crosshair()

    def _put_crosshair(self) -> None:
        draw_crosshair(self.planes, self._lines, self.panel.place, shown=self.panel.look.crosshair)

    def _put_layout(self) -> None:
        state = self.panel.state
        self._layouts.set_layout(layout_id(state.look.layout, state.main))

    def _put_tool(self) -> None:
        """What was begun with another tool is dropped at once."""
        self._tool_in_hand()
