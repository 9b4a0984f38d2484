"""A 3D view on an open series, and a hand that works in it by VTK's own events, without a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from trame_slicer.core import SlicerApp
from trame_slicer.views import ThreeDView
from vtkmodules.vtkWebCore import vtkRemoteInteractionAdapter

from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.tools_panel import ToolsPanel
from RILContourLib.panels.workspace import Workspace
from RILContourLib.project.roi import ROI
from RILContourLib.session.project import Project
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.workbench.viewing.space_toolbox import SpaceToolbox
from Testing.Workbench.viewing_project import NAME, make_viewing_project

WIDTH, HEIGHT = 400, 300
Place = tuple[int, int]


class SpaceHand:
    """`unseen` are ROI whose surface is not shown; `brushing` what was told of the brush's width, stroke by stroke."""

    def __init__(self, slicer: SlicerApp, tools: ToolsPanel, rois: ROIPanel) -> None:
        self.tools, self.rois = tools, rois
        opened = tools.workspace.opened
        assert opened
        self.annotation = opened.annotation
        self.geometry = opened.image.geometry
        self.display = DisplayGeometry.of(self.geometry)
        self.slicer = slicer
        self.unseen: set[str] = set()
        self.brushing: list[float] = []
        self.view = ThreeDView(scene=slicer.scene, app_logic=slicer.app_logic, name="Space")
        self.view.render_window().SetSize(WIDTH, HEIGHT)
        self.toolbox = SpaceToolbox(self.view, tools, lambda: self.display, self._is_seen, self.brushing.append)

    def _is_seen(self, roi: ROI) -> bool:
        return roi.id not in self.unseen

    @property
    def camera(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where it stands, and what it looks at."""
        camera = self.view.renderer().GetActiveCamera()
        return camera.GetPosition(), camera.GetFocalPoint()

    def event(self, kind: str, place: Place, *, shift: bool = False) -> None:
        where = {"x": place[0], "y": place[1], "w": WIDTH, "h": HEIGHT}
        keys = {"ctrlKey": 0, "altKey": 0, "shiftKey": int(shift)}
        vtkRemoteInteractionAdapter.ProcessEvent(self.view.interactor(), json.dumps({"type": kind, **where, **keys}))

    def press_and_move(self, way: Sequence[Place], *, shift: bool = False) -> None:
        self.event("LeftButtonPress", way[0], shift=shift)
        for place in way[1:]:
            self.event("MouseMove", place, shift=shift)

    def drag(self, way: Sequence[Place], *, shift: bool = False) -> None:
        self.press_and_move(way, shift=shift)
        self.event("LeftButtonRelease", way[-1], shift=shift)

    def mask(self, roi: str) -> np.ndarray:
        return self.annotation.mask(roi).to_array()

    def begin_anew(self, roi: str, tool: str) -> None:
        """With a tool in hand for an ROI, and nothing changed yet."""
        while self.tools.workspace.state.can_undo:
            self.tools.workspace.undo()
        self.unseen.clear()
        self.brushing.clear()
        self.rois.choose(roi)
        self.tools.choose(tool)


@contextmanager
def a_hand_in_space(folder: Path) -> Iterator[SpaceHand]:
    workspace = Workspace(Project.open(make_viewing_project(folder), user="ana"))
    workspace.open(NAME)
    rois = ROIPanel(workspace)
    yield SpaceHand(SlicerApp(), ToolsPanel(workspace, rois), rois)
    workspace.close()
