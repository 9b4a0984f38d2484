"""Editing a series: what is allowed, what is journalled, what undo takes back, what becomes a version."""

import time

import numpy as np
import pytest
from memory_store import SHAPE, definitions

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.extent import Extent
from RILContourLib.errors import (
    AnswerRefused,
    EditRefused,
    GeometryMismatch,
    LeaseLost,
    LockedROI,
    UnknownField,
    UnknownROI,
    UsageError,
)
from RILContourLib.project.roi import ROI
from RILContourLib.session.opening import open_for_editing
from RILContourLib.session.voxel_rules import Wish
from RILContourLib.store.values import Lease


def replayed(store):
    """What the journal alone gives."""
    annotation = Annotation(SHAPE, frames=2)
    for edit in store.edits_journal.edits:
        annotation.apply(edit)
    return annotation


def arrays(annotation):
    return {(roi, frame): mask.to_array() for roi, frame, mask in annotation.masks()}


def assert_same_masks(one, other):
    left, right = arrays(one), arrays(other)
    assert left.keys() == right.keys()
    assert all(np.array_equal(left[key], right[key]) for key in left)


def test_an_assignment_is_in_the_journal_before_the_statement_ends(session, store):
    session["liver"].mask[2:5, 3, 1] = True
    (edit,) = store.edits_journal.edits
    assert edit.user == "ana"
    assert edit.rois() == ("liver",)
    assert arrays(replayed(store))["liver", 0].sum() == 3
    assert session["liver"].mask.sum() == 3
    assert session["liver"].status == "in progress"


def test_masks_read_and_change_like_numpy_arrays(session):
    expected = np.zeros(SHAPE, bool)
    mask = session["liver"].mask
    expected[2:8, 3:9, 1:4] = True
    mask[2:8, 3:9, 1:4] = True
    expected[4, ::2, 2] = False
    mask[4, ::2, 2] = False
    ball = np.linalg.norm(np.indices(SHAPE) - np.array([10, 9, 3])[:, None, None, None], axis=0) < 4
    expected |= ball
    session["liver"].mask |= ball
    expected[0, 0, -1] = True
    mask[0, 0, -1] = 1
    assert np.array_equal(np.asarray(session["liver"].mask), expected)
    assert mask[4, 4, 2] is False
    assert mask[0, 0, -1] is True
    assert np.array_equal(mask[3:6, :, 2], expected[3:6, :, 2])


def test_every_frame_has_its_own_voxels(session):
    session["liver"].frame_mask(1)[0, 0, 0] = True
    assert not session["liver"].mask.any()
    assert session["liver"].frame_mask(1).sum() == 1
    with pytest.raises(GeometryMismatch):
        session["liver"].frame_mask(2)[0, 0, 0] = True


def test_an_assignment_that_changes_nothing_is_not_journalled(session, store):
    session["liver"].mask[0, 0, 0] = False
    session["liver"].mask[5:5] = True
    assert store.edits_journal.edits == []
    assert session.close() is None
    assert store.versions == []


def test_undo_and_redo_are_journalled_and_go_back_all_the_way(session, store):
    states = [session.annotation.mask("liver").digest]
    for k in range(4):
        session["liver"].mask[1:4, 2, k] = True
        states.append(session.annotation.mask("liver").digest)
    for state in reversed(states[:-1]):
        assert session.undo()
        assert session.annotation.mask("liver").digest == state
    assert not session.undo()
    assert session["liver"].status == "unseen"
    for state in states[1:]:
        assert session.redo()
        assert session.annotation.mask("liver").digest == state
    assert not session.redo()
    assert_same_masks(replayed(store), session.annotation)
    assert [edit.tool for edit in store.edits_journal.edits].count("undo") == 4


def test_a_new_edit_ends_what_could_be_redone(session):
    session["liver"].mask[0, 0, 0] = True
    session.undo()
    session["spleen"].mask[0, 0, 0] = True
    assert not session.can_redo
    session.undo()
    assert not session.can_undo


