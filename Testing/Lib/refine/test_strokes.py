"""Brushes against distances worked out voxel by voxel."""

import numpy as np
import pytest

from RILContourLib.annotation.extent import Extent
from RILContourLib.refine.strokes import Brush, stroke_voxels, strokes_voxels

SHAPE = (20, 16, 10)
SPACING = (1.0, 2.0, 3.0)


def distance_to_segment_mm(start, end, axes):
    """mm from each voxel centre of the image to a straight way, along the given axes only."""
    places = np.stack(np.indices(SHAPE), axis=-1) * SPACING
    a, b = np.array(start) * SPACING, np.array(end) * SPACING
    kept = [axis in axes for axis in range(3)]
    a, b, places = a * kept, b * kept, places * kept
    length = np.dot(b - a, b - a)
    share = np.clip(((places - a) @ (b - a)) / length, 0, 1) if length else np.zeros(SHAPE)
    return np.linalg.norm(places - (a + share[..., None] * (b - a)), axis=-1)


def painted(path, brush):
    whole = np.zeros(SHAPE, bool)
    marked = stroke_voxels(np.array(path, float), brush, SPACING, SHAPE)
    if marked:
        box, voxels = marked
        whole[box.slices()] = voxels
    return whole


def test_a_sphere_marks_the_centres_within_its_radius_in_mm():
    way = (5.2, 6.4, 4.0), (9.0, 8.1, 6.0)
    wanted = distance_to_segment_mm(*way, axes=(0, 1, 2)) <= 4.5
    assert np.array_equal(painted(way, Brush(9.0)), wanted)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_circle_marks_its_slice_only(axis):
    way = [[SHAPE[a] / 2 for a in range(3)], [SHAPE[a] / 2 + 2.5 for a in range(3)]]
    way[0][axis] = way[1][axis] = 4.0
    wanted = distance_to_segment_mm(*way, axes=[a for a in range(3) if a != axis]) <= 5
    number = np.indices(SHAPE)[axis]
    assert np.array_equal(painted(way, Brush(10.0, axis)), wanted & (number == 4))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_circle_over_three_slices_marks_the_neighbours_alike(axis):
    place = [8.0, 8.0, 5.0]
    marked = painted([place], Brush(6.0, axis, slices=3))
    numbers = sorted(set(np.nonzero(marked)[axis].tolist()))
    assert numbers == [place[axis] - 1, place[axis], place[axis] + 1]
    planes = [np.take(marked, int(number), axis) for number in numbers]
    assert all(np.array_equal(plane, planes[0]) for plane in planes)


def test_a_brush_smaller_than_a_voxel_marks_each_voxel_it_was_pressed_on():
    marked = painted([(3.2, 4.4, 5.0)], Brush(0.5, 2))
    assert np.argwhere(marked).tolist() == [[3, 4, 5]]


def test_at_the_border_the_brush_is_cut_off_and_beyond_it_marks_nothing():
    at_corner = painted([(0.0, 0.0, 0.0)], Brush(4.0))
    assert np.array_equal(at_corner, distance_to_segment_mm((0, 0, 0), (0, 0, 0), (0, 1, 2)) <= 2)
    assert stroke_voxels(np.array([[-40.0, 3, 3]]), Brush(4.0), SPACING, SHAPE) is None


def test_the_box_holds_the_stroke_and_little_more():
    box, voxels = stroke_voxels(np.array([[8.0, 8.0, 4.0]]), Brush(6.0, 2), SPACING, SHAPE)
    assert voxels.shape == box.shape == (7, 3, 1)
    assert Extent.whole(SHAPE).contains(box)


def test_several_strokes_mark_what_each_of_them_marks_and_nothing_between_them():
    paths = [np.array([(3.0, 3, 3), (5, 3, 3)]), np.array([(15.0, 12, 7)]), np.array([(90.0, 90, 90)])]
    box, voxels = strokes_voxels(paths, Brush(4.0), SPACING, SHAPE)
    whole = np.zeros(SHAPE, bool)
    whole[box.slices()] = voxels
    assert np.array_equal(whole, painted(paths[0], Brush(4.0)) | painted(paths[1], Brush(4.0)))
    assert strokes_voxels(paths[2:], Brush(4.0), SPACING, SHAPE) is None
