"""Islands, margins, smoothing and filling against arrays counted by hand and brute force."""

import numpy as np
import pytest
from scipy import ndimage

from RILContourLib.refine.between_slices import filled_between
from RILContourLib.refine.filling import connected_to, flooded, without_holes
from RILContourLib.refine.islands import island_at, islands, largest_island, without_small_islands
from RILContourLib.refine.margin import grown, hollowed, shrunk
from RILContourLib.refine.smoothing import METHODS, smoothed

SPACING = (1.0, 1.5, 4.0)


@pytest.fixture
def three_islands():
    """Of 27, 2 and 1 voxels; the last two touch at a corner."""
    mask = np.zeros((10, 10, 6), bool)
    mask[1:4, 1:4, 1:4] = True
    mask[6, 6, 1:3] = True
    mask[7, 7, 3] = True
    return mask


@pytest.fixture
def noise():
    return np.random.default_rng(4).random((12, 11, 7)) < 0.1


def brute_distance(mask):
    """mm from each voxel centre to the nearest marked one, by trying all of them."""
    marked = np.argwhere(mask) * SPACING
    places = np.stack(np.indices(mask.shape), axis=-1) * SPACING
    return np.linalg.norm(places[..., None, :] - marked, axis=-1).min(axis=-1)


def test_islands_share_faces_unless_corners_are_to_count(three_islands):
    assert sorted(islands(three_islands)[1][1:].tolist()) == [1, 2, 27]
    assert sorted(islands(three_islands, 3)[1][1:].tolist()) == [3, 27]


def test_the_largest_small_ones_and_the_one_at_a_place(three_islands):
    assert largest_island(three_islands).sum() == 27
    assert without_small_islands(three_islands, 2).sum() == 29
    assert without_small_islands(three_islands, 28).sum() == 0
    assert np.argwhere(island_at(three_islands, (6, 6, 2))).tolist() == [[6, 6, 1], [6, 6, 2]]
    assert not island_at(three_islands, (0, 0, 0)).any()
    assert not largest_island(np.zeros((3, 3, 3), bool)).any()


@pytest.mark.parametrize("distance", [0.9, 1.0, 1.5, 1.9, 4.0, 6.0])
def test_margins_are_as_wide_in_mm_along_every_axis(noise, distance):
    assert np.array_equal(grown(noise, distance, SPACING), brute_distance(noise) <= distance)
    assert np.array_equal(shrunk(noise, distance, SPACING), brute_distance(~noise) > distance)


def test_the_images_border_takes_nothing_from_what_it_cuts_off():
    mask = np.ones((5, 5, 5), bool)
    assert shrunk(mask, 3, SPACING).all()
    mask[4] = False
    assert np.array_equal(shrunk(mask, 1, SPACING).any(axis=(1, 2)), [True, True, True, False, False])


def test_a_hollow_mask_keeps_what_shrinking_takes():
    mask = np.zeros((9, 9, 9), bool)
    mask[1:8, 1:8, 1:8] = True
    shell = hollowed(mask, 1.0, (1, 1, 1))
    assert shell.sum() == 7**3 - 5**3
    assert not shell[4, 4, 4]


def test_growing_nothing_gives_nothing():
    assert not grown(np.zeros((4, 4, 4), bool), 3, SPACING).any()


def test_the_median_is_the_majority_within_a_ball(noise):
    dense = ndimage.binary_dilation(noise)
    grids = np.ogrid[-3:4, -2:3, 0:1]
    ball = sum((grid * spacing) ** 2 for grid, spacing in zip(grids, SPACING, strict=True)) <= 9
    wanted = ndimage.median_filter(dense, footprint=ball, mode="nearest")
    assert np.array_equal(smoothed(dense, "median", 6.0, SPACING), wanted)


def test_opening_takes_thin_bridges_and_closing_fills_narrow_gaps():
    mask = np.zeros((20, 12, 5), bool)
    mask[1:8, 2:10, 1:4] = mask[12:19, 2:10, 1:4] = True
    bridged, gap = mask.copy(), mask.copy()
    bridged[8:12, 5, 2] = True
    gap[8:11, 2:10, 1:4] = True  # leaves a gap of one voxel
    assert not smoothed(bridged, "opening", 2.1, (1, 1, 1))[9:11].any()
    assert smoothed(gap, "closing", 2.1, (1, 1, 1))[11, 4:8, 2].all()


@pytest.mark.parametrize("method", METHODS)
def test_a_large_box_stays_where_it_is(method):
    mask = np.zeros((20, 20, 20), bool)
    mask[4:16, 4:16, 4:16] = True
    after = smoothed(mask, method, 3.0, (1, 1, 1))
    assert after[6:14, 6:14, 6:14].all()
    assert not after[:3].any()


def test_flooding_stays_in_its_slice_or_goes_through_the_volume():
    pixels = np.full((6, 6, 4), 100.0)
    pixels[3] = 500  # a wall
    box, marked = flooded(pixels, (1, 1, 2), 10, axis=2)
    assert (box.start, box.stop) == ((0, 0, 2), (3, 6, 3))
    assert marked.all()
    box, marked = flooded(pixels, (1, 1, 2), 10)
    assert box.shape == (3, 6, 4)
    allowed = np.ones(pixels.shape, bool)
    allowed[:, 3] = False
    box, marked = flooded(pixels, (1, 1, 2), 10, allowed=allowed)
    assert box.shape == (3, 3, 4)


def test_flooding_takes_intensities_up_to_the_tolerance_and_no_more():
    pixels = np.arange(8, dtype=np.int16).reshape(8, 1, 1) * 10
    box, marked = flooded(pixels, (4, 0, 0), 20)
    assert (box.start[0], box.stop[0], marked.all()) == (2, 7, True)


def test_flooding_not_a_number_marks_the_voxel_alone_at_most():
    pixels = np.full((3, 3, 3), np.nan)
    _box, marked = flooded(pixels, (1, 1, 1), 5)
    assert not marked.any()


def test_what_is_connected_shares_faces(three_islands):
    assert connected_to(three_islands, (2, 2, 2)).sum() == 27
    assert not connected_to(three_islands, (0, 0, 0)).any()


def test_holes_within_slices_are_filled_though_they_are_open_above():
    mask = np.zeros((7, 7, 3), bool)
    mask[1:6, 1:6, :] = True
    mask[3, 3, :] = False
    assert not without_holes(mask)[3, 3].any()
    assert without_holes(mask, 2)[3, 3].all()
    assert without_holes(mask, 2).sum() == 75


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_between_two_squares_of_different_size_lies_one_between(axis):
    mask = np.zeros((21, 21, 5), bool)
    mask[2:19, 2:19, 0] = True
    mask[8:13, 8:13, 4] = True
    filled = np.moveaxis(filled_between(np.moveaxis(mask, 2, axis), axis, (1, 1, 1)), axis, 2)
    assert [int(filled[:, 10, k].sum()) for k in range(5)] == [17, 13, 11, 7, 5]  # 14, 8: the border is out
    assert np.array_equal(filled[..., [0, 4]], mask[..., [0, 4]])


def test_slices_outside_of_the_marked_ones_stay_empty():
    mask = np.zeros((5, 5, 6), bool)
    mask[1:4, 1:4, [1, 3]] = True
    assert np.flatnonzero(filled_between(mask, 2, (1, 1, 1)).any(axis=(0, 1))).tolist() == [1, 2, 3]
