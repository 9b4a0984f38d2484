"""Tools, what they may change, and changes of a whole ROI, without any shell."""

import math

import nibabel
import numpy as np
import pytest
from panel_projects import SHAPE, make_project, opened_by

from RILContourLib.annotation.extent import Extent
from RILContourLib.errors import UsageError
from RILContourLib.panels.point_marks import PointMarks
from RILContourLib.panels.roi_operations import ROIOperations
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.tools_panel import ToolsPanel
from RILContourLib.panels.workspace import Workspace

FIRST = "p1/a.nii.gz"
BOX = Extent((2, 2, 2), (6, 7, 5))


@pytest.fixture
def rois(an_open_series):
    return ROIPanel(an_open_series)


@pytest.fixture
def tools(an_open_series, rois):
    return ToolsPanel(an_open_series, rois)


@pytest.fixture
def operations(tools):
    return ROIOperations(tools)


def marked(tools, roi="liver"):
    return tools.workspace.opened.annotation.mask(roi).to_array()


def mark_box(tools, **more):
    return tools.mark(BOX, np.ones(BOX.shape, bool), tool="paint", **more)


def test_marking_and_erasing_are_one_edit_each_with_tool_and_axis(tools):
    edits = []
    tools.workspace.edited.subscribe(edits.append)
    assert mark_box(tools, axis=1)
    part = Extent((2, 2, 2), (3, 7, 5))
    assert tools.mark(part, np.ones(part.shape, bool), tool="erase", erase=True)
    assert marked(tools).sum() == 3 * 5 * 3
    assert [(edit.tool, edit.axis) for edit in edits] == [("paint", 1), ("erase", None)]
    tools.workspace.undo()
    assert marked(tools).sum() == 4 * 5 * 3


def test_only_intensities_of_the_range_are_changed(tools):
    pixels = tools.workspace.opened.series.pixels()
    tools.set(range_on=True, low=300, high=-100)
    mark_box(tools)
    wanted = np.zeros(SHAPE, bool)
    wanted[BOX.slices()] = (pixels[BOX.slices()] >= -100) & (pixels[BOX.slices()] <= 300)
    assert np.array_equal(marked(tools), wanted)
    assert 0 < wanted.sum() < BOX.voxels


@pytest.mark.parametrize(("where", "inside"), [("inside", True), ("outside", False)])
def test_tools_work_only_inside_or_outside_of_another_roi(tools, where, inside):
    tools.workspace.opened.session["spleen"].mask[0:4] = True
    tools.set(where=where, other="spleen")
    mark_box(tools)
    expected = np.zeros(SHAPE, bool)
    expected[BOX.slices()] = True
    expected &= (np.arange(SHAPE[0]) < 4)[:, None, None] == inside
    assert np.array_equal(marked(tools), expected)


def test_a_locked_roi_is_not_changed_and_a_message_says_why(tools, rois):
    rois.set_locked(True)
    assert tools.state.obstacle == "Liver is locked; unlock it to change it."
    tools.choose("paint")
    assert not mark_box(tools)
    assert not marked(tools).any()
    assert "locked" in tools.workspace.messages.newest.text
    rois.set_locked(False)
    assert tools.state.obstacle == ""


def test_with_one_roi_a_voxel_locked_ones_keep_theirs(tmp_path):
    workspace = Workspace(make_project(tmp_path / "exclusive", one_roi_per_voxel=True))
    workspace.open(FIRST)
    rois = ROIPanel(workspace)
    tools = ToolsPanel(workspace, rois)
    session = workspace.opened.session
    session["spleen"].mask[3] = True
    session["spleen"].locked = True
    mark_box(tools)
    assert not marked(tools)[3].any()
    assert marked(tools, "spleen")[3].all()
    assert marked(tools)[2, 2:7, 2:5].all()
    workspace.close()


def test_while_somebody_else_holds_the_series_nothing_is_changed(project, tools):
    other = Workspace(opened_by(project, "bob"))
    other.open(FIRST)
    watching = ToolsPanel(other, ROIPanel(other))
    assert "ana" in watching.state.obstacle
    assert not mark_box(watching)
    assert not other.opened.annotation.mask("liver").count
    other.close()


