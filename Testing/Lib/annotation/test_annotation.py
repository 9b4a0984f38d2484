"""Edits: applied, refused, turned round, written and read."""

import itertools
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.answers import Answer, Subject
from RILContourLib.annotation.changes import (
    AnswerChange,
    LockChange,
    MaskChange,
    PointsChange,
    SliceAxisChange,
    StatusChange,
    change_from_json,
    change_to_json,
)
from RILContourLib.annotation.content import BlobReference, content_from_json, content_to_json
from RILContourLib.annotation.edit import Edit
from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.makers import SliceMakers, check_maker
from RILContourLib.annotation.points import Point, next_point_id
from RILContourLib.annotation.slice_ranges import from_ranges, to_ranges
from RILContourLib.errors import CorruptStore, LockedROI

SHAPE = (20, 18, 7)
GOOD = Answer("good", "human")


@pytest.fixture
def annotation():
    return Annotation(SHAPE, frames=2)


def paint(annotation, roi, start, size, *, value=True, maker="human", frame=0):
    box = Extent(start, tuple(a + n for a, n in zip(start, size, strict=True)))
    change = annotation.mask_change(roi, frame, box, np.full(size, value), maker)
    return edit_of(change)


def edit_of(*changes):
    return Edit(tuple(changes), "ana", "2026-01-02T03:04:05.000Z", "paint", 2)


def state(annotation):
    masks = {(roi, frame): mask.digest for roi, frame, mask in annotation.masks()}
    rois = {
        roi: (held.status, held.locked, held.points, {f: m.to_json() for f, m in held.makers.items() if m.makers()})
        for roi, held in annotation.rois.items()
    }
    return masks, {roi: value for roi, value in rois.items() if value != ("unseen", False, (), {})}, annotation.answers


def test_a_change_is_cut_down_to_the_voxels_that_differ(annotation):
    annotation.apply(paint(annotation, "liver", (2, 2, 2), (3, 3, 1)))
    change = annotation.mask_change("liver", 0, Extent((0, 0, 0), (10, 10, 4)), np.ones((10, 10, 4), bool), "human")
    assert change.box == Extent((0, 0, 0), (10, 10, 4))
    only_one = np.zeros((10, 10, 4), bool)
    only_one[2:5, 2:5, 2] = True
    only_one[7, 8, 3] = True
    change = annotation.mask_change("liver", 0, Extent((0, 0, 0), (10, 10, 4)), only_one, "human")
    assert change.box == Extent((7, 8, 3), (8, 9, 4))


def test_painting_what_is_painted_is_no_change(annotation):
    annotation.apply(paint(annotation, "liver", (2, 2, 2), (3, 3, 1)))
    assert annotation.mask_change("liver", 0, Extent((2, 2, 2), (4, 4, 3)), np.ones((2, 2, 1), bool), "human") is None


def test_makers_are_added_to_the_slices_whose_voxels_changed(annotation):
    annotation.apply(paint(annotation, "liver", (0, 0, 1), (4, 4, 3), maker="unet@2"))
    annotation.apply(paint(annotation, "liver", (2, 2, 2), (4, 1, 3)))
    # Slice 1 was not touched by the human; on slice 2 and 3 both took part; slice 4 is the human's alone.
    assert annotation.makers("liver").to_json() == {"human": [[2, 4]], "unet@2": [[1, 3]]}
    assert annotation.makers("liver").of_slice(3) == {"human", "unet@2"}


def test_an_edit_in_another_plane_adds_its_maker_only_where_voxels_changed(annotation):
    annotation.apply(paint(annotation, "liver", (5, 5, 0), (3, 3, 7), maker="refined"))
    sagittal = np.ones((1, 10, 7), bool)
    sagittal[:, :, 3:5] = annotation.read("liver", Extent((6, 0, 3), (7, 10, 5)))
    annotation.apply(edit_of(annotation.mask_change("liver", 0, Extent((6, 0, 0), (7, 10, 7)), sagittal, "human")))
    assert annotation.makers("liver").slices_of("human") == {0, 1, 2, 5, 6}


