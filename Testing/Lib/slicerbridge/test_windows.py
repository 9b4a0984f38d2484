import numpy as np
import pytest

from RILContourLib.slicerbridge.windows import percentile_window


def test_the_window_leaves_out_half_a_percent_at_each_end() -> None:
    assert percentile_window(np.arange(1001, dtype=np.int16)) == pytest.approx((990, 500))
    assert percentile_window(np.arange(1001.0)[::-1].reshape(7, 11, 13)) == pytest.approx((990, 500))


def test_of_a_large_image_every_nth_voxel_is_looked_at() -> None:
    gradient = np.broadcast_to(np.linspace(0, 100, 512, dtype=np.float32), (40, 256, 512))
    assert percentile_window(np.ascontiguousarray(gradient)) == pytest.approx((99, 50), abs=0.5)


def test_a_few_bright_voxels_on_background_are_shown_by_the_whole_range() -> None:
    voxels = np.zeros(10_000)
    voxels[5] = 8
    assert percentile_window(voxels) == (8, 4)


@pytest.mark.parametrize("voxels", [np.full(9, 7.0), np.full(9, np.nan), np.full(9, -3e38), np.array([-1e300, 1e300])])
def test_there_is_always_a_window_with_a_width(voxels: np.ndarray) -> None:
    width, level = percentile_window(voxels)
    assert width > 0
    assert np.isfinite(np.float32([width, level])).all()


def test_numbers_that_are_not_finite_do_not_count() -> None:
    voxels = np.arange(1001.0)
    voxels[[3, 500]] = np.nan, np.inf
    assert percentile_window(voxels) == pytest.approx((990, 500), abs=2)


def test_colours_have_all_their_levels() -> None:
    assert percentile_window(np.zeros((3, 4, 5, 3), np.uint8)) == (255, 127.5)
