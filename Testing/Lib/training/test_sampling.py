"""Which slices an epoch shows, and which are kept back."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.training.sampling import batches_an_epoch, epoch_order, slice_weights
from RILContourLib.training.splitting import SplitSeries, kept_slices, split_series


def test_half_an_epoch_is_shared_out_among_classes_however_rare() -> None:
    marked = np.zeros((100, 2), bool)
    marked[:50, 0] = True
    marked[99, 1] = True
    weights = slice_weights(marked)
    assert np.isclose(weights.sum(), 1)
    assert np.isclose(weights[99], 0.5 * (1 / 2) + 0.5 / 100)  # all of the rare class' share
    assert np.isclose(weights[0], 0.5 * (1 / 50) / 2 + 0.5 / 100)
    assert np.isclose(weights[60], 0.5 / 100)


def test_without_any_mark_all_slices_come_alike() -> None:
    np.testing.assert_allclose(slice_weights(np.zeros((4, 1), bool)), 0.25)


def test_an_epoch_is_the_same_for_the_same_seed_and_another_for_another_epoch() -> None:
    weights = np.full(30, 1 / 30)
    first, again, next_epoch = (epoch_order(weights, 5, 6, 7, epoch) for epoch in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != next_epoch).any()


def test_an_epoch_of_as_many_draws_as_slices_of_equal_weight_shows_each_once() -> None:
    order = epoch_order(np.full(30, 1 / 30), 5, 6, 3, 1)
    np.testing.assert_array_equal(np.sort(order.ravel()), np.arange(30))


def test_heavy_slices_come_as_often_as_their_weight_says() -> None:
    weights = np.array([0.7, 0.1, 0.1, 0.1])
    counts = np.bincount(epoch_order(weights, 10, 10, 1, 1).ravel(), minlength=4)
    assert counts.tolist() == [70, 10, 10, 10]


def test_an_epoch_has_some_batches_of_few_slices_and_not_too_many_of_very_many() -> None:
    assert (batches_an_epoch(3, 8), batches_an_epoch(800, 8), batches_an_epoch(1_000_000, 8)) == (16, 100, 250)


def series(**subsets: str) -> list[SplitSeries]:
    """A patient each."""
    return [SplitSeries(name, subset, name, (True,)) for name, subset in subsets.items()]


def test_the_projects_own_validation_series_are_taken() -> None:
    assert split_series(series(a="train", b="validation", c="train"), 0.5, 1) == (frozenset("b"), "project")


def test_whole_patients_are_kept_back_by_the_seed() -> None:
    studies = [SplitSeries(f"p{n}/{part}", "train", f"p{n}") for n in range(10) for part in ("t1", "t2")]
    kept, by = split_series(studies, 0.2, 5)
    assert by == "patients" and len(kept) == 4 and len({name[:2] for name in kept}) == 2
    assert split_series(studies, 0.2, 5)[0] == kept
    assert any(split_series(studies, 0.2, seed)[0] != kept for seed in range(6, 10))


@pytest.mark.parametrize("seed", range(8))
def test_the_only_patient_with_an_roi_is_left_to_learn_from(seed: int) -> None:
    studies = [SplitSeries(f"s{n}", "train", f"p{n}", (True, n == 2, False)) for n in range(4)]
    kept, by = split_series(studies, 0.25, seed)
    assert by == "patients" and len(kept) == 1 and "s2" not in kept


def test_where_each_patient_has_another_roi_slices_are_kept_back() -> None:
    studies = [SplitSeries("a", "train", "p", (True, False)), SplitSeries("b", "train", "q", (False, True))]
    assert split_series(studies, 0.5, 1) == (frozenset(), "slices")


def test_of_one_patient_slices_are_kept_back_some_of_them_marked() -> None:
    assert split_series(series(a="train"), 0.2, 1) == (frozenset(), "slices")
    marked = np.zeros((20, 1), bool)
    marked[5:15] = True
    kept = kept_slices(marked)
    assert kept.sum() == 4 and (kept & marked[:, 0]).sum() == 2


def test_even_of_four_slices_one_is_kept_back() -> None:
    assert kept_slices(np.array([[True], [True], [False], [False]])).sum() == 1
