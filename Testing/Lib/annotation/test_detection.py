"""Finding what a shell changed, checked against comparing whole images."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from RILContourLib.annotation.detection import changed_box, changed_extent
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


@pytest.mark.parametrize("order", ["F", "C"])
def test_the_box_round_two_changed_voxels_is_found_in_any_memory_order(a_mask, order):
    present = np.array(a_mask, order=order)
    present[2, 3, 1] ^= True
    present[5, 3, 4] ^= True
    assert changed_box(a_mask, present) == Extent((2, 3, 1), (6, 4, 5))


def test_equal_arrays_have_no_changed_box(a_mask):
    assert changed_box(a_mask, a_mask.copy()) is None


def test_a_change_of_the_very_first_and_the_very_last_voxel_is_seen(a_mask):
    present = a_mask.copy(order="F")
    present[0, 0, 0] ^= True
    present[-1, -1, -1] ^= True
    assert changed_box(a_mask, present) == Extent.whole(SHAPE)


def test_bytes_of_zero_and_one_are_compared_with_bools(a_mask):
    present = a_mask.astype(np.uint8, order="F")
    assert changed_box(a_mask, present) is None
    present[4, 4, 4] ^= 1
    assert changed_box(a_mask, present) == Extent((4, 4, 4), (5, 5, 5))


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
    found = changed_extent(buffer, box, np.asfortranarray(present[box.slices()]))
    assert found == Extent.around(accepted ^ present)


def test_against_an_empty_roi_all_that_is_marked_is_a_change():
    present = np.zeros((3, 3, 2), np.uint8)
    present[1, 2, 0] = 1
    box = Extent((4, 5, 2), (7, 8, 4))
    assert changed_extent(MaskBuffer(Mask.empty(SHAPE)), box, present) == Extent((5, 7, 2), (6, 8, 3))
    assert changed_extent(MaskBuffer(Mask.empty(SHAPE)), box, np.zeros((3, 3, 2), np.uint8)) is None
