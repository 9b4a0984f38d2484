"""Intensity steps against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.inference.intensity import STEPS, of_scope, prepared
from RILContourLib.models.description import Step
from RILContourLib.models.intensity_steps import STEP_KINDS

VALUES = np.array([[-1000.0, 0.0], [200.0, 1000.0]])


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step("clip", {"low": -500, "high": 500}), [[-500, 0], [200, 500]]),
        (Step("window", {"center": 100, "width": 400}), [[0, 0.25], [0.75, 1]]),
        (Step("window", {"center": 100, "width": 400, "to": (-1.0, 1.0)}), [[-1, -0.5], [0.5, 1]]),
        (Step("min-max"), [[0, 0.5], [0.6, 1]]),
        (Step("percentiles", {"low": 0, "high": 50}), [[0, 1000 / 1100], [1, 1]]),
        (Step("z-score", {"mean": 100, "sd": 50}), [[-22, -2], [2, 18]]),
        (Step("z-score", {"over": "positive"}), [[-4, -1.5], [-1, 1]]),
        (Step("scale", {"by": 0.5, "plus": 1}), [[-499, 1], [101, 501]]),
    ],
)
def test_each_step_does_what_it_says(step: Step, expected: list) -> None:
    found = prepared(VALUES, (step,))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_the_z_score_of_all_values_has_mean_0_and_standard_deviation_1() -> None:
    found = prepared(np.arange(1000).reshape(10, 10, 10), (Step("z-score"),))
    assert abs(float(found.mean())) < 1e-6
    assert float(found.std()) == pytest.approx(1, abs=1e-6)


def test_equalised_values_are_spread_evenly() -> None:
    skewed = np.exp(np.random.default_rng(1).normal(size=20_000))
    found = prepared(skewed, (Step("equalise", {"bins": 2000}),))
    counts, _ = np.histogram(found, bins=10, range=(0, 1))
    assert counts.min() > 1500
    assert np.all(np.diff(found[np.argsort(skewed)]) >= 0)


@pytest.mark.parametrize("kind", ["min-max", "percentiles", "z-score", "equalise"])
def test_an_image_of_one_value_becomes_finite_numbers(kind: str) -> None:
    parameters = {"low": 1, "high": 99} if kind == "percentiles" else {}
    assert np.isfinite(prepared(np.full((3, 3), 7.0), (Step(kind, parameters),))).all()


def test_values_that_are_no_numbers_count_as_0_and_the_image_stays_as_it_was() -> None:
    image = np.array([np.nan, np.inf, -np.inf, 2.0], np.float32)
    np.testing.assert_array_equal(prepared(image, (Step("scale", {"by": 2}),)), [0, 0, 0, 4])
    assert np.isnan(image[0])


def test_steps_follow_each_other_and_split_at_the_first_that_looks_at_the_input_only() -> None:
    steps = (Step("clip", {"low": 0, "high": 100}), Step("z-score", {"scope": "input"}), Step("scale", {"by": 2}))
    assert of_scope(steps, "image") == steps[:1]
    assert of_scope(steps, "input") == steps[1:]
    np.testing.assert_allclose(prepared(VALUES, (steps[0], steps[2])), [[0, 0], [200, 200]])


def test_every_step_that_a_model_may_name_can_be_done() -> None:
    assert set(STEPS) == set(STEP_KINDS)
