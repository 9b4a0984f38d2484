"""What changes in the session without the segments: undo, scripts, other frames and threads; they are shown."""

import threading
from contextlib import contextmanager

import numpy as np
import pytest
import slicer
from guarded_scene import LEFT_HANDED, LIVER, SHAPE, SPLEEN, TUMOUR, GuardedScene, box, marked

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask

LIVER_BOX = box((4, 12), (4, 12), (2, 6))
SPLEEN_BOX = box((10, 18), (6, 14), (3, 7))
MASKS = {LIVER: marked(LIVER_BOX), SPLEEN: marked(SPLEEN_BOX)}
CORNER = box((0, 3), (0, 3), (0, 2))


@pytest.fixture
def guarded(scene):
    guarded = GuardedScene.in_memory(scene, MASKS, affine=LEFT_HANDED, frames=2)
    yield guarded
    guarded.loop.run_until_idle()
    guarded.check()
    guarded.close()


def test_undo_and_redo_are_shown_and_are_not_taken_for_strokes(guarded):
    guarded.stroke(LIVER, CORNER)
    with guarded.one_edit():
        guarded.session.undo()
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])
    with guarded.one_edit():
        guarded.session.redo()
    assert np.array_equal(guarded.shown(LIVER), marked(LIVER_BOX, CORNER))


def test_what_a_script_writes_into_the_session_is_shown(guarded):
    with guarded.one_edit():
        guarded.session[TUMOUR].mask[20:24, 18:20, 9] = True
    assert np.array_equal(guarded.shown(TUMOUR), marked(box((20, 24), (18, 20), (9, 10))))
    with guarded.one_edit():
        guarded.session[LIVER].mask = np.zeros(SHAPE, bool)
    assert not guarded.shown(LIVER).any()


def test_what_is_shown_is_only_what_changed(guarded):
    spleen = guarded.labelmap(SPLEEN).GetMTime()
    guarded.session[LIVER].mask[0, 0, 0] = True
    guarded.loop.run_until_idle()
    assert guarded.labelmap(SPLEEN).GetMTime() == spleen


def test_an_accepted_stroke_is_not_written_again(guarded):
    guarded.modify(LIVER, CORNER)
    image, modified = guarded.labelmap(LIVER), guarded.labelmap(LIVER).GetMTime()
    assert guarded.loop.run_until_idle() == 1
    assert guarded.labelmap(LIVER) is image
    assert image.GetMTime() == modified


def test_a_stroke_that_was_not_yet_looked_at_survives_an_undo(guarded):
    guarded.stroke(LIVER, CORNER)
    guarded.modify(LIVER, box((20, 22), (0, 2), (0, 1)))
    guarded.session.undo()
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(LIVER), marked(LIVER_BOX, box((20, 22), (0, 2), (0, 1))))


def test_a_stroke_inside_the_box_of_an_edit_of_the_same_turn_survives_it(guarded):
    """Only what the edit changed is shown, not all of its box."""
    guarded.stroke(SPLEEN, box((0, 3), (0, 3), (0, 1)))
    guarded.modify(LIVER, box((5, 6), (0, 1), (0, 1)))
    mask = guarded.accepted(LIVER)
    mask[0, 0, 0] = mask[9, 0, 0] = True
    guarded.session[LIVER].mask = mask
    guarded.loop.run_until_idle()
    assert np.flatnonzero(guarded.accepted(LIVER)[:, 0, 0]).tolist() == [0, 5, 9]


def test_undo_after_settling_takes_the_newest_stroke_back(guarded):
    guarded.modify(LIVER, CORNER)
    guarded.guard.settle()
    guarded.session.undo()
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])


def test_a_session_edit_meets_a_segment_that_was_removed_at_the_same_time(guarded):
    guarded.segmentation.RemoveSegment(LIVER)
    guarded.session[LIVER].mask[0, 0, 0] = True
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(LIVER), marked(LIVER_BOX, box((0, 1), (0, 1), (0, 1))))


def on_another_thread(action):
    worker = threading.Thread(target=action)
    worker.start()
    worker.join()


def test_an_edit_on_another_thread_is_shown_by_the_scenes_own(guarded):
    def edit():
        guarded.session[TUMOUR].mask[0, 0, 0] = True

    shown_by = []
    guarded.segmentation.AddObserver(
        guarded.segmentation.RepresentationModified, lambda *_: shown_by.append(threading.get_ident())
    )
    on_another_thread(edit)
    assert shown_by == []
    guarded.loop.run_until_idle()
    assert guarded.shown(TUMOUR)[0, 0, 0]
    assert set(shown_by) == {threading.get_ident()}


