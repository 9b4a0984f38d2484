"""Placing one grid on another, against moving voxel centres one by one."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from RILContourLib.exchange.grids import place_on_grid

TARGET_SHAPE = (5, 4, 3)
# Sheared, left-handed, anisotropic and far from the origin.
TARGET_AFFINE = np.array([[-0.7, 0.1, 0.0, 120.5], [0.05, 0.8, 0.3, -88.25], [0.0, 0.2, 3.1, 1040.0], [0, 0, 0, 1]])
ALL_ORDERS = [(axes, flips) for axes in permutations(range(3)) for flips in product((1, -1), repeat=3)]


def reordered(array: np.ndarray, affine: np.ndarray, axes: tuple, flips: tuple) -> tuple[np.ndarray, np.ndarray]:
    """The same voxels in another index order, with the affine that keeps each where it is."""
    to_target = np.zeros((4, 4))
    to_target[3, 3] = 1
    for new_axis, (old_axis, step) in enumerate(zip(axes, flips, strict=True)):
        to_target[old_axis, new_axis] = step
        to_target[old_axis, 3] += array.shape[old_axis] - 1 if step < 0 else 0
    moved = array.transpose(axes)[tuple(slice(None, None, step) for step in flips)]
    return moved, affine @ to_target


@pytest.mark.parametrize(("axes", "flips"), ALL_ORDERS)
def test_every_order_and_direction_of_axes_is_put_back(axes, flips):
    array = np.arange(np.prod(TARGET_SHAPE)).reshape(TARGET_SHAPE)
    moved, affine = reordered(array, TARGET_AFFINE, axes, flips)
    placement = place_on_grid(moved.shape, affine, TARGET_AFFINE)
    assert placement.covers_exactly(TARGET_SHAPE)
    assert np.array_equal(placement.reorder(moved), array)
    assert placement.same_order == (axes == (0, 1, 2) and flips == (1, 1, 1))


@pytest.mark.parametrize(("axes", "flips"), ALL_ORDERS[::7])
def test_a_crop_in_any_order_is_found_where_it_was_cut_out(axes, flips):
    array = np.arange(np.prod(TARGET_SHAPE)).reshape(TARGET_SHAPE)
    crop_affine = TARGET_AFFINE.copy()
    crop_affine[:3, 3] += TARGET_AFFINE[:3, :3] @ (2, 1, 1)
    moved, affine = reordered(array[2:4, 1:4, 1:], crop_affine, axes, flips)
    placement = place_on_grid(moved.shape, affine, TARGET_AFFINE)
    assert placement.start == (2, 1, 1)
    assert np.array_equal(placement.reorder(moved), array[2:4, 1:4, 1:])
    assert not placement.covers_exactly(TARGET_SHAPE)


def test_a_thousandth_of_a_voxel_is_the_limit():
    for shift, fits in ((0.0009, True), (0.0011, False)):
        affine = TARGET_AFFINE.copy()
        affine[:3, 3] += TARGET_AFFINE[:3, 0] * shift
        assert (place_on_grid(TARGET_SHAPE, affine, TARGET_AFFINE) is not None) == fits


def test_a_spacing_that_drifts_away_towards_the_far_corner_does_not_fit():
    affine = TARGET_AFFINE @ np.diag([1.0005, 1, 1, 1])  # 0.002 voxels at the fifth
    assert place_on_grid(TARGET_SHAPE, affine, TARGET_AFFINE) is None


def test_rotated_scaled_and_impossible_grids_do_not_fit():
    turned = TARGET_AFFINE @ np.array([[0.8, -0.6, 0, 0], [0.6, 0.8, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    assert place_on_grid(TARGET_SHAPE, turned, TARGET_AFFINE) is None
    assert place_on_grid(TARGET_SHAPE, TARGET_AFFINE @ np.diag([2.0, 1, 1, 1]), TARGET_AFFINE) is None
    assert place_on_grid(TARGET_SHAPE, np.full((4, 4), np.nan), TARGET_AFFINE) is None


def test_the_thickness_of_a_single_slice_does_not_matter():
    affine = TARGET_AFFINE @ np.diag([1, 1, 5.0, 1])
    assert place_on_grid((5, 4, 1), affine, TARGET_AFFINE).covers_exactly((5, 4, 1))
    flat = TARGET_AFFINE.copy()
    flat[:3, 2] = 0
    assert place_on_grid((5, 4, 1), flat, TARGET_AFFINE).same_order
