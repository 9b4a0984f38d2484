"""Strokes under the guard: what is allowed becomes one journalled edit, and the segments stay what is accepted."""

import numpy as np
import pytest
import slicer
from guarded_scene import AORTA, LEFT_HANDED, LIVER, RIGHT_HANDED, SPLEEN, TUMOUR, GuardedScene, box, marked

LIVER_BOX = box((4, 12), (4, 12), (2, 6))
SPLEEN_BOX = box((10, 18), (6, 14), (3, 7))


@pytest.fixture(params=["right-handed", "left-handed"])
def guarded(request, scene):
    affine = LEFT_HANDED if request.param == "left-handed" else RIGHT_HANDED
    masks = {LIVER: marked(LIVER_BOX), SPLEEN: marked(SPLEEN_BOX)}
    guarded = GuardedScene.in_memory(scene, masks, affine=affine)
    yield guarded
    guarded.check()
    guarded.close()


def test_opening_shows_what_is_accepted_and_journals_nothing(guarded):
    guarded.check()
    assert guarded.edits == []
    assert guarded.refused == []
    assert guarded.shown(LIVER).sum() == 8 * 8 * 4


def test_painting_is_one_edit_with_the_tool_and_the_axis(guarded):
    guarded.guard.tool, guarded.guard.axis = "paint", 2
    with guarded.one_edit():
        guarded.modify(LIVER, box((2, 6), (2, 6), (3, 4)))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((2, 6), (2, 6), (3, 4))))
    assert (guarded.edits[-1].tool, guarded.edits[-1].axis) == ("paint", 2)


def test_painting_an_empty_roi(guarded):
    guarded.stroke(TUMOUR, box((0, 3), (17, 20), (9, 10)))
    assert np.array_equal(guarded.accepted(TUMOUR), marked(box((0, 3), (17, 20), (9, 10))))


def test_painting_beyond_the_extent_of_an_roi(guarded):
    guarded.stroke(LIVER, box((20, 24), (16, 20), (0, 10)))
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((20, 24), (16, 20), (0, 10))))


def test_erasing(guarded):
    guarded.stroke(LIVER, box((4, 8), (0, 20), (0, 10)), "Remove")
    assert np.array_equal(guarded.accepted(LIVER), marked(box((8, 12), (4, 12), (2, 6))))


def test_erasing_all_of_an_roi(guarded):
    guarded.stroke(LIVER, box((0, 24), (0, 20), (0, 10)), "Remove")
    assert not guarded.accepted(LIVER).any()


def test_setting_replaces_an_roi(guarded):
    guarded.stroke(LIVER, box((15, 20), (1, 3), (1, 2)), "Set")
    assert np.array_equal(guarded.accepted(LIVER), marked(box((15, 20), (1, 3), (1, 2))))


def test_strokes_in_one_turn_are_one_edit(guarded):
    with guarded.one_edit():
        guarded.modify(AORTA, box((1, 3), (1, 3), (1, 2)))
        guarded.modify(AORTA, box((1, 3), (1, 3), (2, 3)))
        guarded.modify(TUMOUR, box((6, 8), (6, 8), (2, 3)))
    assert set(guarded.edits[-1].rois()) == {AORTA, TUMOUR}


@pytest.mark.parametrize("mode", ["AllSegments", "VisibleSegments"])
def test_overwriting_other_roi_is_one_edit_of_them_all(guarded, mode):
    guarded.overwrite(mode)
    with guarded.one_edit():
        guarded.modify(TUMOUR, box((10, 12), (6, 8), (3, 5)))
    assert set(guarded.edits[-1].rois()) == {LIVER, SPLEEN, TUMOUR}
    assert not guarded.accepted(LIVER)[10:12, 6:8, 3:5].any()
    assert guarded.accepted(TUMOUR)[10:12, 6:8, 3:5].all()


def test_painting_without_overwriting_leaves_roi_that_overlap(guarded):
    guarded.stroke(TUMOUR, box((10, 12), (6, 8), (3, 5)))
    assert guarded.accepted(LIVER)[10:12, 6:8, 3:5].all()
    assert guarded.accepted(TUMOUR)[10:12, 6:8, 3:5].all()


def test_a_segment_can_be_the_mask_of_a_stroke(guarded):
    guarded.editor_node.SetMaskMode(slicer.vtkMRMLSegmentationNode.EditAllowedInsideSingleSegment)
    guarded.editor_node.SetMaskSegmentID(LIVER)
    guarded.stroke(TUMOUR, box((0, 24), (0, 20), (4, 5)))
    assert np.array_equal(guarded.accepted(TUMOUR), marked(box((4, 12), (4, 12), (4, 5))))


def test_slicers_own_intensity_mask_can_stay_on(guarded):
    guarded.editor_node.SetSourceVolumeIntensityMask(True)
    guarded.editor_node.SetSourceVolumeIntensityMaskRange(200, 400)
    guarded.stroke(TUMOUR, box((0, 24), (0, 20), (4, 5)))
    assert 0 < guarded.accepted(TUMOUR).sum() < 24 * 20


def test_only_segments_that_were_modified_are_compared(guarded, monkeypatch):
    compared = []
    changed = guarded.segments.changed

    def compare(rois):
        compared.append(list(rois))
        return changed(compared[-1])

    monkeypatch.setattr(guarded.segments, "changed", compare)
    guarded.stroke(LIVER, box((2, 6), (2, 6), (3, 4)))
    assert [rois for rois in compared if rois] == [[LIVER]]


def test_a_stroke_that_changes_nothing_is_no_edit(guarded):
    with guarded.one_edit(count=0):
        guarded.modify(LIVER, LIVER_BOX)


def test_clearing_a_segment_empties_the_roi(guarded):
    with guarded.one_edit():
        guarded.segmentation.ClearSegment(LIVER)
    assert not guarded.accepted(LIVER).any()


def test_a_script_that_writes_into_the_node_and_says_so(guarded):
    view = guarded.widen(LIVER)
    guarded.loop.run_until_idle()
    with guarded.one_edit():
        view[0, 0, 0] = 1
        guarded.labelmap(LIVER).Modified()
    assert guarded.accepted(LIVER)[0, 0, 0]


def test_a_script_that_writes_into_the_node_and_says_nothing_is_found_before_closing(guarded):
    view = guarded.widen(LIVER)
    guarded.loop.run_until_idle()
    view[0, 0, 0] = 1
    guarded.labelmap(LIVER).GetPointData().GetScalars().Modified()
    guarded.guard.settle()
    assert guarded.accepted(LIVER)[0, 0, 0]
    guarded.loop.run_until_idle()


def test_numbers_that_are_neither_marked_nor_unmarked_are_taken_out_of_the_node(guarded):
    view = guarded.widen(LIVER)
    view[0, 0, 0] = 255
    guarded.loop.run_until_idle()
    assert not guarded.accepted(LIVER)[0, 0, 0]
    assert guarded.file_view(guarded.labelmap(LIVER))[0, 0, 0] == 0
