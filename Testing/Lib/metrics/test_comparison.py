"""Pairs of masks, box plots and paired tests, against numbers by hand, numpy and SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from RILContourLib.annotation.mask import Mask
from RILContourLib.metrics.comparison import MeasuredROI, boxes_by_roi, compared, worst
from RILContourLib.metrics.distribution import box_of, paired_test
from RILContourLib.metrics.pair import MEASURES, PairMeasures, measure_pair


def box(start: int, stop: int, shape: tuple[int, int, int] = (10, 6, 5)) -> Mask:
    array = np.zeros(shape, bool)
    array[start:stop, 1:5, 1:4] = True
    return Mask.from_array(array)


def pair(predicted: Mask, reference: Mask) -> PairMeasures:
    return measure_pair(predicted, reference, (2.0, 1.0, 1.0), 0.002, axis=0)


def test_a_box_that_is_shifted_by_a_voxel() -> None:
    found = pair(box(2, 6), box(3, 7))
    assert found.dice == pytest.approx(3 / 4)
    assert found.jaccard == pytest.approx(3 / 5)
    assert (found.sensitivity, found.precision) == (0.75, 0.75)
    assert found.predicted_ml == found.reference_ml == pytest.approx(48 * 0.002)
    assert found.volume_error_ml == 0
    assert found.hd_mm == 2.0  # one voxel along i is 2 mm
    assert found.nsd == 1.0
    np.testing.assert_array_equal(found.by_slice.both, [0, 0, 0, 12, 12, 12, 0, 0, 0, 0])
    assert found.worst_slice == 2


def test_the_worst_slice_is_the_one_with_most_voxels_that_differ_and_the_same_masks_have_none() -> None:
    array = box(2, 6).to_array()
    array[4, :, :] = False
    array[3, 1, 1] = False
    assert pair(Mask.from_array(array), box(2, 6)).worst_slice == 4
    assert pair(box(2, 6), box(2, 6)).worst_slice is None


def test_empty_masks_say_nothing_and_one_empty_mask_is_as_far_as_can_be() -> None:
    nothing = Mask.empty((10, 6, 5))
    both = pair(nothing, nothing)
    assert all(math.isnan(both.of(measure)) for measure in MEASURES if measure != "volume_error_ml")
    missed = pair(nothing, box(2, 6))
    assert (missed.dice, missed.sensitivity, missed.nsd, missed.hd95_mm) == (0, 0, 0, math.inf)
    assert math.isnan(missed.precision)
    assert missed.volume_error_ml == pytest.approx(0.096)


def test_a_box_plot_has_numpys_quartiles_and_tukeys_whiskers() -> None:
    values = [0.91, 0.93, 0.95, 0.9, 0.92, 0.3, math.nan, 0.94, 0.99]
    found = box_of(values)
    known = np.array([value for value in values if not math.isnan(value)])
    quartiles = np.percentile(known, (25, 50, 75))
    assert (found.first_quartile, found.median, found.third_quartile) == pytest.approx(tuple(quartiles))
    reach = 1.5 * (quartiles[2] - quartiles[0])
    assert found.outliers == tuple(sorted(v for v in known if not quartiles[0] - reach <= v <= quartiles[2] + reach))
    assert 0.3 in found.outliers
    assert (found.low_whisker, found.high_whisker) == (0.9, 0.99)
    assert (found.count, found.missing) == (8, 1)
    assert (found.mean, found.sd) == pytest.approx((known.mean(), known.std(ddof=1)))


def test_infinite_distances_are_the_largest_values() -> None:
    some = box_of([1.0, 2.0, 3.0, 4.0, math.inf])
    assert (some.median, some.third_quartile, some.outliers, some.mean) == (3.0, 4.0, (math.inf,), math.inf)
    most = box_of([1.0, math.inf, math.inf])
    assert (most.median, most.high_whisker, most.outliers) == (math.inf, math.inf, ())
    assert math.isnan(most.sd)


@pytest.mark.parametrize("values", [[], [math.nan]])
def test_without_values_there_are_no_numbers(values: list[float]) -> None:
    found = box_of(values)
    assert found.count == 0 and math.isnan(found.median) and found.outliers == ()


def test_the_paired_test_is_scipys_wilcoxon() -> None:
    generator = np.random.default_rng(4)
    first = generator.normal(0.8, 0.1, 20)
    second = first + generator.normal(0.05, 0.05, 20)
    found = paired_test(first.tolist(), second.tolist(), [f"s{n % 10}" for n in range(20)])
    assert found.p == pytest.approx(stats.wilcoxon(second - first).pvalue)
    assert found.median_difference == pytest.approx(np.median(second - first))
    assert (found.count, found.series) == (20, 10)
    assert found.larger + found.smaller == 20


def test_pairs_that_are_unknown_or_the_same_do_not_count_as_differences() -> None:
    found = paired_test([0.5, math.nan, math.inf, 0.7], [0.5, 0.9, math.inf, math.nan], list("abcd"))
    assert (found.count, found.larger, found.smaller) == (2, 0, 0)
    assert math.isnan(found.p) and found.median_difference == 0
    assert math.isnan(paired_test([], [], []).p)


def test_an_infinite_distance_that_became_finite_has_the_highest_rank() -> None:
    found = paired_test([math.inf, 2.0, 3.0, 4.0], [1.0, 2.5, 3.25, 4.125], list("abcd"))
    assert found.p == pytest.approx(stats.wilcoxon([-9, 0.5, 0.25, 0.125]).pvalue)
    assert (found.larger, found.smaller) == (3, 1)


def measured(series: str, source: str, start: int, roi: str = "liver") -> MeasuredROI:
    return MeasuredROI(series, roi, 0, source, pair(box(start, start + 4), box(3, 7)))


def test_two_models_are_compared_on_what_both_have_drafted() -> None:
    first = [measured(f"s{n}", "net@1", start) for n, start in enumerate((1, 2, 1, 5))]
    second = [measured(f"s{n}", "net@2", start) for n, start in enumerate((2, 3, 2))]
    dice = compared([*first, *second], "dice", ("net@1", "net@2"))
    assert [row.series for row in dice.rows] == ["s0", "s1", "s2"]
    assert [row.difference for row in dice.rows] == pytest.approx([0.25, 0.25, 0.25])
    assert (dice.alone, dice.better, dice.test.larger) == (1, "net@2", 3)
    assert dice.boxes[0].median == pytest.approx(0.5)
    distance = compared([*first, *second], "hd_mm", ("net@1", "net@2"))
    assert (distance.better, distance.test.median_difference) == ("net@2", -2.0)
    same = compared([*first, *first], "dice", ("net@1", "net@1"))
    assert same.better is None


@pytest.mark.parametrize("measure", ["dice", "hd_mm"])
def test_the_worst_come_first_whichever_way_a_measure_goes(measure: str) -> None:
    found = [measured(f"s{n}", "net@1", start) for n, start in enumerate((3, 1, 0, 2, 3))]
    assert [each.series for each in worst(found, measure, 3)] == ["s2", "s1", "s3"]  # type: ignore[arg-type]


def test_a_box_for_each_source_and_roi() -> None:
    found = [measured("a", "net@1", 2), measured("b", "net@1", 3), measured("a", "net@1", 1, "spleen")]
    boxes = boxes_by_roi(found, "dice")
    assert boxes["net@1", "liver"].median == pytest.approx(0.875)
    assert boxes["net@1", "spleen"].count == 1
