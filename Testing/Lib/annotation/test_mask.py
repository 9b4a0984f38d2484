"""Masks, boxes and the buffer they are edited in, checked against whole arrays."""

import copy
import hashlib
import struct
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.mask import Mask
from RILContourLib.annotation.mask_buffer import MaskBuffer

SHAPE = (40, 37, 19)


@st.composite
def boxes(draw):
    starts = [draw(st.integers(0, n - 1)) for n in SHAPE]
    stops = [draw(st.integers(a + 1, n)) for a, n in zip(starts, SHAPE, strict=True)]
    return Extent(tuple(starts), tuple(stops))


def test_a_mask_is_cropped_to_its_voxels():
    array = np.zeros(SHAPE, np.uint8)
    array[3, 4:7, 2] = 1
    array[5, 5, 8] = 200
    mask = Mask.from_array(array)
    assert mask.extent == Extent((3, 4, 2), (6, 7, 9))
    assert mask.count == 4
    assert np.array_equal(mask.to_array(), array > 0)


def test_an_empty_mask_has_no_extent():
    mask = Mask.from_array(np.zeros(SHAPE))
    assert mask.extent is None
    assert mask.count == 0
    assert not mask.to_array().any()


def test_the_digest_is_the_documented_one():
    array = np.zeros((4, 3, 2), bool)
    array[1:3, 0, 0] = [True, True]
    array[2, 1, 1] = True
    # Extent i 1..2, j 0..1, k 0..1; i fastest: (1,0,0) (2,0,0) (1,1,0) (2,1,0) (1,0,1) (2,0,1) (1,1,1) (2,1,1).
    bits = bytes([0b11000001])
    head = struct.pack("<9q", 4, 3, 2, 1, 0, 0, 3, 2, 2)
    expected = hashlib.sha256(b"rilcontour-mask-1\n" + head + bits).hexdigest()[:32]
    assert Mask.from_array(array).digest == expected


def test_equal_voxels_on_another_grid_have_another_digest():
    array = np.zeros((4, 4, 4), bool)
    array[1, 1, 1] = True
    larger = np.zeros((4, 4, 5), bool)
    larger[1, 1, 1] = True
    assert Mask.from_array(array).digest != Mask.from_array(larger).digest


def test_a_masks_voxels_cannot_be_changed():
    mask = Mask.from_array(np.ones(SHAPE))
    with pytest.raises(ValueError, match="read-only"):
        mask.voxels[0, 0, 0] = False


def test_extents_are_written_with_their_last_voxel_and_come_back():
    extent = Extent((1, 2, 3), (4, 6, 8))
    assert extent.to_json() == [[1, 3], [2, 5], [3, 7]]
    assert Extent.from_json(extent.to_json()) == extent


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(boxes(), st.integers(0, 2**31)), max_size=8))
def test_a_buffer_behaves_like_a_whole_array(strokes):
    whole = np.zeros(SHAPE, bool)
    buffer = MaskBuffer(Mask.empty(SHAPE))
    for box, seed in strokes:
        voxels = np.random.default_rng(seed).random(box.shape) < (seed % 3) / 2
        whole[box.slices()] = voxels
        buffer.write(box, voxels)
        assert np.array_equal(buffer.read(box), voxels)
        if seed % 4 == 0:
            assert buffer.to_mask().same_as(Mask.from_array(whole))
    assert np.array_equal(buffer.read(Extent.whole(SHAPE)), whole)
    assert buffer.to_mask().same_as(Mask.from_array(whole))


def test_a_buffer_leaves_the_mask_it_started_from_alone():
    array = np.zeros(SHAPE, bool)
    array[10:20, 10:20, 2:4] = True
    mask = Mask.from_array(array)
    buffer = MaskBuffer(mask)
    buffer.write(Extent((12, 12, 2), (13, 13, 3)), np.zeros((1, 1, 1), bool))
    assert mask.count == 200
    assert buffer.to_mask().count == 199


def test_what_is_cached_of_a_buffer_is_renewed_by_a_write():
    buffer = MaskBuffer(Mask.empty(SHAPE))
    assert buffer.to_mask().count == 0
    buffer.write(Extent((0, 0, 0), (2, 2, 2)), np.ones((2, 2, 2), bool))
    assert buffer.to_mask().count == 8


def test_a_mask_that_was_asked_for_stays_as_it_was_when_the_buffer_is_written_to():
    buffer = MaskBuffer(Mask.empty(SHAPE))
    buffer.write(Extent((0, 0, 0), (3, 3, 3)), np.ones((3, 3, 3), bool))
    mask = buffer.to_mask()
    buffer.write(Extent((1, 1, 1), (2, 2, 2)), np.zeros((1, 1, 1), bool))
    buffer.write(Extent((30, 30, 8), (31, 31, 9)), np.ones((1, 1, 1), bool))
    assert (mask.count, buffer.to_mask().count) == (27, 27)
    assert mask.extent == Extent((0, 0, 0), (3, 3, 3))


def test_a_buffer_that_was_emptied_holds_nothing():
    buffer = MaskBuffer(Mask.from_array(np.ones(SHAPE)))
    buffer.write(Extent.whole(SHAPE), np.zeros(SHAPE, bool))
    assert buffer.to_mask().extent is None
    assert buffer.blocks() == {}
    assert not buffer.read(Extent.whole(SHAPE)).any()


def test_a_copy_of_a_buffer_goes_its_own_way():
    buffer = MaskBuffer(Mask.from_array(np.ones(SHAPE)))
    other = copy.deepcopy(buffer)
    buffer.write(Extent((0, 0, 0), (1, 1, 1)), np.zeros((1, 1, 1), bool))
    assert other.to_mask().count == buffer.to_mask().count + 1


@pytest.fixture
def threads_that_take_turns_all_the_time():
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual_s)


@pytest.mark.usefixtures("threads_that_take_turns_all_the_time")
def test_reading_masks_in_one_thread_loses_no_write_of_another():
    buffer = MaskBuffer(Mask.empty(SHAPE))
    stopped = threading.Event()

    def ask_for_masks():
        while not stopped.is_set():
            buffer.to_mask()

    reader = threading.Thread(target=ask_for_masks)
    reader.start()
    try:
        for i, j, k in np.ndindex(SHAPE[0], 10, 3):
            buffer.write(Extent((i, j, k), (i + 1, j + 1, k + 1)), np.ones((1, 1, 1), bool))
    finally:
        stopped.set()
        reader.join()
    assert buffer.to_mask().count == SHAPE[0] * 10 * 3


def test_a_buffer_counts_its_voxels_without_putting_its_slabs_together(monkeypatch):
    buffer = MaskBuffer(Mask.empty((20, 20, 40)))
    assert (buffer.is_marked, buffer.count) == (False, 0)
    buffer.write(Extent((3, 3, 3), (5, 6, 30)), np.ones((2, 3, 27), bool))
    monkeypatch.setattr(MaskBuffer, "_merged", None)
    assert (buffer.is_marked, buffer.count) == (True, 2 * 3 * 27)
    buffer.write(Extent((3, 3, 3), (5, 6, 29)), np.zeros((2, 3, 26), bool))
    assert (buffer.is_marked, buffer.count) == (True, 2 * 3)
    buffer.write(Extent((3, 3, 29), (5, 6, 30)), np.zeros((2, 3, 1), bool))
    assert (buffer.is_marked, buffer.count) == (False, 0)