def test_every_kind_of_change_can_be_turned_round(annotation):
    before = state(annotation)
    changes = (
        paint(annotation, "liver", (0, 0, 0), (9, 9, 3)).changes[0],
        StatusChange("liver", "unseen", "in progress"),
        PointsChange("carina", (), (Point("1", (1.5, 2.0, 3.25)),)),
        AnswerChange(Subject.series(), "quality", None, GOOD),
        SliceAxisChange(2, 0),
        LockChange("spleen", False, True),
    )
    edit = edit_of(*changes)
    annotation.apply(edit)
    assert annotation.slice_axis == 0
    assert state(annotation) != before
    annotation.apply(edit.inverted())
    assert state(annotation) == before
    assert annotation.slice_axis == 2


def test_a_locked_roi_refuses_every_change_but_its_lock(annotation):
    annotation.apply(edit_of(LockChange("liver", False, True)))
    with pytest.raises(LockedROI, match="liver is locked"):
        annotation.apply(paint(annotation, "liver", (0, 0, 0), (2, 2, 2)))
    with pytest.raises(LockedROI):
        annotation.apply(edit_of(StatusChange("liver", "unseen", "complete")))
    # Unlocking in the same edit is no way round it.
    sneaky = edit_of(LockChange("liver", True, False), StatusChange("liver", "unseen", "complete"))
    with pytest.raises(LockedROI):
        annotation.apply(sneaky)
    assert annotation.roi("liver").locked
    annotation.apply(edit_of(LockChange("liver", True, False)))
    annotation.apply(paint(annotation, "liver", (0, 0, 0), (2, 2, 2)))
    assert annotation.mask("liver").count == 8


def test_an_edit_that_cannot_be_done_whole_leaves_nothing_behind(annotation):
    before = state(annotation)
    stroke = paint(annotation, "liver", (0, 0, 0), (2, 2, 2)).changes[0]
    wrong = AnswerChange(Subject.series(), "quality", GOOD, None)
    with pytest.raises(CorruptStore, match="does not fit"):
        annotation.apply(edit_of(stroke, wrong))
    assert state(annotation) == before


def test_an_edit_made_on_other_voxels_is_refused(annotation):
    stroke = paint(annotation, "liver", (0, 0, 0), (2, 2, 2))
    annotation.apply(paint(annotation, "liver", (1, 1, 1), (1, 1, 1)))
    with pytest.raises(CorruptStore):
        annotation.apply(stroke)


@pytest.mark.parametrize(
    "box", [Extent((0, 0, 0), (21, 1, 1)), Extent((-1, 0, 0), (1, 1, 1)), Extent((0, 0, 6), (1, 1, 8))]
)
def test_an_edit_outside_the_image_is_refused(annotation, box):
    bits = b"\x00" * ((box.voxels + 7) // 8)
    with pytest.raises(CorruptStore):
        annotation.apply(edit_of(MaskChange("liver", 0, box, bits, bits, SliceMakers(), SliceMakers())))


def test_edits_survive_being_written_and_read(annotation):
    edit = edit_of(
        paint(annotation, "Leber (rechts)", (0, 0, 0), (9, 9, 3), frame=1).changes[0],
        PointsChange("carina", (), (Point("1", (1.5, 2.0, 3.25), label="Größe"),)),
        AnswerChange(Subject.slice(3), "findings", None, Answer(("a", "b"), "unet@2")),
        AnswerChange(Subject.point("carina", "1"), "sure", Answer(True, "human"), None),
        StatusChange("liver", "unseen", "absent"),
        LockChange("spleen", False, True),
        SliceAxisChange(2, 0),
    )
    assert Edit.from_bytes(edit.to_bytes()) == edit


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_edit_is_a_value_error_and_nothing_else(data):
    good = paint(Annotation(SHAPE), "liver", (0, 0, 0), (9, 9, 3)).to_bytes()
    position = data.draw(st.integers(0, len(good) - 1))
    damaged = data.draw(
        st.sampled_from([good[:position], good[:position] + data.draw(st.binary(min_size=1)) + good[position + 1 :]])
    )
    try:
        read = Edit.from_bytes(damaged)
    except ValueError:
        return
    assert isinstance(read, Edit)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (StatusChange("liver", "unseen", "absent"), {"after": "gone"}),
        (StatusChange("liver", "unseen", "absent"), {"after": [[0, 0]]}),
        (LockChange("liver", False, True), {"roi": {"a": 1}}),
        (SliceAxisChange(2, 1), {"after": 3}),
        (PointsChange("carina", (), ()), {"roi": 7}),
        (
            PointsChange("carina", (), ()),
            {"after": [{"id": "1", "ijk": [1e308, 0, 0], "frame": 0, "label": "", "maker": "human"}]},
        ),
        (AnswerChange(Subject.slice(3), "nodule", None, None), {"key": "three"}),
        (AnswerChange(Subject.series(), "quality", None, None), {"about": "patient"}),
        (AnswerChange(Subject.series(), "quality", None, None), {"field": [[]]}),
        (AnswerChange(Subject.series(), "quality", None, None), {"after": {"value": {"a": 1}, "maker": "human"}}),
        (AnswerChange(Subject.series(), "quality", None, None), {"after": {"value": [1], "maker": "human"}}),
    ],
)
def test_a_change_of_another_kind_than_it_can_be_is_refused(change, wrong):
    assert change_from_json(change_to_json(change)) == change
    with pytest.raises((KeyError, ValueError)):
        change_from_json(change_to_json(change) | wrong)


