"""Scissors and the ruler, without any shell."""

import numpy as np
import pytest
from panel_projects import SHAPE, make_project

from RILContourLib.annotation.extent import Extent
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.ruler import Ruler
from RILContourLib.panels.scissors import Scissors
from RILContourLib.panels.tools_panel import ToolsPanel
from RILContourLib.panels.workspace import Workspace

FIRST = "p1/a.nii.gz"
# Through i and j as they are seen along k, 10 pixels a voxel.
ALONG_K = np.array([[10.0, 0, 0, 0], [0, 10.0, 0, 0], [0, 0, 0, 1.0]])
# Voxels 2 to 5 along i, 3 to 6 along j.
OUTLINE_XY = np.array([[15.0, 25], [55, 25], [55, 65], [15, 65]])
INSIDE = np.zeros(SHAPE, bool)
INSIDE[2:6, 3:7] = True


@pytest.fixture
def rois(an_open_series):
    return ROIPanel(an_open_series)


@pytest.fixture
def tools(an_open_series, rois):
    panel = ToolsPanel(an_open_series, rois)
    panel.mark(BEFORE_BOX, np.ones(BEFORE_BOX.shape, bool), tool="paint")
    return panel


BEFORE_BOX = Extent((0, 0, 1), (SHAPE[0], SHAPE[1], 4))
BEFORE = np.zeros(SHAPE, bool)
BEFORE[BEFORE_BOX.slices()] = True
WANTED = {
    "erase inside": BEFORE & ~INSIDE,
    "erase outside": BEFORE & INSIDE,
    "fill inside": BEFORE | INSIDE,
    "fill outside": BEFORE | ~INSIDE,
}


def marked(tools, roi="liver"):
    return tools.workspace.opened.annotation.mask(roi).to_array()


def target(tools):
    return tools.target, tools.frame


@pytest.mark.parametrize("cut", WANTED)
def test_an_outline_on_a_picture_cuts_or_fills_the_whole_volume_as_one_edit(tools, cut):
    edits = []
    tools.workspace.edited.subscribe(edits.append)
    tools.set(cut=cut)
    Scissors(tools).cut_through(OUTLINE_XY, ALONG_K, target(tools))
    assert np.array_equal(marked(tools), WANTED[cut])
    assert [(edit.tool, edit.axis) for edit in edits] == [("scissors", None)]
    tools.workspace.undo()
    assert np.array_equal(marked(tools), BEFORE)


@pytest.mark.parametrize("cut", WANTED)
@pytest.mark.parametrize("through", [False, True])
def test_an_outline_in_a_slice_cuts_or_fills_that_slice_or_all(tools, cut, through):
    tools.set(cut=cut, through=through)
    corners = np.column_stack([OUTLINE_XY / 10, np.full(4, 2.0)])
    Scissors(tools).cut_slices(corners, 2, 2, target(tools))
    wanted = WANTED[cut] if through else BEFORE.copy()
    wanted[:, :, 2] = WANTED[cut][:, :, 2]
    assert np.array_equal(marked(tools), wanted)


@pytest.mark.parametrize("cut", WANTED)
def test_an_outline_that_encloses_nothing_changes_nothing_and_says_so(tools, cut):
    tools.set(cut=cut, through=True)
    Scissors(tools).cut_through(OUTLINE_XY + 5000, ALONG_K, target(tools))
    assert "encloses nothing" in tools.workspace.messages.newest.text
    Scissors(tools).cut_slices(np.column_stack([OUTLINE_XY / 10 + 500, np.full(4, 2.0)]), 2, 2, target(tools))
    assert np.array_equal(marked(tools), BEFORE)


def test_scissors_in_3d_respect_the_intensity_range_and_the_other_roi(tools):
    pixels = tools.workspace.opened.series.pixels()
    middle = float(np.median(pixels))
    tools.set(cut="fill inside", range_on=True, low=middle, high=float(pixels.max()))
    Scissors(tools).cut_through(OUTLINE_XY, ALONG_K, target(tools))
    assert np.array_equal(marked(tools), BEFORE | (INSIDE & (pixels >= middle)))


def test_scissors_in_3d_leave_a_locked_roi_and_overlapping_ones_alone(tools, rois):
    spleen = tools.workspace.opened.definitions.roi("spleen")
    rois.choose("spleen")
    tools.mark(BEFORE_BOX, np.ones(BEFORE_BOX.shape, bool), tool="paint")
    rois.set_locked(True)
    scissors = Scissors(tools)
    scissors.cut_through(OUTLINE_XY, ALONG_K, (spleen, 0))
    assert np.array_equal(marked(tools, "spleen"), BEFORE)
    assert "locked" in tools.workspace.messages.newest.text
    rois.choose("liver")
    scissors.cut_through(OUTLINE_XY, ALONG_K, target(tools))
    assert np.array_equal(marked(tools, "liver"), BEFORE & ~INSIDE)
    assert np.array_equal(marked(tools, "spleen"), BEFORE)


def test_with_one_roi_a_voxel_filling_in_3d_takes_nothing_from_a_locked_neighbour(tmp_path):
    workspace = Workspace(make_project(tmp_path / "exclusive", one_roi_per_voxel=True))
    workspace.open(FIRST)
    tools = ToolsPanel(workspace, ROIPanel(workspace))
    session = workspace.opened.session
    session["spleen"].mask[BEFORE_BOX.slices()] = True
    session["spleen"].locked = True
    tools.set(cut="fill inside")
    Scissors(tools).cut_through(OUTLINE_XY, ALONG_K, target(tools))
    assert np.array_equal(marked(tools, "liver"), INSIDE & ~BEFORE)
    assert np.array_equal(marked(tools, "spleen"), BEFORE)
    workspace.close()


def test_a_distance_goes_with_the_pointer_until_its_end_is_set(tools):
    ruler = Ruler(tools.workspace)
    affine = tools.workspace.opened.image.geometry.affine_ijk_to_ras
    ruler.begin(2, 3, (1, 2, 3))
    ruler.lead((4, 6, 3))
    assert ruler.is_begun
    assert ruler.state.length_mm == pytest.approx(np.linalg.norm(affine[:3, :3] @ (3, 4, 0)))
    ruler.lead((1, 5, 3), to_its_end=True)
    ruler.lead((9, 9, 3))
    assert not ruler.is_begun
    assert ruler.state.end_ijk == (1, 5, 3)
    assert ruler.state.length_mm == pytest.approx(np.linalg.norm(affine[:3, :3] @ (0, 3, 0)))


def test_a_distance_is_gone_when_the_series_is_closed_and_never_an_edit(tools):
    edits = []
    tools.workspace.edited.subscribe(edits.append)
    ruler = Ruler(tools.workspace)
    ruler.begin(0, 1, (1, 1, 1))
    ruler.lead((1, 5, 5), to_its_end=True)
    tools.workspace.close()
    assert ruler.state is None
    assert edits == []
    ruler.begin(0, 1, (1, 1, 1))
    assert ruler.state is None
