"""What the left button does in the 3D view while scissors are in hand, by VTK's own events and without a page."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from trame_slicer.core import SlicerApp
from trame_slicer.views import ThreeDView
from vtkmodules.vtkWebCore import vtkRemoteInteractionAdapter

from RILContourLib.annotation.extent import Extent
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.tools_panel import ToolsPanel
from RILContourLib.panels.workspace import Workspace
from RILContourLib.refine.seen_through import seen_through
from RILContourLib.session.project import Project
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.workbench.viewing.space_scissors import SpaceScissors, ijk_to_xyw
from Testing.Workbench.viewing_project import NAME, assert_same, make_viewing_project

WIDTH, HEIGHT = 400, 300
WAY = ((150, 60), (260, 70), (240, 220), (140, 200))


class Space:
    """A 3D view on an open series, and a hand that draws in it."""

    def __init__(self, slicer: SlicerApp, tools: ToolsPanel, rois: ROIPanel) -> None:
        self.tools, self.rois = tools, rois
        opened = tools.workspace.opened
        assert opened
        self.annotation = opened.annotation
        self.display = DisplayGeometry.of(opened.image.geometry)
        self.slicer = slicer
        self.view = ThreeDView(scene=slicer.scene, app_logic=slicer.app_logic, name="Space")
        self.view.render_window().SetSize(WIDTH, HEIGHT)
        self.scissors = SpaceScissors(self.view, tools, lambda: self.display)

    @property
    def camera(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where it stands, and what it looks at."""
        camera = self.view.renderer().GetActiveCamera()
        return camera.GetPosition(), camera.GetFocalPoint()

    def event(self, kind: str, place: tuple[int, int], *, shift: bool = False) -> None:
        where = {"x": place[0], "y": place[1], "w": WIDTH, "h": HEIGHT}
        keys = {"ctrlKey": 0, "altKey": 0, "shiftKey": int(shift)}
        vtkRemoteInteractionAdapter.ProcessEvent(self.view.interactor(), json.dumps({"type": kind, **where, **keys}))

    def drag(self, *, shift: bool = False) -> None:
        self.event("LeftButtonPress", WAY[0], shift=shift)
        for place in WAY[1:]:
            self.event("MouseMove", place, shift=shift)
        self.event("LeftButtonRelease", WAY[-1], shift=shift)

    def mask(self, roi: str) -> np.ndarray:
        return self.annotation.mask(roi).to_array()


@pytest.fixture(scope="module")
def a_space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    folder = make_viewing_project(tmp_path_factory.mktemp("scissors") / "study")
    workspace = Workspace(Project.open(folder, user="ana"))
    workspace.open(NAME)
    rois = ROIPanel(workspace)
    yield Space(SlicerApp(), ToolsPanel(workspace, rois), rois)
    workspace.close()


@pytest.fixture
def space(a_space: Space) -> Space:
    """With scissors in hand for area 4, and nothing changed yet."""
    while a_space.tools.workspace.state.can_undo:
        a_space.tools.workspace.undo()
    a_space.rois.choose("area-4")
    a_space.tools.choose("scissors")
    return a_space


def test_dragging_cuts_what_is_seen_inside_and_leaves_the_camera(space: Space) -> None:
    before, camera = space.mask("area-4"), space.camera
    space.drag()
    inside = seen_through(
        np.array(WAY, float), ijk_to_xyw(space.view, space.display), Extent.whole(space.annotation.shape)
    )
    assert (before & inside).any()
    assert_same(space.mask("area-4"), before & ~inside)
    assert space.camera == camera
    space.tools.workspace.undo()
    assert_same(space.mask("area-4"), before)


def test_with_shift_dragging_turns_the_view_and_cuts_nothing(space: Space) -> None:
    before, (position, middle) = space.mask("area-4"), space.camera
    space.drag(shift=True)
    assert space.camera[0] != position
    assert space.camera[1] == middle
    assert_same(space.mask("area-4"), before)


def test_without_scissors_dragging_turns_the_view_as_ever(space: Space) -> None:
    before, (position, middle) = space.mask("area-4"), space.camera
    space.tools.choose("paint")
    space.drag()
    assert space.camera[0] != position
    assert space.camera[1] == middle
    assert_same(space.mask("area-4"), before)


def test_another_tool_drops_what_was_drawn(space: Space) -> None:
    before = space.mask("area-4")
    space.event("LeftButtonPress", WAY[0])
    for place in WAY[1:]:
        space.event("MouseMove", place)
    space.tools.choose("none")
    space.scissors.follow()
    space.event("LeftButtonRelease", WAY[-1])
    assert_same(space.mask("area-4"), before)


def test_the_stroke_is_the_rois_that_it_was_begun_in(space: Space) -> None:
    area, other = space.mask("area-4"), space.mask("area-1")
    space.event("LeftButtonPress", WAY[0])
    for place in WAY[1:]:
        space.event("MouseMove", place)
    space.rois.choose("area-1")
    space.event("LeftButtonRelease", WAY[-1])
    assert (area & ~space.mask("area-4")).any()
    assert_same(space.mask("area-1"), other)
