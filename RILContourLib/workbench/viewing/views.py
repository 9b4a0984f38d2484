"""The three planes and the 3D view of the open series, and the tools in them."""

from __future__ import annotations

import threading

import numpy as np
from trame_client.ui.core import AbstractLayout
from trame_server import Server
from trame_slicer import module as trame_slicer_module
from trame_slicer.core import LayoutManager, SlicerApp
from trame_slicer.views import AbstractView, SliceView
from vtkmodules.vtkCommonCore import vtkCommand

from ...annotation.edit import Edit
from ...annotation.extent import Extent
from ...panels.explain_state import SliceAt
from ...panels.opened import OpenSeries
from ...panels.planes import PLANES, PlaneName
from ...panels.point_marks import PointMarks
from ...panels.roi_operations import ROIOperations
from ...panels.ruler import Ruler
from ...panels.tools_panel import ToolsPanel
from ...panels.view_settings import Window
from ...panels.views_panel import Look, ViewsPanel
from ...project.roi import ROI
from ...slicerbridge.geometry import DisplayGeometry
from ..event_loop import EventLoop
from ..explaining import Explaining
from ..models import Models
from ..panels.tools import ToolControls
from ..panels.views import ViewControls
from ..worker import Worker
from .appearance import hide_segments, put_image_look
from .calm_rendering import CalmRendering
from .draft_picture import DraftPicture, DraftShown
from .events_in_order import EventsInOrder
from .map_picture import MapPicture
from .picture_order import draw_images_first
from .pictures import send_pictures, take_events_in_order
from .planes_display import PlanesDisplay, Shown
from .point_tool import PointTool
from .pointer import Pointer
from .range_picture import RangePicture
from .roi_picture import ROILook
from .ruler_line import RulerLine
from .series_display import SeriesDisplay
from .slice_frame import draw_slice_frame, draw_space_frame
from .slice_plane import SlicePlane
from .space import Space
from .space_toolbox import SpaceToolbox
from .spot import MouseTool
from .toolbar import Toolbar
from .toolbox import Toolbox
from .view_layouts import THREE_D, layout_id, register_layouts, view_name