def test_a_bomb_in_the_compressed_part_is_not_unfolded():
    good = paint(Annotation(SHAPE), "liver", (0, 0, 0), (9, 9, 3)).to_bytes()
    text_length = int.from_bytes(good[:4], "little")
    bomb = good[: 8 + text_length] + zlib.compress(b"\x00" * 50_000_000, 1)
    read = Edit.from_bytes(bomb)
    assert len(read.changes[0].before) == len(read.changes[0].after) == 31


def test_content_comes_back_from_its_plain_data(annotation):
    annotation.apply(paint(annotation, "liver", (0, 0, 0), (9, 9, 3), frame=1))
    annotation.apply(edit_of(PointsChange("carina", (), (Point("1", (1.0, 2.0, 3.0)),)), SliceAxisChange(2, 1)))
    annotation.apply(edit_of(AnswerChange(Subject.slice(3), "nodule", None, Answer(False, "human"))))
    blobs = {}

    def keep(roi, frame, mask):
        blobs[mask.digest] = mask
        return BlobReference(mask.digest, 10, "0" * 64)

    affine = np.diag([-2.0, 3.0, 4.0, 1.0])
    affine[:3, 3] = [10, 20, 30]
    content = content_to_json(annotation, keep, affine)
    assert content["points"]["carina"][0]["ras_mm"] == [8.0, 26.0, 42.0]
    assert content["rois"]["liver"]["masks"][0]["voxels"] == 243
    assert content["rois"]["liver"]["masks"][0]["extent"] == [[0, 8], [0, 8], [0, 2]]
    again = content_from_json(content, SHAPE, 2, lambda roi, frame, reference: blobs[reference.blob.blob])
    assert state(again) == state(annotation)
    assert again.slice_axis == 1


@given(st.sets(st.integers(0, 60)))
def test_ranges_hold_the_same_numbers(numbers):
    ranges = to_ranges(numbers)
    assert from_ranges(ranges) == numbers
    assert all(after[0] > before[1] + 1 for before, after in itertools.pairwise(ranges))


def test_a_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends before it begins"):
        from_ranges([[5, 3]])
    for beyond in ([-1, 3], [0, 12], [10**30, 10**30], [0, 10**30]):  # such a set would take all memory
        with pytest.raises(ValueError, match="is not one of 12 slices"):
            from_ranges([beyond], slices=12)


@pytest.mark.parametrize("maker", ["human", "refined", "imported", "imported:reference", "lungs@3"])
def test_the_known_makers_are_accepted(maker):
    assert check_maker(maker) == maker


@pytest.mark.parametrize("maker", ["", "robot", "@1", "lungs@", "a@b@c", "imported:", "human\n", None])
def test_other_makers_are_refused(maker):
    with pytest.raises(ValueError, match="is not a maker"):
        check_maker(maker)


def test_point_ids_are_not_given_twice():
    points = (Point("1", (0, 0, 0)), Point("7", (0, 0, 0)), Point("tip", (0, 0, 0)))
    assert next_point_id(points) == "8"


def test_a_point_that_is_nowhere_is_refused():
    with pytest.raises(ValueError, match="finite"):
        Point("1", (0.0, float("nan"), 1.0))