def test_undo_takes_back_whole_edits_with_their_makers(session):
    with session.using(maker="unet@2"):
        session["liver"].mask[2:5, 2:5, 1:4] = True
    session["liver"].mask[2, 2, 2] = False
    assert session.annotation.makers("liver").to_json() == {"human": [[2, 2]], "unet@2": [[1, 3]]}
    session.undo()
    assert session.annotation.makers("liver").to_json() == {"unet@2": [[1, 3]]}


def test_a_locked_roi_holds_against_strokes_scripts_undo_and_answers(session):
    session["liver"].mask[0:2, 0, 0] = True
    session["liver"].locked = True
    with pytest.raises(LockedROI, match="Liver is locked"):
        session["liver"].mask[5, 5, 5] = True
    with pytest.raises(LockedROI):
        session["liver"].status = "complete"
    with pytest.raises(LockedROI):
        session["liver"].text["size"] = 12
    session.undo()  # the lock itself
    session["liver"].locked = True
    session["spleen"].mask[5, 5, 5] = True
    session.undo()
    assert session["liver"].mask.sum() == 2
    assert session["liver"].locked


def test_an_roi_that_the_template_locks_starts_locked_and_a_look_makes_no_version(open_session, store):
    session = open_session(
        rois=(ROI("liver", "Liver", 1, "#AA0000", locked=True), ROI("spleen", "Spleen", 2, "#00AA00"))
    )
    with pytest.raises(LockedROI):
        session["liver"].mask[0, 0, 0] = True
    assert not session.has_unsaved_edits
    session["spleen"].mask[0, 0, 0] = True
    assert replayed(store).roi("liver").locked
    session.undo()
    assert session["liver"].locked
    assert not session.can_undo


def test_one_roi_a_voxel_takes_voxels_from_the_others_in_the_same_edit(open_session, store):
    session = open_session(one_roi_per_voxel=True)
    session["liver"].mask[2:8, 2:8, 2] = True
    session["spleen"].mask[6:10, 6:10, 1:4] = True
    assert session["liver"].mask.sum() == 36 - 4
    assert session["spleen"].mask.sum() == 16 * 3
    assert not (np.asarray(session["liver"].mask) & np.asarray(session["spleen"].mask)).any()
    session.undo()
    assert session["liver"].mask.sum() == 36
    assert_same_masks(replayed(store), session.annotation)


def test_one_roi_a_voxel_leaves_locked_ones_their_voxels(open_session):
    session = open_session(one_roi_per_voxel=True)
    session["liver"].mask[2:8, 2:8, 2] = True
    session["liver"].locked = True
    session["spleen"].mask[6:10, 6:10, 2] = True
    assert session["liver"].mask.sum() == 36
    assert session["spleen"].mask.sum() == 16 - 4


def test_one_roi_a_voxel_holds_within_an_edit_of_several_roi(open_session, store):
    session = open_session(one_roi_per_voxel=True)
    rng = np.random.default_rng(4)
    for _ in range(25):
        wishes = []
        for roi in rng.permutation(["liver", "spleen", "kidney"])[: rng.integers(1, 4)]:
            start = rng.integers(0, np.array(SHAPE) - 3)
            stop = start + rng.integers(1, 4, 3)
            box = Extent(tuple(start.tolist()), tuple(stop.tolist()))
            wishes.append(Wish(str(roi), 0, box, rng.random(box.shape) < 0.7))
        session.set_voxels(wishes, tool="random")
        held = [np.asarray(session[roi].mask) for roi in ("liver", "spleen", "kidney")]
        assert sum(array.astype(int) for array in held).max() <= 1
    assert_same_masks(replayed(store), session.annotation)
    while session.undo():
        pass
    assert arrays(session.annotation) == {}