def test_before_a_series_is_open_tools_say_so(workspace):
    tools = ToolsPanel(workspace, ROIPanel(workspace))
    assert tools.state.obstacle == "Open a series first."
    assert tools.state.usable == ("none", "pan", "zoom", "window", "ruler")
    assert not mark_box(tools)


def test_the_tool_fits_the_kind_of_the_current_roi(tools, rois):
    tools.choose("draw")
    rois.choose("tip")
    assert tools.tool == "point"
    tools.choose("paint")
    assert tools.tool == "point"
    assert "marks points" in tools.workspace.messages.newest.text
    rois.choose("spleen")
    assert tools.tool == "draw"
    tools.choose("point")
    assert tools.tool == "draw"


def test_the_eraser_is_in_hand_as_long_as_its_key_is_held(tools):
    tools.choose("paint")
    tools.erase_while_held(True)
    assert (tools.tool, tools.state.tool) == ("erase", "paint")
    tools.erase_while_held(False)
    assert tools.tool == "paint"
    tools.choose("none")
    tools.erase_while_held(True)
    assert tools.tool == "none"


def test_settings_are_kept_within_what_fits(tools):
    tools.set(brush_mm=9999, brush_slices=4, tolerance=-3)
    assert (tools.settings.brush_mm, tools.settings.brush_slices, tools.settings.tolerance) == (400, 3, 0)
    tools.set(low=300)
    assert (tools.settings.low, tools.settings.high) == (300, 300)
    tools.set(high=500)
    tools.set(high=100)
    assert (tools.settings.low, tools.settings.high) == (100, 100)
    tools.set(low=5, high=-5)
    assert (tools.settings.low, tools.settings.high) == (-5, 5)
    before = tools.settings.brush_shape
    tools.switch_brush_shape()
    assert tools.settings.brush_shape != before
    for wrong in ({"colour": 1}, {"where": "here"}, {"cut": "all"}, {"brush_shape": "cube"}):
        with pytest.raises(UsageError):
            tools.set(**wrong)
    with pytest.raises(UsageError):
        tools.choose("hammer")


def test_a_margin_has_the_same_width_in_mm_in_all_directions(tools, operations):
    session = tools.workspace.opened.session
    session["liver"].mask[5, 5, 4] = True
    operations.grow(4.0)  # 2 x 2 x 4 mm
    places = np.argwhere(marked(tools))
    assert (places.min(axis=0).tolist(), places.max(axis=0).tolist()) == ([3, 3, 3], [7, 7, 5])
    distances = np.linalg.norm((np.argwhere(np.ones(SHAPE)) - (5, 5, 4)) * (2, 2, 4), axis=1)
    assert marked(tools).sum() == (distances <= 4).sum()
    operations.grow(-4.0)
    assert np.argwhere(marked(tools)).tolist() == [[5, 5, 4]]


def test_islands_go_by_volume_and_by_click(tools, operations):
    session = tools.workspace.opened.session
    session["liver"].mask[0:4, 0:4, 0:4] = True  # 64 voxels of 0.016 mL
    session["liver"].mask[8:10, 8, 6] = True
    session["liver"].mask[11, 0, 7] = True
    operations.remove_small_islands(smaller_than_ml=0.03)
    assert marked(tools).sum() == 66
    tools.set(island_use="give", other="spleen")
    operations.use_island((8, 8, 6))
    assert (marked(tools).sum(), marked(tools, "spleen").sum()) == (64, 2)
    tools.set(island_use="keep")
    operations.use_island((1, 1, 1))
    assert marked(tools).sum() == 64
    tools.set(island_use="remove")
    operations.use_island((9, 9, 7))
    assert marked(tools).sum() == 64
    operations.use_island((1, 1, 1))
    assert not marked(tools).any()
    tools.workspace.undo()
    assert marked(tools).sum() == 64


def test_the_largest_island_holes_and_slices_between(tools, operations):
    session = tools.workspace.opened.session
    session["liver"].mask[2:9, 2:9, [1, 3]] = True
    operations.fill_between_slices(2)
    assert marked(tools)[2:9, 2:9, 1:4].all()
    session["liver"].mask[5, 5, 1:4] = False
    operations.fill_holes()
    assert marked(tools)[5, 5, 1:4].all()
    session["liver"].mask[11, 9, 7] = True
    operations.keep_largest_island()
    assert marked(tools).sum() == 7 * 7 * 3
    operations.hollow(2.0)
    assert not marked(tools)[4:7, 4:7, 2].any()
    assert marked(tools)[2, 2, 1]


