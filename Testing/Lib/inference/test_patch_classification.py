"""Classification by 3D patches, against probabilities worked out patch by patch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from RILContourLib.images.geometry import Geometry
from RILContourLib.inference.prediction import Decision
from RILContourLib.inference.running import Wanted, run
from RILContourLib.models.description import ModelDescription, NetworkInput, NetworkOutput, OutputClass, Weights

SHAPE, SIDE = (24, 20, 16), 8
STARTS = (0, 4, 8, 12, 16)  # of patches 8 voxels long along i that overlap by half, as wide and high as the image


@pytest.fixture
def image() -> np.ndarray:
    """Ever more voxels above 0 along i."""
    return np.random.default_rng(2).uniform(-1, 1, SHAPE).astype(np.float32) + np.linspace(-0.5, 0.5, 24)[:, None, None]


class HowMuch:
    """The part of a patch's voxels that lie above 0 is the probability of a nodule."""

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        return (batch > 0).mean(axis=(1, 2, 3))

    def close(self) -> None: ...


def decided(image: np.ndarray, series_answer: str, wanted: Wanted | None = None) -> Decision:
    given = NetworkInput("patch", size=(SIDE, *SHAPE[1:]), overlap=0.5)
    classes = (OutputClass(0, field="nodule", answer=True),)
    output = NetworkOutput("sigmoid", classes, series_answer=series_answer)  # type: ignore[arg-type]
    model = ModelDescription("t", "t", "classification", Weights("t.keras", "keras"), given, output)
    found = run(model, "t@1", HowMuch(), [image], Geometry(SHAPE, 1, np.eye(4), 1.0, "sform"), wanted or Wanted())
    return found.answers["nodule"]


def of_patches(image: np.ndarray) -> np.ndarray:
    return np.array([(image[start : start + SIDE] > 0).mean() for start in STARTS])


def test_each_slice_has_the_mean_of_the_patches_that_hold_it(image: np.ndarray) -> None:
    rows = of_patches(image)
    wanted = [
        np.mean([row for start, row in zip(STARTS, rows, strict=True) if start <= number < start + SIDE])
        for number in range(SHAPE[0])
    ]
    decision = decided(image, "mean")
    assert decision.axis == 0
    np.testing.assert_allclose(decision.by_slice[True], wanted, rtol=1e-6)
    assert decision.slice_answers == {number: bool(value >= 0.5) for number, value in enumerate(wanted)}


@pytest.mark.parametrize(("series_answer", "worked_out"), [("mean", np.mean), ("max", np.max)])
def test_the_series_answer_is_worked_out_of_its_patches(
    image: np.ndarray, series_answer: str, worked_out: Callable[[np.ndarray], float]
) -> None:
    score = float(worked_out(of_patches(image)))
    decision = decided(image, series_answer)
    assert decision.answer is (score >= 0.5)
    assert decision.probability == pytest.approx(score if score >= 0.5 else 1 - score, rel=1e-6)


def test_any_patch_over_the_threshold_is_enough_and_without_one_the_answer_is_no(image: np.ndarray) -> None:
    assert of_patches(image).max() >= 0.5
    assert decided(image, "any").answer is True
    assert decided(image - 2, "any").answer is False
    assert decided(image - 2, "majority").answer is False
