"""Overlap of masks, against counts by hand and against whole arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import GeometryMismatch
from RILContourLib.metrics.overlap import overlap, overlap_by_slice


def mask_of(*voxels: tuple[int, int, int]) -> Mask:
    array = np.zeros((4, 3, 2), bool)
    for voxel in voxels:
        array[voxel] = True
    return Mask.from_array(array)


def test_two_of_three_and_two_of_four_voxels_in_common() -> None:
    predicted = mask_of((0, 0, 0), (1, 0, 0), (2, 0, 0))
    reference = mask_of((1, 0, 0), (2, 0, 0), (3, 0, 0), (3, 1, 1))
    found = overlap(predicted, reference)
    assert (found.predicted, found.reference, found.both) == (3, 4, 2)
    assert found.dice == pytest.approx(4 / 7)
    assert found.jaccard == pytest.approx(2 / 5)
    assert found.sensitivity == pytest.approx(2 / 4)
    assert found.precision == pytest.approx(2 / 3)


def test_a_slice_without_the_roi_has_no_dice_and_one_that_only_one_of_them_marks_has_0() -> None:
    found = overlap_by_slice(mask_of((1, 1, 0), (2, 1, 0)), mask_of((2, 1, 0), (3, 1, 0)), axis=0)
    np.testing.assert_array_equal(found.dice, [np.nan, 0, 1, 0])
    np.testing.assert_array_equal(found.sensitivity, [np.nan, np.nan, 1, 0])
    np.testing.assert_array_equal(found.precision, [np.nan, 0, 1, np.nan])


def test_masks_of_different_grids_are_refused() -> None:
    with pytest.raises(GeometryMismatch, match="bring both to one grid"):
        overlap(Mask.empty((4, 3, 2)), Mask.empty((3, 4, 2)))


@given(st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from([0, 1, 2]))
def test_slices_are_counted_as_in_whole_arrays(seed: int, some: float, more: float, axis: int) -> None:
    generator = np.random.default_rng(seed)
    shape = tuple(generator.integers(1, 7, 3))
    a, b = generator.random(shape) < some, generator.random(shape) < more
    found = overlap_by_slice(Mask.from_array(a), Mask.from_array(b), axis)
    across = tuple({0, 1, 2} - {axis})
    np.testing.assert_array_equal(found.predicted, a.sum(across))
    np.testing.assert_array_equal(found.reference, b.sum(across))
    np.testing.assert_array_equal(found.both, (a & b).sum(across))
