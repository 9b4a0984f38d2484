"""What is forbidden is put back: changes of locked ROI, of finished series, outside the range, two ROI in a voxel."""

import numpy as np
import pytest
from guarded_scene import AORTA, LEFT_HANDED, LIVER, SHAPE, SPLEEN, TUMOUR, GuardedScene, box, intensities, marked

from RILContourLib.slicerbridge.editable_range import EditableRange

LIVER_BOX = box((4, 12), (4, 12), (2, 6))
SPLEEN_BOX = box((10, 18), (6, 14), (3, 7))
MASKS = {LIVER: marked(LIVER_BOX), SPLEEN: marked(SPLEEN_BOX)}
WHOLE = box((0, 24), (0, 20), (0, 10))


@pytest.fixture
def guarded(scene):
    guarded = GuardedScene.in_memory(scene, MASKS, affine=LEFT_HANDED, locked=(LIVER,))
    yield guarded
    guarded.loop.run_until_idle()
    guarded.check()
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER]), "the locked ROI changed"
    guarded.close()


# Locks


@pytest.mark.parametrize("mode", ["Add", "Remove", "Set", "RemoveAll"])
def test_a_locked_roi_keeps_its_voxels(guarded, mode):
    guarded.stroke(LIVER, box((0, 6), (0, 6), (0, 6)), mode)
    assert guarded.refused == ["Liver is locked; unlock it to change it."]
    assert guarded.edits == []


def test_a_stroke_that_would_overwrite_a_locked_roi_is_done_everywhere_else(guarded):
    guarded.overwrite("AllSegments")
    with guarded.one_edit():
        guarded.modify(TUMOUR, box((8, 14), (8, 10), (4, 5)))
    assert guarded.refused == ["Liver is locked; unlock it to change it."]
    assert np.array_equal(guarded.accepted(TUMOUR), marked(box((12, 14), (8, 10), (4, 5))))
    assert guarded.accepted(SPLEEN)[10:12, 8:10, 4].all(), "where the stroke was refused nobody loses anything"
    assert not guarded.accepted(SPLEEN)[12:14, 8:10, 4].any()


def test_painting_over_a_locked_roi_without_overwriting_it_is_allowed(guarded):
    with guarded.one_edit():
        guarded.modify(TUMOUR, box((8, 14), (8, 10), (4, 5)))
    assert guarded.refused == []
    assert np.array_equal(guarded.accepted(TUMOUR), marked(box((8, 14), (8, 10), (4, 5))))


def test_unlocking_in_the_session_lets_the_next_stroke_through(guarded):
    guarded.session[LIVER].locked = False
    guarded.stroke(LIVER, box((0, 2), (0, 2), (0, 1)))
    assert guarded.refused == []
    assert guarded.accepted(LIVER)[0, 0, 0]
    guarded.session.undo()
    guarded.session[LIVER].locked = True
    guarded.loop.run_until_idle()


def test_a_stroke_before_its_roi_was_locked_but_looked_at_afterwards_is_refused(guarded):
    guarded.modify(SPLEEN, box((0, 2), (0, 2), (0, 1)))
    guarded.session[SPLEEN].locked = True
    guarded.loop.run_until_idle()
    assert guarded.refused == ["Spleen is locked; unlock it to change it."]
    assert np.array_equal(guarded.accepted(SPLEEN), MASKS[SPLEEN])


def test_a_script_that_empties_a_locked_segment_gets_it_back(guarded):
    guarded.segmentation.ClearSegment(LIVER)
    guarded.loop.run_until_idle()
    assert guarded.refused == ["Liver is locked; unlock it to change it."]


def test_a_script_that_exchanges_the_image_of_a_locked_segment_gets_it_back(guarded):
    guarded.widen(LIVER)[...] = 1
    guarded.loop.run_until_idle()
    assert guarded.refused == ["Liver is locked; unlock it to change it."]


# One ROI a voxel


@pytest.fixture
def exclusive(scene):
    masks = {LIVER: marked(LIVER_BOX), SPLEEN: marked(box((12, 18), (6, 14), (3, 7)))}
    guarded = GuardedScene.in_memory(scene, masks, locked=(LIVER,), one_roi_per_voxel=True)
    yield guarded
    guarded.check()
    every = np.sum([guarded.accepted(roi) for roi in guarded.segments.rois], axis=0)
    assert every.max() == 1, "a voxel is in two ROI"
    assert np.array_equal(guarded.accepted(LIVER), masks[LIVER])
    guarded.close()


def test_with_one_roi_a_voxel_others_lose_what_is_painted(exclusive):
    with exclusive.one_edit():
        exclusive.modify(TUMOUR, box((14, 16), (8, 10), (4, 5)))
    assert set(exclusive.edits[-1].rois()) == {TUMOUR, SPLEEN}
    assert not exclusive.shown(SPLEEN)[14, 8, 4]
    assert exclusive.refused == []


