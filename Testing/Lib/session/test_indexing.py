"""Indices into a whole image against numpy's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies

from RILContourLib.annotation.extent import Extent
from RILContourLib.session.indexing import box_of_index

SHAPE = (7, 5, 4)
BASIC = numpy_strategies.basic_indices(SHAPE, allow_newaxis=True, allow_ellipsis=True)
ARRAYS = numpy_strategies.integer_array_indices(SHAPE)


def changed_through_a_box(key, value):
    whole = np.zeros(SHAPE, int)
    found = box_of_index(key, SHAPE)
    if found is not None:
        box, local = found
        inner = whole[box.slices()].copy()
        inner[local] = value
        whole[box.slices()] = inner
    return whole


@settings(max_examples=400, deadline=None)
@given(st.one_of(BASIC, ARRAYS))
def test_any_index_touches_the_voxels_that_numpy_would(key):
    expected = np.zeros(SHAPE, int)
    value = np.arange(1, expected[key].size + 1).reshape(expected[key].shape) if np.ndim(expected[key]) else 1
    expected[key] = value
    assert np.array_equal(changed_through_a_box(key, value), expected)


@settings(max_examples=100, deadline=None)
@given(numpy_strategies.arrays(bool, SHAPE))
def test_a_boolean_mask_touches_the_voxels_that_numpy_would(key):
    expected = np.zeros(SHAPE, int)
    expected[key] = 1
    assert np.array_equal(changed_through_a_box(key, 1), expected)


def test_boxes_are_tight():
    assert box_of_index((3, slice(1, 4), -1), SHAPE)[0] == Extent((3, 1, 3), (4, 4, 4))
    assert box_of_index((np.array([1, -1]), np.array([0, 2]), np.array([1, 1])), SHAPE)[0] == Extent(
        (1, 0, 1), (7, 3, 2)
    )


@pytest.mark.parametrize("key", [(7, 0, 0), (0, 0, np.array([4])), (0, -6), (0, 0, 0, 0)])
def test_an_index_outside_the_image_is_an_index_error(key):
    with pytest.raises(IndexError):
        box_of_index(key, SHAPE)
