"""Otsu's threshold against a search over all splits, and where there is nothing to split."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.explain.otsu import otsu_threshold


def by_search(values: np.ndarray, bins: int) -> float:
    """The definition: the border between bins at which a split leaves the least variance within both parts."""
    counts, edges = np.histogram(values, bins)
    centres = (edges[:-1] + edges[1:]) / 2
    within = []
    for last in range(bins - 1):
        parts = [(counts[: last + 1], centres[: last + 1]), (counts[last + 1 :], centres[last + 1 :])]
        means = [np.average(centre, weights=count) for count, centre in parts]
        within.append(sum((n * (c - m) ** 2).sum() for (n, c), m in zip(parts, means, strict=True)))
    return float(edges[int(np.argmin(within)) + 1])


def test_it_is_the_split_with_the_least_variance_within() -> None:
    generator = np.random.default_rng(0)
    values = np.concatenate([generator.normal(0, 1, 900), generator.normal(6, 1, 300)])
    assert otsu_threshold(values, 32) == pytest.approx(by_search(values, 32))
    assert 2 < otsu_threshold(values) < 4


def test_voxels_that_the_network_did_not_see_do_not_count() -> None:
    values = np.array([0.0, 0.1, 0.2, 5.0, 5.1, 5.2])
    assert otsu_threshold(np.append(values, [np.nan, np.nan])) == otsu_threshold(values)
    assert ((values > otsu_threshold(values)) == (values > 1)).all()


def test_where_all_values_are_the_same_none_is_above_the_threshold() -> None:
    assert otsu_threshold(np.zeros((3, 4))) == 0.0
    assert otsu_threshold(np.full((3, 4), 2.5)) == 2.5
    assert otsu_threshold(np.full((3, 4), np.nan)) == 0.0
