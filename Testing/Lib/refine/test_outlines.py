"""What outlines enclose, against counted squares and a named peer's rule."""

import numpy as np

from RILContourLib.refine.outlines import enclosed, outline_voxels

SQUARE = np.array([[1.5, 2.5], [5.5, 2.5], [5.5, 6.5], [1.5, 6.5]])


def test_a_square_encloses_the_grid_points_in_it():
    wanted = np.zeros((9, 10), bool)
    wanted[2:6, 3:7] = True
    assert np.array_equal(enclosed(SQUARE, (9, 10)), wanted)
    assert np.array_equal(enclosed(SQUARE[::-1], (9, 10)), wanted)


def test_outlines_that_share_a_border_share_no_grid_point_and_leave_none_out():
    left = enclosed(np.array([[0, 0], [4, 0], [4, 8], [0, 8]], float), (9, 9))
    right = enclosed(np.array([[4, 0], [8, 0], [8, 8], [4, 8]], float), (9, 9))
    assert not (left & right).any()
    assert np.array_equal(left | right, enclosed(np.array([[0, 0], [8, 0], [8, 8], [0, 8]], float), (9, 9)))


def test_what_an_outline_goes_round_twice_is_outside():
    bow_tie = np.array([[0.5, 0.5], [6.5, 6.5], [6.5, 0.5], [0.5, 6.5]])
    inside = enclosed(bow_tie, (8, 8))
    assert inside[5, 3]
    assert inside[2, 3]
    assert not inside[3, 1]
    assert not inside[3, 6]


def test_a_line_encloses_nothing():
    assert not enclosed(np.array([[1, 1], [5, 5]], float), (8, 8)).any()


def test_an_outline_in_each_plane_marks_its_slices():
    shape = (9, 10, 11)
    for axis in range(3):
        corners = np.insert(SQUARE, axis, 4.0, axis=1)
        box, voxels = outline_voxels(corners, axis, (3, 6), shape)
        whole = np.zeros(shape, bool)
        whole[box.slices()] = voxels
        number = np.nonzero(whole)[axis]
        assert sorted(set(number.tolist())) == [3, 4, 5]
        assert whole.sum() == 3 * 16


def test_slices_beyond_the_image_are_left_out():
    corners = np.insert(SQUARE, 2, 0.0, axis=1)
    box, voxels = outline_voxels(corners, 2, (-2, 2), (9, 10, 11))
    assert (box.start[2], box.stop[2]) == (0, 2)
    assert voxels.sum() == 2 * 16
    assert outline_voxels(corners + 100, 2, (0, 1), (9, 10, 11)) is None
