"""Finding what a shell changed, checked against comparing whole images."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from RILContourLib.annotation import detection
from RILContourLib.annotation.detection import ShellCopy, changed_extent, changed_extents
from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.mask import Mask
from RILContourLib.annotation.mask_buffer import MaskBuffer

SHAPE = (12, 10, 17)


@st.composite
def boxes(draw):
    starts = [draw(st.integers(0, n - 1)) for n in SHAPE]
    stops = [draw(st.integers(a + 1, n)) for a, n in zip(starts, SHAPE, strict=True)]
    return Extent(tuple(starts), tuple(stops))


def random_voxels(shape, seed):
    return np.asfortranarray(np.random.default_rng(seed).random(shape) < 0.2)


@pytest.fixture
def a_mask():
    return random_voxels(SHAPE, 3)


def changed_in(mask, present):
    """Where a copy of the whole image differs from an ROI of that mask."""
    return changed_extent(MaskBuffer(Mask.from_array(mask)), Extent.whole(SHAPE), present)


@pytest.mark.parametrize("order", ["F", "C"])
def test_the_box_round_two_changed_voxels_is_found_in_any_memory_order(a_mask, order):
    present = np.array(a_mask, order=order)
    present[2, 3, 1] ^= True
    present[5, 3, 4] ^= True
    assert changed_in(a_mask, present) == Extent((2, 3, 1), (6, 4, 5))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_copy_that_counts_the_other_way_in_memory_is_compared_voxel_by_voxel(a_mask, axis):
    present = np.flip(np.asfortranarray(np.flip(a_mask, axis)), axis)
    assert changed_in(a_mask, present) is None
    present[5, 3, 4] ^= True
    assert changed_in(a_mask, present) == Extent((5, 3, 4), (6, 4, 5))


def test_equal_arrays_have_no_changed_box(a_mask):
    assert changed_in(a_mask, a_mask.copy(order="F")) is None


def test_a_change_of_the_very_first_and_the_very_last_voxel_is_seen(a_mask):
    present = a_mask.copy(order="F")
    present[0, 0, 0] ^= True
    present[-1, -1, -1] ^= True
    assert changed_in(a_mask, present) == Extent.whole(SHAPE)


def test_bytes_of_zero_and_one_are_compared_with_bools(a_mask):
    present = a_mask.astype(np.uint8, order="F")
    assert changed_in(a_mask, present) is None
    present[4, 4, 4] ^= 1
    assert changed_in(a_mask, present) == Extent((4, 4, 4), (5, 5, 5))


@settings(max_examples=400, deadline=None)
@given(boxes(), boxes(), st.lists(boxes(), max_size=3), st.integers(0, 2**31), st.booleans())
def test_copies_with_other_boxes_are_compared_as_whole_images(held_box, box, strokes, seed, alike):
    accepted, present = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    accepted[held_box.slices()] = random_voxels(held_box.shape, seed)
    buffer = MaskBuffer(Mask.from_array(accepted))
    for number, stroke in enumerate(strokes):
        accepted[stroke.slices()] = number % 2 == 0
        buffer.write(stroke, accepted[stroke.slices()])
    present[box.slices()] = accepted[box.slices()] if alike else random_voxels(box.shape, seed + 1)
    for _ in range(2):  # what is accepted may be laid out anew on the way: it still holds the same voxels
        found = changed_extent(buffer, box, np.asfortranarray(present[box.slices()]))
        assert found == Extent.around(accepted ^ present)
        assert np.array_equal(buffer.read(Extent.whole(SHAPE)), accepted)
    assert np.array_equal(buffer.to_mask().to_array(), accepted)


def test_against_an_empty_roi_all_that_is_marked_is_a_change():
    present = np.zeros((3, 3, 2), np.uint8)
    present[1, 2, 0] = 1
    box = Extent((4, 5, 2), (7, 8, 4))
    assert changed_extent(MaskBuffer(Mask.empty(SHAPE)), box, present) == Extent((5, 7, 2), (6, 8, 3))
    assert changed_extent(MaskBuffer(Mask.empty(SHAPE)), box, np.zeros((3, 3, 2), np.uint8)) is None


def test_after_it_was_laid_out_like_the_copy_it_is_written_to_and_compared_as_before(a_mask):
    buffer, present = MaskBuffer(Mask.from_crop(SHAPE, (1, 1, 0), a_mask[1:11, 1:9])), np.zeros(SHAPE, np.uint8, "F")
    present[1:11, 1:9] = a_mask[1:11, 1:9]
    whole = Extent.whole(SHAPE)
    assert changed_extent(buffer, whole, present) is None
    assert {block.box.shape[:2] for block in buffer.blocks().values()} == {SHAPE[:2]}
    buffer.write(Extent((0, 0, 9), (1, 1, 10)), np.ones((1, 1, 1), bool))
    assert changed_extent(buffer, whole, present) == Extent((0, 0, 9), (1, 1, 10))


def test_marked_voxels_beyond_the_copy_are_neither_lost_nor_overlooked(a_mask):
    a_mask[0, 0, 9] = True
    buffer = MaskBuffer(Mask.from_array(a_mask))
    box = Extent((1, 1, 1), SHAPE)
    outside = a_mask.copy()
    outside[box.slices()] = False
    found = changed_extent(buffer, box, np.asfortranarray(a_mask[box.slices()]))
    assert found == Extent.around(outside)
    assert np.array_equal(buffer.to_mask().to_array(), a_mask)


@pytest.mark.parametrize("alone_bytes", [0, 1 << 30], ids=["by several threads", "by this thread"])
def test_of_many_copies_each_has_its_own_answer(monkeypatch, alone_bytes):
    monkeypatch.setattr(detection, "_ALONE_BYTES", alone_bytes)
    monkeypatch.setattr(detection, "_RUN_BYTES", 2 * SHAPE[0] * SHAPE[1] * 8)  # two slabs
    copies, changed = [], []
    for number in range(20):
        mask = random_voxels(SHAPE, number)
        present = mask.copy(order="F")
        place = (number % SHAPE[0], number % SHAPE[1], number % SHAPE[2])
        present[place] ^= number % 3 == 0
        copies.append(ShellCopy(MaskBuffer(Mask.from_array(mask)), Extent.whole(SHAPE), present))
        changed.append(Extent(place, tuple(n + 1 for n in place)) if number % 3 == 0 else None)
    assert changed_extents(copies) == changed
    assert changed_extents([]) == []