def test_an_edit_on_another_thread_at_the_very_end_of_a_turn_is_shown(guarded, monkeypatch):
    exclusively = guarded.session.exclusively

    @contextmanager
    def and_then_an_edit():
        with exclusively():
            yield
        monkeypatch.undo()
        on_another_thread(lambda: setattr(guarded.session[TUMOUR], "mask", marked(CORNER)))

    monkeypatch.setattr(guarded.session, "exclusively", and_then_an_edit)
    guarded.guard.settle()
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(TUMOUR), marked(CORNER))


def test_a_session_closed_on_another_thread_leaves_the_scene_alone(guarded):
    guarded.modify(TUMOUR, CORNER)
    on_another_thread(guarded.session.close)
    guarded.loop.run_until_idle()
    assert guarded.refused == ["scan.nii.gz is closed; open it again to change it."]
    assert not guarded.shown(TUMOUR).any()


# Frames


def test_each_frame_has_voxels_of_its_own(guarded):
    guarded.guard.show(guarded.annotation, frame=1)
    guarded.loop.run_until_idle()
    guarded.check()
    assert not guarded.shown(LIVER).any()
    guarded.stroke(LIVER, CORNER)
    assert np.array_equal(guarded.accepted(LIVER, frame=1), marked(CORNER))
    assert np.array_equal(guarded.accepted(LIVER, frame=0), MASKS[LIVER])
    guarded.guard.show(guarded.annotation, frame=0)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])
    assert len(guarded.edits) == 1


def test_a_stroke_just_before_another_frame_is_shown_belongs_to_the_frame_it_was_made_on(guarded):
    guarded.modify(LIVER, CORNER)
    guarded.guard.show(guarded.annotation, frame=1)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(LIVER, frame=0), marked(LIVER_BOX, CORNER))
    assert not guarded.accepted(LIVER, frame=1).any()


def test_undo_of_an_edit_on_a_frame_that_is_not_shown(guarded):
    guarded.stroke(LIVER, CORNER)
    guarded.guard.show(guarded.annotation, frame=1)
    guarded.session.undo()
    guarded.loop.run_until_idle()
    assert not guarded.shown(LIVER).any()
    guarded.guard.show(guarded.annotation, frame=0)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])


# Reading along


def test_a_reader_sees_the_version_that_somebody_else_made(scene):
    guarded = GuardedScene.in_memory(scene, MASKS, edit=False)
    newer = Annotation(SHAPE)
    newer.set_mask(LIVER, 0, Mask.from_array(marked(CORNER)), SliceMakers())
    newer.held(LIVER).locked = True
    guarded.annotation = newer
    guarded.guard.show(newer, frame=0)
    guarded.loop.run_until_idle()
    guarded.check()
    assert np.array_equal(guarded.shown(LIVER), marked(CORNER))
    assert guarded.refused == []
    guarded.stroke(LIVER, LIVER_BOX)
    guarded.check()


# Slicer's own undo, and its own ways to put masks in


def test_slicers_own_undo_is_an_edit_like_any_other(guarded):
    history = with_history(guarded)
    guarded.stroke(LIVER, CORNER)
    with guarded.one_edit():
        assert history.RestorePreviousState()
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])


def test_slicers_own_undo_of_what_was_locked_since_is_refused(guarded):
    history = with_history(guarded)
    guarded.stroke(LIVER, CORNER)
    guarded.session[LIVER].locked = True
    guarded.loop.run_until_idle()
    with guarded.one_edit(count=0):
        history.RestorePreviousState()
    assert np.array_equal(guarded.shown(LIVER), marked(LIVER_BOX, CORNER))
    assert guarded.refused == ["Liver is locked; unlock it to change it."]


def with_history(guarded):
    history = slicer.vtkSegmentationHistory()
    history.SetSegmentation(guarded.segmentation)
    history.SetMaximumNumberOfStates(5)
    history.SaveState()
    return history


@pytest.mark.parametrize("locked", [False, True])
def test_a_labelmap_set_by_slicers_logic(guarded, locked):
    guarded.session[LIVER].locked = locked
    image = slicer.vtkOrientedImageData()
    image.DeepCopy(guarded.labelmap(SPLEEN))
    with guarded.one_edit(count=0 if locked else 1):
        slicer.vtkSlicerSegmentationsModuleLogic.SetBinaryLabelmapToSegment(image, guarded.segments.node, LIVER)
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER if locked else SPLEEN])


def test_a_labelmap_that_is_imported_as_new_segments_is_refused(guarded):
    image = slicer.vtkOrientedImageData()
    image.DeepCopy(guarded.labelmap(SPLEEN))
    slicer.vtkSlicerSegmentationsModuleLogic.ImportLabelmapToSegmentationNode(image, guarded.segments.node, "Mine")
    with guarded.one_edit(count=0):
        pass
    assert guarded.refused