def test_voxels_outside_the_image_and_of_unknown_roi_are_refused(session):
    with pytest.raises(UnknownROI, match="liver"):
        session["livr"].mask[0, 0, 0] = True
    with pytest.raises(IndexError):
        session["liver"].mask[20, 0, 0] = True
    with pytest.raises(GeometryMismatch):
        session.set_voxels([Wish("liver", 0, Extent((0, 0, 0), (1, 1, 8)), np.ones((1, 1, 8), bool))], tool="x")
    with pytest.raises(EditRefused, match="marks points"):
        session["carina"].mask[0, 0, 0] = True


def test_absent_is_not_unseen_and_contradicts_voxels(session):
    session["spleen"].status = "absent"
    assert session["spleen"].status == "absent"
    session["spleen"].mask[1, 1, 1] = True
    assert session["spleen"].status == "in progress"
    with pytest.raises(EditRefused, match="erase its marks first"):
        session["spleen"].status = "absent"
    with pytest.raises(EditRefused, match="not a status"):
        session["spleen"].status = "done"
    session["spleen"].status = "complete"
    session["spleen"].mask[1, 1, 2] = True
    assert session["spleen"].status == "complete"


def test_points_are_placed_moved_labelled_and_removed(session, store):
    point = session["carina"].add_point((1.5, 2.25, 6.4), label="tip")
    other = session["carina"].add_point((0, 0, 0), frame=1)
    session["carina"].move_point(point.id, (2, 2, 2))
    session["carina"].label_point(point.id, "Spitze")
    session["carina"].point_text(point.id)["sure"] = True
    moved, _ = session["carina"].points
    assert (moved.ijk, moved.label, moved.frame) == ((2.0, 2.0, 2.0), "Spitze", 0)
    session["carina"].remove_point(point.id)
    assert session["carina"].points == (other,)
    assert len(session.annotation.answers) == 0
    session.undo()
    assert session["carina"].point_text(point.id)["sure"] is True
    assert replayed(store).roi("carina").points == session["carina"].points


@pytest.mark.parametrize("ijk", [(-0.6, 0, 0), (0, 18, 0), (0, 0, float("nan"))])
def test_a_point_outside_the_image_is_refused(session, ijk):
    with pytest.raises(GeometryMismatch, match="outside the image"):
        session["carina"].add_point(ijk)


def test_points_and_labels_that_make_no_sense_are_refused(session):
    with pytest.raises(EditRefused, match="marks an area"):
        session["liver"].add_point((0, 0, 0))
    with pytest.raises(EditRefused, match="one line"):
        session["carina"].add_point((0, 0, 0), label="a\nb")
    with pytest.raises(UsageError, match="no point '9'"):
        session["carina"].remove_point("9")


def test_answers_are_checked_kept_and_taken_away(session):
    session.text["quality"] = "good"
    session.slice(3).text["nodule"] = False
    session["liver"].text["size"] = 12.5
    assert dict(session.text) == {"quality": "good"}
    assert session.slice(3).text["nodule"] is False
    del session.text["quality"]
    assert "quality" not in session.text
    for refused, error in (
        (lambda: session.text.update(quality="perfect"), AnswerRefused),
        (lambda: session.text.update(qualty="good"), UnknownField),
        (lambda: session.text.update(nodule=True), AnswerRefused),
        (lambda: session.slice(7).text.update(nodule=True), AnswerRefused),
        (lambda: session["spleen"].text.update(size=3), AnswerRefused),
        (lambda: session["liver"].text.update(size=31), AnswerRefused),
    ):
        with pytest.raises(error):
            refused()


def test_answers_to_questions_no_longer_asked_go_in_the_same_edit(session, store):
    with pytest.raises(AnswerRefused, match="depends on quality"):
        session.text["why"] = "breathing"
    session.text["quality"] = "motion"
    session.text["why"] = "breathing"
    session.slice(2).text["artefact"] = True
    session.text["quality"] = "good"
    assert dict(session.text) == {"quality": "good"}
    assert dict(session.slice(2).text) == {}
    session.undo()
    assert dict(session.text) == {"quality": "motion", "why": "breathing"}
    assert dict(session.slice(2).text) == {"artefact": True}
    assert replayed(store).answers == session.annotation.answers


