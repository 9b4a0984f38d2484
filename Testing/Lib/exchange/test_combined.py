"""Combined masks against arrays made voxel by voxel."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import ExchangeError
from RILContourLib.exchange.combined import Combination, all_combinations, combine, refuse_inexact

SHAPE = (9, 8, 7)


def mask_of(*voxels: tuple[int, int, int]) -> Mask:
    marked = np.zeros(SHAPE, bool)
    for voxel in voxels:
        marked[voxel] = True
    return Mask.from_array(marked)


def test_a_voxel_of_several_roi_holds_the_or_of_their_values():
    masks = [
        ("a", mask_of((0, 0, 0), (1, 1, 1), (2, 2, 2))),
        ("b", mask_of((1, 1, 1), (2, 2, 2))),
        ("c", mask_of((2, 2, 2))),
    ]
    frame = combine(masks, {"a": 1, "b": 2, "c": 4}, SHAPE)
    expected = np.zeros(SHAPE, np.uint8)
    expected[0, 0, 0], expected[1, 1, 1], expected[2, 2, 2] = 1, 3, 7
    assert frame.array.dtype == np.uint8
    assert np.array_equal(frame.array, expected)
    assert frame.combinations == (
        Combination(("a",), 1, 1, True),
        Combination(("a", "b"), 3, 1, True),
        Combination(("a", "b", "c"), 7, 1, True),
    )


def test_forty_random_roi_combine_as_a_loop_over_all_voxels_does(random):
    value_of = {f"roi-{bit}": 1 << bit for bit in range(40)}
    arrays = {roi: random.random(SHAPE) < 0.3 for roi in value_of}
    frame = combine([(roi, Mask.from_array(array)) for roi, array in arrays.items()], value_of, SHAPE)
    expected = sum(array.astype(np.int64) << bit for bit, array in enumerate(arrays.values()))
    assert frame.array.dtype == np.uint64
    assert np.array_equal(frame.array, expected)
    counts = {each.value: each.voxels for each in frame.combinations}
    values, voxels = np.unique(expected[expected > 0], return_counts=True)
    assert counts == dict(zip(values.tolist(), voxels.tolist(), strict=True))


def test_more_sets_of_roi_than_sixteen_bits_can_number_are_told_apart():
    shape = (70_000, 1, 1)
    value_of = {f"bit-{bit}": 1 << bit for bit in range(17)}
    numbers = np.arange(70_000, dtype=np.int64).reshape(shape)
    masks = [(roi, Mask.from_array((numbers >> bit & 1).astype(bool))) for bit, roi in enumerate(value_of)]
    assert np.array_equal(combine(masks, value_of, shape).array, numbers)


def test_the_largest_power_of_two_fits():
    frame = combine([("a", mask_of((1, 1, 1))), ("b", mask_of((1, 1, 1)))], {"a": 2**63, "b": 1}, SHAPE)
    assert frame.array[1, 1, 1] == 2**63 + 1


def test_values_that_are_no_powers_of_two_are_exact_where_nothing_overlaps():
    frame = combine([("a", mask_of((0, 0, 0))), ("b", mask_of((1, 0, 0)))], {"a": 1, "b": 2, "c": 3}, SHAPE)
    refuse_inexact(frame.combinations, {"a": 1, "b": 2, "c": 3})
    assert [each.exact for each in frame.combinations] == [True, True]


def test_an_overlap_that_reads_as_another_roi_is_refused_and_named_even_if_that_roi_is_not_there():
    value_of = {"a": 1, "b": 2, "c": 3}
    frame = combine([("a", mask_of((0, 0, 0))), ("b", mask_of((0, 0, 0)))], value_of, SHAPE)
    with pytest.raises(ExchangeError, match=r"a and b overlap in 1 voxels, whose value 3 would be read as c"):
        refuse_inexact(frame.combinations, value_of)


def test_an_overlap_that_reads_as_one_of_its_own_members_is_refused():
    value_of = {"a": 1, "c": 3}
    frame = combine([("a", mask_of((0, 0, 0))), ("c", mask_of((0, 0, 0)))], value_of, SHAPE)
    with pytest.raises(ExchangeError, match="would be read as c"):
        refuse_inexact(frame.combinations, value_of)


def test_an_overlap_that_several_sets_could_make_is_refused():
    value_of = {"a": 3, "b": 5, "c": 6}  # any two make 7
    frame = combine([("a", mask_of((0, 0, 0))), ("b", mask_of((0, 0, 0)))], value_of, SHAPE)
    with pytest.raises(ExchangeError, match="several ways"):
        refuse_inexact(frame.combinations, value_of)


def test_no_roi_gives_an_empty_array():
    frame = combine([("a", Mask.empty(SHAPE))], {"a": 5}, SHAPE)
    assert (frame.array.dtype, frame.array.any(), frame.combinations) == (np.uint8, False, ())


def test_an_roi_without_a_value_is_named():
    with pytest.raises(ExchangeError, match="no mask value to point-x"):
        combine([("point-x", mask_of((0, 0, 0)))], {"a": 1, "point-x": 0}, SHAPE)


def test_the_combinations_of_frames_are_added_up():
    value_of = {"a": 1, "b": 2}
    first = combine([("a", mask_of((0, 0, 0)))], value_of, SHAPE)
    second = combine([("a", mask_of((0, 0, 0), (0, 1, 0))), ("b", mask_of((0, 1, 0)))], value_of, SHAPE)
    assert [(each.value, each.voxels) for each in all_combinations([first, second])] == [(1, 2), (3, 1)]


def test_an_overlap_of_very_many_roi_is_told_in_a_few_words():
    value_of = {f"r{number}": number + 1 for number in range(300)}
    frame = combine([(roi, mask_of((0, 0, 0))) for roi in value_of], value_of, SHAPE)
    with pytest.raises(ExchangeError, match="r7 and 292 more overlap in 1 voxels"):
        refuse_inexact(frame.combinations, value_of)