def test_with_one_roi_a_voxel_a_locked_one_keeps_its_own(exclusive):
    exclusive.stroke(TUMOUR, box((8, 14), (8, 10), (4, 5)))
    assert np.array_equal(exclusive.accepted(TUMOUR), marked(box((12, 14), (8, 10), (4, 5))))
    assert len(exclusive.refused) == 1
    assert "locked" in exclusive.refused[0]


def test_with_one_roi_a_voxel_two_roi_painted_at_once_do_not_share_voxels(exclusive):
    with exclusive.one_edit():
        exclusive.modify(TUMOUR, box((20, 24), (0, 4), (0, 1)))
        exclusive.modify(AORTA, box((20, 24), (2, 6), (0, 1)))
    assert exclusive.accepted(TUMOUR).sum() + exclusive.accepted(AORTA).sum() == 4 * 6


# The editable range


def in_range(low, high):
    numbers = intensities()
    return EditableRange(low, high, lambda extent, frame: numbers[extent.slices()])


def test_voxels_outside_the_editable_range_keep_what_they_have(guarded):
    guarded.guard.editable_range = in_range(200, 400)
    editable = (intensities() >= 200) & (intensities() <= 400)
    with guarded.one_edit():
        guarded.modify(TUMOUR, WHOLE)
    assert np.array_equal(guarded.accepted(TUMOUR), editable)
    guarded.stroke(SPLEEN, WHOLE, "Remove")
    assert np.array_equal(guarded.accepted(SPLEEN), MASKS[SPLEEN] & ~editable)
    assert guarded.refused == []


def test_the_range_holds_for_scripts_too(guarded):
    guarded.guard.editable_range = in_range(200, 400)
    guarded.widen(TUMOUR)[...] = 1
    guarded.loop.run_until_idle()
    assert intensities()[guarded.accepted(TUMOUR)].min() >= 200


def test_a_stroke_without_any_voxel_in_the_range_says_so(guarded):
    guarded.guard.editable_range = in_range(2000, 3000)
    with guarded.one_edit(count=0):
        guarded.modify(TUMOUR, box((0, 2), (0, 2), (0, 1)))
    assert guarded.refused == ["Nothing changed: there are no intensities from 2000 to 3000 there."]


def test_what_is_not_a_number_is_in_no_range():
    numbers = np.array([[[1.0, np.nan, 3.0]]])
    editable = EditableRange(1, 3, lambda extent, frame: numbers).editable(None, 0)
    assert editable.tolist() == [[[True, False, True]]]


# Series that cannot be edited


def test_in_a_series_that_is_read_everything_is_put_back_and_the_reason_is_told(scene):
    guarded = GuardedScene.in_memory(scene, MASKS, edit=False)
    guarded.overwrite("AllSegments")
    guarded.stroke(TUMOUR, WHOLE)
    guarded.segmentation.RemoveSegment(SPLEEN)
    guarded.loop.run_until_idle()
    guarded.check()
    assert guarded.refused[0] == "The series is open for reading only."
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])


def test_in_a_closed_session_everything_is_put_back_and_the_reason_is_told(scene):
    guarded = GuardedScene.in_memory(scene, MASKS)
    guarded.session.close()
    guarded.stroke(LIVER, WHOLE)
    guarded.check()
    assert guarded.refused == ["scan.nii.gz is closed; open it again to change it."]
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])


def test_after_a_takeover_everything_is_put_back_and_the_reason_is_told(scene):
    guarded = GuardedScene.in_memory(scene, MASKS)
    guarded.session.store.kept_journal.lost = True
    guarded.stroke(LIVER, WHOLE)
    guarded.check()
    assert guarded.refused == ["Ben took scan.nii.gz over; your edits since then are kept apart."]
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])


def test_a_stroke_just_before_closing_is_part_of_the_version(scene):
    guarded = GuardedScene.in_memory(scene, MASKS)
    guarded.modify(TUMOUR, box((0, 2), (0, 2), (0, 1)))
    guarded.session.close()
    assert guarded.session.store.versions[-1].mask(TUMOUR).count == 4


def test_a_guard_that_is_closed_watches_no_more(scene):
    guarded = GuardedScene.in_memory(scene, MASKS)
    guarded.guard.close()
    guarded.guard.close()
    guarded.modify(TUMOUR, WHOLE)
    assert guarded.loop.idle
    guarded.session.close()
    assert guarded.accepted(TUMOUR).sum() == 0
    assert guarded.shown(TUMOUR).sum() == np.prod(SHAPE)