def test_the_slice_axis_is_fixed_by_the_first_stroke(session):
    session.set_slice_axis(0)
    session["liver"].mask[4, :, :] = True
    assert session.annotation.makers("liver").to_json() == {"human": [[4, 4]]}
    with pytest.raises(EditRefused, match="fixed once"):
        session.set_slice_axis(2)


def test_an_edit_that_cannot_be_journalled_never_was(session, store):
    session["liver"].mask[0, 0, 0] = True
    store.edits_journal.lost = True
    with pytest.raises(LeaseLost):
        session["liver"].mask[5, 5, 5] = True
    with pytest.raises(LeaseLost):
        session["spleen"].locked = True
    assert session["liver"].mask.sum() == 1
    assert not session["spleen"].locked


def test_a_block_ends_with_one_version_and_gives_the_lease_back(session, store):
    with session as annotation:
        annotation["liver"].mask[0, 0, 0] = True
        annotation.text["quality"] = "good"
    assert [info.reason for info, _ in store.versions] == ["close"]
    assert store.released == 1
    with pytest.raises(EditRefused, match="is closed"):
        session["liver"].mask[1, 1, 1] = True


def test_a_block_that_fails_keeps_what_was_done(session, store):
    with pytest.raises(ZeroDivisionError), session:
        session["liver"].mask[0, 0, 0] = True
        1 / 0  # noqa: B018
    (info, annotation) = store.versions[0]
    assert "ZeroDivisionError" in info.message
    assert annotation.mask("liver").count == 1
    assert store.released == 1


def test_restoring_brings_everything_back_as_a_new_version_and_can_be_undone(session, store):
    with session.using(maker="unet@1"):
        session["liver"].mask[0:3, 0:3, 0:3] = True
    session["carina"].add_point((1, 1, 1))
    session.text["quality"] = "good"
    session.save()
    session["liver"].mask[...] = False
    session["spleen"].mask[1, 1, 1] = True
    session["carina"].remove_point("1")
    session.text["quality"] = "motion"
    restored = session.restore(1, message="better before")
    assert (restored.number, restored.restored, restored.reason) == (3, 1, "restore")
    assert session.annotation.makers("liver").to_json() == {"unet@1": [[0, 2]]}
    assert session["liver"].mask.sum() == 27
    assert not session["spleen"].mask.any()
    assert session["carina"].points[0].ijk == (1.0, 1.0, 1.0)
    assert session.text["quality"] == "good"
    session.undo()
    assert session.text["quality"] == "motion"
    assert session["spleen"].mask.sum() == 1


def test_restoring_does_not_change_an_roi_that_is_locked_now(session):
    session["liver"].mask[0, 0, 0] = True
    session.save()
    session["liver"].mask[1, 1, 1] = True
    session["liver"].locked = True
    with pytest.raises(LockedROI):
        session.restore(1)
    assert session["liver"].mask.sum() == 2


def test_what_is_not_in_a_version_becomes_one_when_nobody_edits(store):
    lease = Lease("scan.nii.gz", "main", "ana", "nonce")
    with open_for_editing(store, lease, definitions(), idle_s=0.05) as session:
        session["liver"].mask[0, 0, 0] = True
        until = time.monotonic() + 10
        while not store.versions and time.monotonic() < until:
            time.sleep(0.02)
        assert [info.reason for info, _ in store.versions] == ["idle"]
        assert session.undo()


def test_listeners_hear_of_every_edit_until_they_end_it(session):
    heard = []
    end = session.listen(heard.append)
    session["liver"].mask[0, 0, 0] = True
    session.undo()
    end()
    session.redo()
    assert [edit.tool for edit in heard] == ["script", "undo"]
