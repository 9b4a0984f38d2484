"""The strip against masks counted by hand and against a full look after random edits."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from panel_projects import SHAPE, annotate, save_image

from RILContourLib import Project
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.points import Point
from RILContourLib.panels.slice_presence import Level, mask_levels, mask_presence, point_levels
from RILContourLib.panels.slices import SlicesPanel
from RILContourLib.panels.workspace import Workspace

FIRST = "p1/a.nii.gz"


@pytest.fixture
def panel(an_open_series):
    return SlicesPanel(an_open_series)


def levels(panel, roi):
    return "".join(str(level) for row in panel.state.rows if row.roi == roi for level in row.levels)


def test_slices_with_voxels_of_a_human_are_full_those_of_a_model_lighter_those_of_both_in_between():
    makers = SliceMakers({"human": {1, 2, 3}, "lungs@2": {3, 4}, "refined": {5}})
    present = np.array([False, True, False, True, True, True])
    assert mask_levels(present, makers) == (
        Level.NOTHING,
        Level.HUMAN,
        Level.NOTHING,
        Level.MIXED,
        Level.NO_HUMAN,
        Level.NO_HUMAN,
    )


def test_points_show_in_the_slice_that_they_are_nearest_to():
    points = (Point("1", (0, 0, 1.6)), Point("2", (0, 0, 2.2), maker="m@1"), Point("3", (0, 0, 4), frame=1))
    points += (Point("4", (0, 0, -0.4), maker="m@1"),)
    assert point_levels(points, 0, 2, 5) == (Level.NO_HUMAN, 0, Level.MIXED, 0, 0)
    assert point_levels(points, 1, 2, 5) == (0, 0, 0, 0, Level.HUMAN)


def test_the_strip_shows_a_version_that_is_opened_and_follows_edits(workspace):
    annotate(workspace.project, FIRST)
    panel = SlicesPanel(workspace)
    assert panel.state.count == 0
    workspace.open(FIRST)
    assert panel.state.ready
    assert levels(panel, "liver") == "00333000"
    session = workspace.opened.session
    with session.using(maker="lungs@2"):
        session["liver"].mask[0, 0, 4:7] = True
        session["spleen"].mask[1, 1, 0] = True
    assert levels(panel, "liver") == "00332110"
    assert levels(panel, "spleen") == "10000000"
    assert panel.state.overall == (1, 0, 3, 3, 2, 1, 1, 0)
    session["tip"].add_point((0, 0, 7))
    assert levels(panel, "tip") == "00000003"


def test_a_slice_is_empty_only_when_its_last_voxel_is_erased_and_undo_brings_it_back(panel, an_open_series):
    liver = an_open_series.opened.session["liver"]
    liver.mask[0, 0, 2] = True
    liver.mask[9, 9, 2] = True
    liver.mask[0, 0, 2] = False
    assert levels(panel, "liver") == "00300000"
    liver.mask[9, 9, 2] = False
    assert panel.state.rows == ()
    an_open_series.undo()
    assert levels(panel, "liver") == "00300000"


def test_random_edits_leave_the_strip_as_a_full_look_would_find_it(panel, an_open_series):
    random = np.random.default_rng(5)
    session = an_open_series.opened.session
    for _ in range(60):
        start = [int(random.integers(0, length)) for length in SHAPE]
        box = tuple(slice(low, low + int(random.integers(1, 5))) for low in start)
        roi = ("liver", "spleen")[int(random.integers(2))]
        session[roi].mask[box] = bool(random.integers(2))
    for roi in ("liver", "spleen"):
        expected = mask_presence(session.annotation, roi, 0)
        assert [int(level) > 0 for level in levels(panel, roi)] == expected.tolist()
        assert expected.tolist() == session.annotation.mask(roi).to_array().any(axis=(0, 1)).tolist()


def test_slices_are_counted_along_the_chosen_axis(panel, an_open_series):
    session = an_open_series.opened.session
    session.set_slice_axis(0)
    session["liver"].mask[3:5, 0:2, 0] = True
    assert (panel.state.axis, panel.state.count) == (0, SHAPE[0])
    assert levels(panel, "liver") == "000330000000"
    session["liver"].mask[3, 0, 0] = False
    session["liver"].mask[3, 1, 0] = False
    assert levels(panel, "liver") == "000030000000"


def test_next_and_previous_annotated_slice(panel, an_open_series):
    session = an_open_series.opened.session
    session["liver"].mask[0, 0, 1] = True
    session["spleen"].mask[0, 0, 5] = True
    assert panel.neighbour(0, 1) == 1
    assert panel.neighbour(1, 1) == 5
    assert panel.neighbour(1, 1, "liver") is None
    assert panel.neighbour(7, -1, "liver") == 1
    assert panel.neighbour(5, 1) is None
    assert panel.neighbour(3, 1, "tip") is None


def test_frames_of_a_4d_image_have_a_strip_each(tmp_path):
    folder = tmp_path / "cine"
    save_image(folder / "a.nii", shape=(*SHAPE, 2))
    workspace = Workspace(Project.create(folder, name="Cine", rois=[{"name": "Liver"}], user="ana"))
    workspace.open("a.nii")
    panel = SlicesPanel(workspace)
    workspace.opened.session["liver"].frame_mask(1)[0, 0, 3] = True
    assert levels(panel, "liver") == ""
    panel.set_frame(2)
    panel.set_frame(1)
    assert levels(panel, "liver") == "00030000"
    workspace.close_series()


def test_edits_made_while_the_series_is_looked_through_are_not_missed(project):
    annotate(project, FIRST)
    with ThreadPoolExecutor(1) as executor:
        workspace = Workspace(project, executor)
        workspace.open(FIRST)
        executor.submit(int).result(20)
        held = threading.Event()
        executor.submit(held.wait)
        panel = SlicesPanel(workspace)
        assert not panel.state.ready
        workspace.opened.session["liver"].mask[0, 0, 7] = True
        held.set()
        executor.submit(int).result(20)
        assert panel.state.ready
        assert levels(panel, "liver") == "00333003"
        workspace.close_series()
