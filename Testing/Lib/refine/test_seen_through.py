"""An outline on a picture of the whole volume, against each voxel's centre projected by itself."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.annotation.extent import Extent
from RILContourLib.refine.seen_through import seen_through, within_outline

SHAPE = (37, 41, 29)
WHOLE = Extent.whole(SHAPE)
# x = 5 i, y = 4 k, whatever j is: as seen in parallel, along j.
PARALLEL = np.array([[5.0, 0, 0, 0], [0, 0, 4.0, 0], [0, 0, 0, 1.0]])
# From a place near the volume, askew, with its near voxels larger.
PERSPECTIVE = np.array([[9.0, 1.5, -0.7, 40], [0.6, 1.1, 8.0, 25], [0.002, 0.011, 0.004, 0.5]])


def projected(ijk_to_xyw: np.ndarray, box: Extent) -> np.ndarray:
    """(ni, nj, nk, 2), voxel by voxel."""
    places = np.stack(np.indices(box.shape), axis=-1) + box.start
    xyw = np.einsum("ab,...b->...a", ijk_to_xyw[:, :3], places) + ijk_to_xyw[:, 3]
    return xyw[..., :2] / xyw[..., 2:]


def inside_one_by_one(xy: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """By the even-odd rule, for every place and every edge."""
    inside = np.zeros(xy.shape[:-1], bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        level = (y0 <= xy[..., 1]) != (y1 <= xy[..., 1])
        crossing = x0 + (xy[..., 1] - y0) * ((x1 - x0) / (y1 - y0) if y1 != y0 else 0.0)
        inside ^= level & (xy[..., 0] >= crossing)
    return inside


def freehand(centre: tuple[float, float], size: float) -> np.ndarray:
    """An outline as a hand draws it, with dents."""
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = size * (1 + 0.3 * np.sin(5 * angles) + 0.05 * np.sin(31 * angles))
    return np.column_stack([centre[0] + radius * np.cos(angles), centre[1] + radius * np.sin(angles)])


def test_a_rectangle_seen_in_parallel_is_a_bar_through_the_volume() -> None:
    found = seen_through(np.array([[48.0, 30], [102, 30], [102, 66], [48, 66]]), PARALLEL, WHOLE)
    wanted = np.zeros(SHAPE, bool)
    wanted[10:21, :, 8:17] = True  # 48 / 5 <= i < 102 / 5, 30 / 4 <= k < 66 / 4
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("size", [4.0, 30.0, 110.0, 2000.0])
def test_in_perspective_each_voxel_is_where_its_centre_is_seen(size: float) -> None:
    corners = freehand((190.0, 150.0), size)
    found = seen_through(corners, PERSPECTIVE, WHOLE)
    assert np.array_equal(found, inside_one_by_one(projected(PERSPECTIVE, WHOLE), corners))
    assert found.any()


def test_a_box_of_the_image_is_the_same_part_of_the_whole() -> None:
    box = Extent((5, 3, 7), (30, 36, 28))
    corners = freehand((190.0, 150.0), 60.0)
    assert np.array_equal(
        seen_through(corners, PERSPECTIVE, box), seen_through(corners, PERSPECTIVE, WHOLE)[box.slices()]
    )


def test_what_is_behind_the_camera_is_not_seen() -> None:
    among = np.array([[0.0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, -18.0]])  # the camera stands at i = 18 and looks along i
    everywhere = np.array([[-1e3, -1e3], [1e3, -1e3], [1e3, 1e3], [-1e3, 1e3]])
    found = seen_through(everywhere, among, WHOLE)
    assert not found[:19].any()
    assert found[19:].all()


def test_two_outlines_with_a_common_edge_share_no_voxel_and_leave_none_out() -> None:
    lower = np.array([[-1.0, -1], [300, -1], [300, 60], [-1, 40]])
    upper = np.array([[-1.0, 40], [300, 60], [300, 300], [-1, 300]])
    first, second = (seen_through(corners, PARALLEL, WHOLE) for corners in (lower, upper))
    assert not (first & second).any()
    assert (first | second).all()


@pytest.mark.parametrize("corners", [np.zeros((0, 2)), np.array([[1.0, 1], [50, 50]]), np.full((5, 2), 20.0)])
def test_what_encloses_nothing_marks_nothing(corners: np.ndarray) -> None:
    assert not seen_through(corners, PARALLEL, WHOLE).any()


def test_places_are_held_against_an_outline_that_crosses_itself() -> None:
    eight = np.array([[0.0, 0], [10, 10], [10, 0], [0, 10]])
    places = np.random.default_rng(3).uniform(-2, 12, (500, 2))
    assert np.array_equal(within_outline(places, eight), inside_one_by_one(places, eight))