class Views:
    """Slicer's views on the page. They follow `models.workspace`: what is opened there is shown here.

    panel, tools, operations, points : the view models; explaining : that of maps over the image, and its process
    tool_controls : the lines above the views; controls : the panel of the rest; the page draws both
    """

    def __init__(self, server: Server, slicer: SlicerApp, models: Models, loop: EventLoop) -> None:
        server.enable_module(trame_slicer_module)
        self._server = server
        self.slicer = slicer
        self.panel = ViewsPanel(models.workspace, models.slices, Look(surfaces=True))
        self.tools = ToolsPanel(models.workspace, models.rois, self._pixels_of)
        self.operations = ROIOperations(self.tools)
        self.points = PointMarks(self.tools)
        self.ruler = Ruler(models.workspace)
        self._drafts = models.drafts
        point_tool = PointTool(self.tools, self.points)
        self.toolbox = Toolbox(self.tools, self.operations, self.panel, point_tool, self.ruler)
        self.controls = ViewControls(server, loop, self.panel)
        self.tool_controls = Toolbar(
            ToolControls(server, loop, self.tools, self.operations, self.points, self.ruler), self.controls
        )
        self._loop = loop
        self._thread = threading.get_ident()  # of the event loop, and so of the scene
        self._reader = Worker("pixels")
        self.display = SeriesDisplay(slicer, models.workspace, loop, self._reader, shown=self._shown, gone=self._gone)
        send_pictures(server, slicer.view_manager, self._draw_frame, lambda *_: draw_space_frame())
        self._layouts = LayoutManager(slicer.scene, slicer.view_manager, server)
        register_layouts(self._layouts)
        self._events = EventsInOrder(loop)
        take_events_in_order(slicer.view_manager, self._events)
        draw_images_first(slicer)
        self.explaining = Explaining(models.workspace, self._slice_at, self._pixels_of)
        map_at = self.explaining.panel.picture
        self._planes = PlanesDisplay(
            {name: self.view(name) for name in PLANES},
            self._is_seen,
            below=lambda view: [MapPicture(view, map_at), RangePicture(view, self._allowed_in)],
            above=lambda view: [DraftPicture(view, self._draft_shown), RulerLine(view, self.ruler)],
        )
        self._surface_maker = Worker("surfaces")
        server.state.update({"space_note": "", "space_brush": 0})
        self._space = Space(
            slicer,
            loop,
            self._surface_maker,
            is_seen=lambda: self._has_view(THREE_D),
            noted=lambda: loop.once((self, "note"), self._put_note),
        )
        self._space_tools = SpaceToolbox(
            self._space.view, self.tools, self._display_geometry, self._has_surface, self._put_brush_in_3d
        )
        self._pointers = {name: self._new_pointer(name) for name in PLANES}
        CalmRendering(
            slicer.view_manager.get_view(THREE_D),
            loop,
            lambda: max(pointer.last_used for pointer in self._pointers.values()),
        )
        self._edited_rois: set[str] = set()
        self._current: str | None = None
        self._limits: tuple[object, ...] = ()
        self._auto_window = Window(1, 0)
        self._listen(models, loop)

    def draw(self, layout: AbstractLayout) -> None:
        """Put the views here; called once inside of the page's layout."""
        self._layouts.initialize_layout_grid(layout)
        self._put_look()

    @property
    def events(self) -> EventsInOrder:
        """What the pointer did in the views, in its order."""
        return self._events

    @property
    def planes(self) -> dict[PlaneName, SlicePlane]:
        """Those of the image that is shown; empty while there is none."""
        return self._planes.planes

    def fit(self) -> None:
        """Show all of the image in each plane and in 3D."""
        self._planes.fit()
        self._space.fit()

    def close(self) -> None:
        """Take the series out of the scene, and end the threads; a stroke in hand becomes an edit before."""
        self._settle()
        self.explaining.close()
        self.display.close()
        self._reader.close()
        self._surface_maker.close()

    def view(self, name: PlaneName) -> SliceView:
        """A plane's view in Slicer."""
        return self.slicer.view_manager.get_view(view_name(name))

    def _listen(self, models: Models, loop: EventLoop) -> None:
        """Follow the view models, many changes of a turn of the loop as one."""
        models.workspace.switched.subscribe(lambda: loop.once((self, "series"), self.display.follow))
        models.workspace.edited.subscribe(self._edited)
        models.workspace.settling.subscribe(self._settle)
        self.panel.subscribe(lambda: loop.once((self, "look"), self._put_look))
        self.tools.subscribe(lambda: loop.once((self, "tool"), self._put_tool))
        self.explaining.panel.subscribe(lambda: loop.once((self, "map"), self._put_map))
        self.ruler.subscribe(lambda: loop.once((self, "ruler"), self._planes.redraw_above))
        self._drafts.redrawn.subscribe(lambda: loop.once((self, "ruler"), self._planes.redraw_above))

    def _new_pointer(self, name: PlaneName) -> Pointer:
        view = self.view(name)
        view.interactor().AddObserver(vtkCommand.WindowResizeEvent, lambda *_: self._planes.resized(name))
        return Pointer(
            view,
            lambda: self.planes.get(name),
            self._tool_in_hand,
            turned=lambda by, shift: self._turned(name, by, shift),
            passed=lambda spot: self.panel.go_to(spot.ijk),
        )

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

    # What is shown

    def _pixels_of(self, opened: OpenSeries, frame: int) -> np.ndarray:
        return self.display.pixels(opened, frame)

    def _slice_at(self) -> SliceAt:
        """What is explained: the slice of the main plane."""
        main = next((plane for plane in self.panel.planes if plane.name == self.panel.state.main), None)
        axis = main.axis if main else 2
        return SliceAt(axis, self.panel.place[axis], self.panel.frame)

    def _display_geometry(self) -> DisplayGeometry | None:
        """How the image lies in the scene, while one is shown."""
        return self.display.scene.image.display if self.display.scene else None

    def _has_surface(self, roi: ROI) -> bool:
        """Whether the 3D view shows the ROI."""
        return self.panel.look.surfaces and roi.id not in self.panel.state.hidden

    def _allowed_in(self, axis: int, number: int, frame: int) -> np.ndarray | None:
        """bool of a slice of the image that is shown: where the intensity range lets tools work. None if it is off."""
        opened, scene = self.display.opened, self.display.scene
        if opened is None or scene is None or scene.image.frame != frame or not self.tools.has_range:
            return None
        start, stop = [0, 0, 0], list(opened.annotation.shape)
        start[axis], stop[axis] = number, number + 1
        return self.tools.allowed(opened, Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2])), frame)

    def _draft_shown(self) -> DraftShown | None:
        """What of a model's draft waits for a decision; None where ROI are not shown."""
        opened, waiting = self.display.opened, self._drafts.shown
        if opened is None or waiting is None or not self.panel.look.rois_shown:
            return None
        return DraftShown(waiting.annotation, opened.definitions.rois, frozenset(self.panel.state.hidden))

    def _is_seen(self, name: PlaneName) -> bool:
        return self._has_view(view_name(name))

    def _has_view(self, name: str) -> bool:
        """Whether the layout has that view."""
        return name in self.slicer.view_manager.get_current_view_ids()

    def _shown(self) -> None:
        """A series, another frame or version of it can be seen."""
        scene = self.display.scene
        assert scene
        hide_segments(scene.segments)
        shown = self._to_be_shown()
        if not self.planes and shown:
            self._planes.lay(self.panel.planes, scene.image.display, shown)
        self._auto_window = Window(*self.display.window)
        self.panel.set_auto_window(self._auto_window)
        self._put_look()

    def _gone(self) -> None:
        self.toolbox.drop()
        self._space_tools.drop()
        self._planes.clear()
        self._space.clear()

    def _put_look(self) -> None:
        """Show what the panel says."""
        state = self.panel.state
        with self._server.state:  # or the page would not hear of it before something else changes
            self._layouts.set_layout(layout_id(state.look.layout, state.main))
        if self.tools.frame != state.frame:
            self.tools.frame = state.frame
            self.display.show_frame(state.frame)
        scene, shown = self.display.scene, self._to_be_shown()
        if scene and shown:
            put_image_look(scene.image, state)
            self._planes.show(shown)
            look = state.look
            self._space.show(
                scene.image, shown, self._auto_window, surfaces=look.surfaces, volume=look.volume_rendering
            )
            companion = state.companion if state.look.companion_shown else None
            self.display.lay_over(companion, state.look.companion_opacity)

    def _put_map(self) -> None:
        """Show the map of now, and ROI over it as outlines."""
        shown = self._to_be_shown()
        if shown:
            self._planes.show(shown)

    def _to_be_shown(self) -> Shown | None:
        opened, look = self.display.opened, self.panel.look
        if opened is None:
            return None
        hidden = frozenset(self.panel.state.hidden)
        outlines = look.outlines_only or self.explaining.panel.is_seen
        return Shown(
            opened.annotation,
            opened.definitions.rois,
            self.tools.frame,
            self.panel.place,
            ROILook(look.roi_opacity, outlines, hidden, self._current),
            look.rois_shown,
            look.crosshair,
        )

    def _edited(self, edit: Edit) -> None:
        """From any thread."""
        self._edited_rois.update(edit.rois())
        self._loop.once((self, "rois"), self._put_edits)

    def _settle(self) -> None:
        """A last time before undo, saving or closing; asked for from another thread, the views know nothing newer."""
        if threading.get_ident() == self._thread:
            self.toolbox.settle()
            self._space_tools.settle()
            if self.display.scene:
                self.display.scene.settle()

    def _put_edits(self) -> None:
        edited, self._edited_rois = self._edited_rois, set()
        self._planes.edited(edited)
        self._space.edited(edited)

    def _put_tool(self) -> None:
        """What was begun with another tool is dropped at once; the current ROI is drawn on top, and what limits it."""
        self._tool_in_hand()
        self._space_tools.follow()
        target, settings = self.tools.target, self.tools.settings
        limits = settings.range_on, settings.low, settings.high, settings.where, settings.other
        if (target.id if target else None) != self._current or limits != self._limits:
            self._current, self._limits = target.id if target else None, limits
            shown = self._to_be_shown()
            if shown:
                self._planes.show(shown)

    def _put_brush_in_3d(self, pixels: float) -> None:
        with self._server.state as state:
            state["space_brush"] = round(pixels)

    def _put_note(self) -> None:
        with self._server.state as state:
            state["space_note"] = self._space.note
