import numpy as np
import pytest

from RILContourLib.slicerbridge.windows import image_window


def test_padding_of_a_ct_is_left_out_also_where_interpolation_blurred_its_edge() -> None:
    body = np.linspace(-1000, 400, 8000)
    blurred = np.linspace(-2900, -1100, 500)
    padded = np.concatenate([np.full(3000, -3024.0), np.full(20, -3200.0), blurred, body])
    width, level = image_window(padded.astype(np.int16))
    assert (level - width / 2, level + width / 2) == pytest.approx((-993, 393), abs=2)


def test_low_numbers_that_belong_to_the_image_are_not_taken_for_padding() -> None:
    phase = np.concatenate([np.full(9000, -4096), np.arange(-4096, 4096)]).astype(np.int16)
    width, level = image_window(phase)
    assert (level - width / 2, level + width / 2) == pytest.approx((-4054, 4054), abs=3)


def test_background_of_the_lowest_number_does_not_count_unless_there_is_one_other_number_only() -> None:
    mri = np.concatenate([np.zeros(9000), np.arange(1, 1002)])
    assert image_window(mri) == pytest.approx((990, 501))
    assert image_window(np.repeat(np.array([0, 1], np.uint8), [900, 100])) == (1, 0.5)


def test_the_window_leaves_out_half_a_percent_at_each_end() -> None:
    assert image_window(np.arange(1001, dtype=np.int16)) == pytest.approx((990, 500), abs=1)
    assert image_window(np.arange(1001.0)[::-1].reshape(7, 11, 13)) == pytest.approx((990, 500), abs=1)


def test_of_a_large_image_every_nth_voxel_is_looked_at() -> None:
    gradient = np.broadcast_to(np.linspace(0, 100, 512, dtype=np.float32), (40, 256, 512))
    assert image_window(np.ascontiguousarray(gradient)) == pytest.approx((99, 50), abs=0.5)


def test_a_few_bright_voxels_on_background_are_shown_by_the_whole_range() -> None:
    voxels = np.zeros(10_000)
    voxels[5] = 8
    assert image_window(voxels) == (8, 4)


@pytest.mark.parametrize("voxels", [np.full(9, 7.0), np.full(9, np.nan), np.full(9, -3e38), np.array([-1e300, 1e300])])
def test_there_is_always_a_window_with_a_width(voxels: np.ndarray) -> None:
    width, level = image_window(voxels)
    assert width > 0
    assert np.isfinite(np.float32([width, level])).all()


def test_numbers_that_are_not_finite_do_not_count() -> None:
    voxels = np.arange(1001.0)
    voxels[[3, 500]] = np.nan, np.inf
    assert image_window(voxels) == pytest.approx((990, 500), abs=2)


def test_colours_have_all_their_levels() -> None:
    assert image_window(np.zeros((3, 4, 5, 3), np.uint8)) == (255, 127.5)
