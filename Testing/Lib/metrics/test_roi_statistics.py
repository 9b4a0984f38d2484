"""Statistics of an ROI against arithmetic done by hand and against scipy.ndimage and SimpleITK."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import GeometryMismatch
from RILContourLib.metrics.roi_statistics import roi_statistics

SHAPE = (6, 5, 4)


@pytest.fixture
def four_marked_voxels() -> Mask:
    marked = np.zeros(SHAPE, bool)
    marked[1, 2, 1] = marked[2, 2, 1] = marked[3, 2, 1] = marked[1, 2, 3] = True
    return Mask.from_array(marked)


@pytest.fixture
def pixels_with_1_2_3_6_under_them() -> np.ndarray:
    pixels = np.full(SHAPE, -1000, np.int16)
    pixels[1, 2, 1], pixels[2, 2, 1], pixels[3, 2, 1], pixels[1, 2, 3] = 1, 2, 3, 6
    return pixels


class ReadsOnly:
    """Pixels that tell which box was read of them."""

    def __init__(self, array: np.ndarray) -> None:
        self.array, self.shape, self.read = array, array.shape, []

    def __getitem__(self, box: tuple[slice, slice, slice]) -> np.ndarray:
        self.read.append(box)
        return self.array[box]


def test_the_numbers_are_those_done_by_hand(four_marked_voxels, pixels_with_1_2_3_6_under_them) -> None:
    found = roi_statistics(four_marked_voxels, pixels_with_1_2_3_6_under_them, voxel_volume_ml=0.0025, bins=5)
    assert (found.voxels, found.volume_ml) == (4, 0.01)
    assert (found.mean, found.minimum, found.maximum) == (3.0, 1.0, 6.0)
    assert found.sd == pytest.approx(((4 + 1 + 0 + 9) / 4) ** 0.5)  # of the population, not of a sample
    # Ranks 0.15, 0.75, 1.5, 2.25, 2.85 of the sorted values 1, 2, 3, 6.
    assert found.percentiles == pytest.approx({5: 1.15, 25: 1.75, 50: 2.5, 75: 3.75, 95: 5.55})
    assert found.histogram.edges == pytest.approx((1, 2, 3, 4, 5, 6))
    assert found.histogram.counts == (1, 1, 1, 0, 1)
    assert found.note == ""


def test_one_slice_takes_only_its_own_voxels(four_marked_voxels, pixels_with_1_2_3_6_under_them) -> None:
    pixels = pixels_with_1_2_3_6_under_them
    along_k = roi_statistics(four_marked_voxels, pixels, 1.0, slice_axis=2, slice_number=1)
    assert (along_k.voxels, along_k.volume_ml, along_k.mean) == (3, 3.0, 2.0)
    along_i = roi_statistics(four_marked_voxels, pixels, 1.0, slice_axis=0, slice_number=1)
    assert (along_i.voxels, along_i.minimum, along_i.maximum) == (2, 1.0, 6.0)
    between = roi_statistics(four_marked_voxels, pixels, 1.0, slice_axis=2, slice_number=2)
    outside = roi_statistics(four_marked_voxels, pixels, 1.0, slice_axis=2, slice_number=0)
    assert (between.voxels, between.mean, outside.voxels, outside.mean) == (0, None, 0, None)


def test_nothing_outside_the_extent_is_read(four_marked_voxels, pixels_with_1_2_3_6_under_them) -> None:
    pixels = ReadsOnly(pixels_with_1_2_3_6_under_them)
    roi_statistics(four_marked_voxels, pixels, 1.0)
    roi_statistics(four_marked_voxels, pixels, 1.0, slice_axis=2, slice_number=3)
    assert pixels.read == [
        (slice(1, 4), slice(2, 3), slice(1, 4)),
        (slice(1, 4), slice(2, 3), slice(3, 4)),
    ]


def test_an_empty_roi_has_a_volume_of_zero_and_no_intensities() -> None:
    found = roi_statistics(Mask.empty(SHAPE), np.zeros(SHAPE), 1.0)
    assert (found.voxels, found.volume_ml, found.mean, found.sd, found.histogram) == (0, 0.0, None, None, None)
    assert found.percentiles == {}
    assert found.note == "no voxel is marked"


def test_voxels_without_a_finite_value_count_for_the_volume_only(
    four_marked_voxels, pixels_with_1_2_3_6_under_them
) -> None:
    pixels = pixels_with_1_2_3_6_under_them.astype(np.float32)
    pixels[2, 2, 1], pixels[1, 2, 3] = np.nan, np.inf
    found = roi_statistics(four_marked_voxels, pixels, 1.0)
    assert (found.voxels, found.valued_voxels, found.mean, found.maximum) == (4, 2, 2.0, 3.0)
    assert found.note == "2 voxels without a finite value are left out"
    nothing = roi_statistics(four_marked_voxels, np.full(SHAPE, np.nan), 1.0)
    assert (nothing.voxels, nothing.valued_voxels, nothing.mean) == (4, 0, None)


def test_a_colour_image_gives_the_volume_and_says_why_no_more(four_marked_voxels) -> None:
    for colours in (np.zeros((*SHAPE, 3), np.uint8), np.zeros(SHAPE, [("R", "u1"), ("G", "u1"), ("B", "u1")])):
        found = roi_statistics(four_marked_voxels, colours, 1.0)
        assert (found.voxels, found.volume_ml, found.mean) == (4, 4.0, None)
        assert "number" in found.note


def test_one_value_everywhere_has_no_spread(four_marked_voxels) -> None:
    found = roi_statistics(four_marked_voxels, np.full(SHAPE, 7, np.uint8), 1.0, bins=3)
    assert (found.mean, found.sd, set(found.percentiles.values())) == (7.0, 0.0, {7.0})
    assert sum(found.histogram.counts) == 4


def test_pixels_of_another_shape_are_refused(four_marked_voxels) -> None:
    with pytest.raises(GeometryMismatch, match=r"\(6, 5, 4\).*\(6, 5, 5\)"):
        roi_statistics(four_marked_voxels, np.zeros((6, 5, 5)), 1.0)


def test_random_images_agree_with_scipy_and_simpleitk() -> None:
    sitk = pytest.importorskip("SimpleITK")
    random = np.random.default_rng(7)
    pixels = random.normal(40, 300, (31, 22, 17)).round().astype(np.int16)
    marked = random.random(pixels.shape) < 0.2
    found = roi_statistics(Mask.from_array(marked), pixels, voxel_volume_ml=0.7 * 0.7 * 3 / 1000)
    assert found.mean == pytest.approx(ndimage.mean(pixels, marked))
    assert found.sd == pytest.approx(ndimage.standard_deviation(pixels, marked))
    assert found.percentiles[50] == ndimage.median(pixels, marked)
    peer = sitk.LabelIntensityStatisticsImageFilter()
    label_kji = sitk.GetImageFromArray(marked.T.astype(np.uint8))
    image_kji = sitk.GetImageFromArray(pixels.T)
    for image in (label_kji, image_kji):
        image.SetSpacing((0.7, 0.7, 3.0))
    peer.Execute(label_kji, image_kji)
    assert found.volume_ml == pytest.approx(peer.GetPhysicalSize(1) / 1000)
    assert found.mean == pytest.approx(peer.GetMean(1))
    assert (found.minimum, found.maximum) == (peer.GetMinimum(1), peer.GetMaximum(1))
