"""What scripts hand over by mistake is refused, or taken as what it means; no session is ever left half changed."""

import threading

import numpy as np
import pytest
from memory_store import SHAPE

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.changes import PointsChange, StatusChange
from RILContourLib.annotation.edit import Edit
from RILContourLib.annotation.points import Point
from RILContourLib.errors import GeometryMismatch
from RILContourLib.session.voxel_rules import Wish


def replayed(store):
    """What the journal alone gives."""
    annotation = Annotation(SHAPE, frames=2)
    for edit in store.edits_journal.edits:
        annotation.apply(edit)
    return annotation


def assert_journal_holds_everything(session, store):
    annotation = replayed(store)
    for roi in session:
        assert annotation.roi(roi.id).points == roi.points
        assert np.array_equal(annotation.mask(roi.id).to_array(), np.asarray(roi.mask))
    assert session.save() is None or not session.has_unsaved_edits


def test_whole_numbers_of_numpy_are_frames_slices_and_axes(session, store):
    session.set_slice_axis(np.int64(1))
    session["liver"].frame_mask(np.int64(1))[0, 0, 0] = True
    session["carina"].add_point((1, 2, 3), frame=np.int64(1))
    session["carina"].move_point("1", np.array([2, 2, 2]), frame=np.uint8(0))
    session.slice(np.int64(3), frame=np.int64(1)).text["nodule"] = np.bool_(True)
    assert session["carina"].points[0].ijk == (2.0, 2.0, 2.0)
    assert replayed(store).slice_axis == 1
    assert_journal_holds_everything(session, store)


@pytest.mark.parametrize("frame", [0.5, "0", None])
def test_a_frame_that_is_no_whole_number_is_refused(session, store, frame):
    with pytest.raises(TypeError):
        session["carina"].add_point((1, 1, 1), frame=frame)
    with pytest.raises(TypeError):
        session["liver"].frame_mask(frame)
    assert store.edits_journal.edits == []


@pytest.mark.parametrize("place", [(1, 2), (1, 2, 3, 4), "abc", None, (1j, 0, 0)])
def test_a_place_that_is_not_three_numbers_is_refused_in_words(session, place):
    session["carina"].add_point((1, 1, 1))
    for wrong in (session["carina"].add_point, lambda ijk: session["carina"].move_point("1", ijk)):
        with pytest.raises(GeometryMismatch, match="i, j and k"):
            wrong(place)


@pytest.mark.parametrize("value", [None, "x", [None, 1], b"1", 1j])
def test_only_numbers_mark_voxels(session, store, value):
    with pytest.raises(TypeError, match="marked by numbers"):
        session["liver"].mask[0:2, 0, 0] = value
    assert store.edits_journal.edits == []


def test_voxels_that_are_not_bool_are_no_wish(session):
    box = session["liver"].mask.extent
    assert box is None
    session["liver"].mask[0:2, 0:2, 0:2] = True
    box = session["liver"].mask.extent
    with pytest.raises(GeometryMismatch, match="type bool"):
        session.set_voxels([Wish("liver", 0, box, np.full(box.shape, 2, np.uint8))], tool="test")


def test_a_mask_in_a_condition_is_refused_as_numpy_does(session):
    mask = session["liver"].mask
    with pytest.raises(ValueError, match="any"):
        bool(mask)
    assert (mask == np.zeros(SHAPE, bool)).all()
    assert not (mask != np.zeros(SHAPE, bool)).any()
    assert (~mask).all()
    assert len(mask) == SHAPE[0]


def test_masks_are_combined_with_each_other(session):
    session["liver"].mask[0:4, 0, 0] = True
    session["spleen"].mask[2:6, 0, 0] = True
    liver, spleen = session["liver"].mask, session["spleen"].mask
    assert ((liver | spleen).sum(), (liver & spleen).sum(), (liver ^ spleen).sum()) == (6, 2, 4)


def test_what_is_no_maker_is_refused_before_anything_is_made_by_it(session):
    with pytest.raises(ValueError, match="is not a maker"), session.using(maker="a\nb"):
        pass
    assert session.maker == "human"


def test_an_edit_that_no_journal_can_hold_never_came_to_be(session, store):
    session["carina"].add_point((1, 1, 1))
    before = session["carina"].points
    odd = Point("2", (1.0, 1.0, 1.0), label="\ud800")
    with pytest.raises(UnicodeEncodeError):
        session.do([PointsChange("carina", before, (*before, odd))], tool="test")
    assert session["carina"].points == before
    assert session.undo()
    assert_journal_holds_everything(session, store)


def test_threads_that_paint_one_roi_lose_nothing_of_each_other(session):
    """Each thread marks its own voxels by an index whose box holds the others' as well."""
    mask, start = session["liver"].mask, threading.Barrier(4)

    def paint(own):
        start.wait()
        for k in range(SHAPE[2]):
            for j in range(SHAPE[1]):
                mask[[own, SHAPE[0] - 1 - own], j, k] = True

    threads = [threading.Thread(target=paint, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mask.sum() == 8 * SHAPE[1] * SHAPE[2]


def test_threads_that_answer_one_question_do_not_get_in_each_others_way(session):
    errors, start = [], threading.Barrier(4)

    def answer(own):
        start.wait()
        try:
            for number in range(100):
                session.text["quality"] = ("good", "motion")[(own + number) % 2]
                session["liver"].locked = bool(number % 2)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is shown)
            errors.append(error)

    threads = [threading.Thread(target=answer, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session["liver"].locked = False
    assert errors == []


def test_an_edit_that_is_interrupted_half_way_is_taken_back_as_a_whole(monkeypatch):
    annotation, put = Annotation(SHAPE), Annotation.put
    point = PointsChange("carina", (), (Point("1", (1.0, 1.0, 1.0)),))
    status = StatusChange("carina", "unseen", "in progress")
    interruptions = [KeyboardInterrupt]

    def interrupted(self, change):
        put(self, change)
        if change is status and interruptions:
            raise interruptions.pop()

    monkeypatch.setattr(Annotation, "put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        annotation.apply(Edit((point, status), "ana", "", "test"))
    assert (annotation.roi("carina").points, annotation.roi("carina").status) == ((), "unseen")
