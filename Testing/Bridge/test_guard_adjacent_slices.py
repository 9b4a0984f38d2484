"""Strokes on one slice that the guard does on its neighbours, too."""

import numpy as np
import pytest
import slicer
from guarded_scene import LEFT_HANDED, LIVER, RIGHT_HANDED, SPLEEN, GuardedScene, box, marked

from RILContourLib.slicerbridge.adjacent_slices import AdjacentSlices

LIVER_BOX = box((4, 12), (4, 12), (2, 6))


@pytest.fixture(params=["right-handed", "left-handed"])
def guarded(request, scene):
    affine = LEFT_HANDED if request.param == "left-handed" else RIGHT_HANDED
    guarded = GuardedScene.in_memory(scene, {LIVER: marked(LIVER_BOX)}, affine=affine, locked=(SPLEEN,))
    guarded.guard.adjacent = AdjacentSlices(3, 2)
    yield guarded
    guarded.check()
    guarded.close()


def test_a_stroke_on_a_slice_marks_its_neighbours_as_one_edit(guarded):
    with guarded.one_edit():
        guarded.modify(LIVER, box((14, 18), (4, 8), (7, 8)))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((14, 18), (4, 8), (6, 9))))


def test_the_same_erasing_takes_what_was_erased_and_nothing_else(guarded):
    guarded.guard.tool = "erase"
    guarded.stroke(LIVER, box((4, 8), (0, 20), (4, 5)), "Remove")
    expected = marked(LIVER_BOX)
    expected[4:8, :, 3:6] = False
    assert np.array_equal(guarded.accepted(LIVER), expected)


def test_at_the_edge_of_the_image_there_are_fewer(guarded):
    guarded.stroke(LIVER, box((14, 18), (4, 8), (9, 10)))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((14, 18), (4, 8), (8, 10))))


def test_in_another_plane_the_neighbours_are_those_of_that_plane(guarded):
    guarded.stroke(LIVER, box((20, 21), (4, 8), (2, 6)))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((19, 22), (4, 8), (2, 6))))


def test_a_single_voxel_grows_along_the_axis_of_slices(guarded):
    guarded.stroke(LIVER, box((20, 21), (15, 16), (5, 6)))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((20, 21), (15, 16), (4, 7))))


def test_a_change_of_several_slices_and_that_of_another_tool_stay_as_they_are(guarded):
    guarded.stroke(LIVER, box((14, 18), (4, 8), (6, 8)))
    guarded.guard.tool = "smoothing"
    guarded.stroke(LIVER, box((20, 22), (4, 8), (3, 4)))
    expected = marked(LIVER_BOX, box((14, 18), (4, 8), (6, 8)), box((20, 22), (4, 8), (3, 4)))
    assert np.array_equal(guarded.accepted(LIVER), expected)


def test_a_locked_roi_takes_no_stroke_on_any_slice(guarded):
    guarded.stroke(SPLEEN, box((14, 18), (4, 8), (7, 8)))
    assert not guarded.accepted(SPLEEN).any()
    assert len(guarded.refused) == 1


def test_what_undo_brings_back_is_not_widened(guarded):
    guarded.stroke(LIVER, box((14, 18), (4, 8), (6, 9)))
    guarded.guard.adjacent = None
    guarded.stroke(LIVER, box((14, 18), (4, 8), (7, 8)), "Remove")
    history = slicer.vtkSegmentationHistory()
    history.SetSegmentation(guarded.segmentation)
    history.SaveState()
    guarded.stroke(LIVER, box((14, 18), (4, 8), (7, 8)))
    guarded.guard.adjacent = AdjacentSlices(3, 2)
    history.RestorePreviousState()
    guarded.loop.run_until_idle()
    above_and_below = box((14, 18), (4, 8), (6, 7)), box((14, 18), (4, 8), (8, 9))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, *above_and_below))