def test_smoothing_is_one_edit_and_respects_the_other_roi(tools, operations):
    session = tools.workspace.opened.session
    session["liver"].mask[2:10, 2:8, 2:6] = True
    session["liver"].mask[5, 5, 3] = False
    session["spleen"].mask[5, 5, 3] = True
    tools.set(where="outside", other="spleen")
    operations.smooth("median", 6.0)
    assert not marked(tools)[5, 5, 3]
    tools.set(where="everywhere")
    operations.smooth("median", 6.0)
    assert marked(tools)[5, 5, 3]
    with pytest.raises(UsageError):
        operations.smooth("wavelet", 3.0)


def test_the_intensity_range_marks_the_whole_image(tools, operations):
    operations.mark_range()
    assert not marked(tools).any()
    tools.set(range_on=True, low=500, high=2000)
    operations.mark_range()
    assert np.array_equal(marked(tools), tools.workspace.opened.series.pixels() >= 500)


def test_an_image_in_colours_has_no_range_to_mark(tmp_path):
    project = make_project(tmp_path / "colours", names=(FIRST,))
    colours = np.zeros(SHAPE, [("R", "u1"), ("G", "u1"), ("B", "u1")])
    nibabel.save(nibabel.Nifti1Image(colours, np.eye(4)), project.folder / FIRST)
    workspace = Workspace(project)
    workspace.open(FIRST)
    tools = ToolsPanel(workspace, ROIPanel(workspace))
    tools.set(range_on=True, low=0, high=10)
    assert not tools.has_range
    ROIOperations(tools).mark_range()
    assert not marked(tools).any()
    assert "no intensities" in workspace.messages.newest.text
    workspace.close()


def test_an_empty_or_a_locked_roi_is_left_alone_with_a_message(tools, operations, rois):
    operations.keep_largest_island()
    assert "no voxels" in tools.workspace.messages.newest.text
    mark_box(tools)
    rois.set_locked(True)
    operations.grow(3)
    assert marked(tools).sum() == BOX.voxels
    assert "locked" in tools.workspace.messages.newest.text
    assert tools.state.busy_with == ""


class Later:
    """An executor that waits until it is told to work."""

    def __init__(self):
        self.waiting = []

    def submit(self, work):
        self.waiting.append(work)


def test_a_roi_that_is_edited_while_its_new_mask_is_worked_out_is_not_overwritten(an_open_series, tools, monkeypatch):
    mark_box(tools)
    later = Later()
    monkeypatch.setattr(an_open_series, "executor", later)

    def edited_meanwhile(mask):
        an_open_series.opened.session["liver"].mask[2, 2, 2] = False
        return np.zeros_like(mask)

    monkeypatch.setattr("RILContourLib.panels.roi_operations.largest_island", edited_meanwhile)
    ROIOperations(tools).keep_largest_island()
    assert tools.state.busy_with == "largest island"
    later.waiting[0]()
    assert marked(tools).sum() == BOX.voxels - 1
    assert "do it again" in an_open_series.messages.newest.text
    assert tools.state.busy_with == ""


def test_points_are_placed_moved_labelled_and_removed(tools, rois):
    marks = PointMarks(tools)
    marks.place((1.5, 2, 3))
    assert marks.chosen is None
    rois.choose("tip")
    marks.place((1.5, 2, 3))
    marks.place((4, 4, 4))
    second = marks.chosen
    assert second.ijk == (4, 4, 4)
    marks.label("apex")
    marks.move(second.id, (5, 5, 5))
    assert (marks.chosen.label, marks.chosen.ijk) == ("apex", (5, 5, 5))
    marks.remove()
    assert marks.chosen is None
    assert [point.ijk for point in marks.points] == [(1.5, 2, 3)]
    marks.choose(marks.points[0].id)
    rois.set_locked(True)
    marks.remove()
    assert len(marks.points) == 1


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("setting", ["brush_mm", "brush_slices", "tolerance", "low", "high"])
def test_what_is_no_number_is_refused_and_the_settings_stay(tools, setting, number):
    before = tools.settings
    with pytest.raises(UsageError, match=f"{setting} has to be a number"):
        tools.set(**{setting: number})
    assert tools.settings == before
