"""Options, plans, curves and checkpoints come back as they were written, and what is wrong is said in a sentence."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from RILContourLib.errors import ModelError, UsageError
from RILContourLib.models.description import Step
from RILContourLib.training.checkpoint import Checkpoint, saved_curves
from RILContourLib.training.network_kinds import NetworkShape
from RILContourLib.training.options import Augmentation, TrainOptions
from RILContourLib.training.plan import CHECKPOINT, PLAN, DataSeries, Plan
from RILContourLib.training.records import EpochRecord, TrainingState, best_of, curves_csv
from RILContourLib.training.scores import Scores, mean_score


def a_plan() -> Plan:
    steps = (Step("window", {"center": -600, "width": 1500}),)
    options = TrainOptions(rois=("a", "b"), intensity=steps, augmentation=Augmentation(flip=True))
    shape = NetworkShape("segmentation", 1, 2, "sigmoid", 3, 8, "group")
    series = (DataSeries("p/a.nii", 3, True, "ab", "cd", False, ("000000-0",), 12),)
    return Plan("lungs", "p-1", options, shape, ("a", "b"), series, "patients", "ef", "complete", 0, "lungs@2", "/m/2")


def epoch(number: int, score: float | None, loss: float = 1.0) -> EpochRecord:
    return EpochRecord(number, 2.0 / number, loss, score, {"a": score, "b": None}, 1e-3, 2.5)


def test_a_plan_reads_back_as_it_was_saved(tmp_path: Path) -> None:
    a_plan().save(tmp_path)
    assert Plan.load(tmp_path) == a_plan()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"schema": 2}'])
def test_a_damaged_plan_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / PLAN).write_bytes(content)
    with pytest.raises(ModelError, match="train without resuming"):
        Plan.load(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"learning_rate": 0.0},
        {"adjacent": 2},
        {"size": 100},
        {"validation": 0.9},
        {"norm": "layer"},
        {"rois": ("a",), "field": "b"},
    ],
)
def test_options_that_cannot_be_are_refused(wrong: dict) -> None:
    with pytest.raises(UsageError, match="Training cannot be done with"):
        TrainOptions(**wrong)


def test_a_checkpoint_holds_weights_optimizer_and_curves(tmp_path: Path) -> None:
    arrays = [np.arange(6, dtype=np.float32).reshape(2, 3), np.float32(4.5)]
    held = Checkpoint((epoch(1, 0.5),), arrays, [*arrays, np.int64(7)], arrays[::-1])
    held.save(tmp_path)
    read = Checkpoint.load(tmp_path)
    assert read is not None and read.curves == held.curves == saved_curves(tmp_path)
    for part in ("weights", "optimizer", "best"):
        for one, other in zip(getattr(held, part), getattr(read, part), strict=True):
            np.testing.assert_array_equal(one, other)


def test_no_checkpoint_is_no_error_and_a_damaged_one_is_a_sentence(tmp_path: Path) -> None:
    assert Checkpoint.load(tmp_path) is None and saved_curves(tmp_path) == ()
    Checkpoint((epoch(1, 0.5),), [np.zeros(100)], [], []).save(tmp_path)
    content = (tmp_path / CHECKPOINT).read_bytes()
    (tmp_path / CHECKPOINT).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="is damaged"):
        Checkpoint.load(tmp_path)


def test_the_best_epoch_has_the_highest_score_the_first_of_equals() -> None:
    assert best_of([epoch(1, 0.5), epoch(2, 0.8), epoch(3, 0.8), epoch(4, 0.7)]) == epoch(2, 0.8)
    assert best_of([epoch(1, None, 2.0), epoch(2, None, 1.0)]) == epoch(2, None, 1.0)
    assert best_of([]) is None


def test_curves_are_a_table_with_a_column_for_each_roi() -> None:
    rows = list(csv.DictReader(io.StringIO(curves_csv([epoch(1, 0.5), epoch(2, None)]).decode())))
    assert [row["a"] for row in rows] == ["0.5", ""] and rows[1]["epoch"] == "2"


def test_the_time_left_is_that_of_epochs_to_come() -> None:
    state = TrainingState(
        "m", "training", epoch=3, epochs=10, batch=8, batches=16, curves=(epoch(1, 0.1), epoch(2, 0.2))
    )
    assert state.seconds_left == pytest.approx(7.5 * 2.5)
    assert replace(state, phase="done").seconds_left is None


def test_dice_is_counted_over_all_slices_where_the_class_is_known() -> None:
    scores = Scores("segmentation", "sigmoid", 2)
    logits = np.full((2, 2, 2, 2), -1.0)
    logits[0, 0, :, 0] = 1  # two voxels said, of which one is true; one true voxel is missed on the other slice
    truth = np.zeros((2, 2, 2, 2))
    truth[0, 0, 0, 0] = truth[1, 1, 1, 0] = truth[1, 0, 0, 1] = 1
    scores.add(logits, truth, np.array([[1, 1], [1, 0]]))
    assert scores.by_class() == [pytest.approx(2 * 1 / (2 + 2)), None]


def test_of_a_softmax_the_background_is_no_class() -> None:
    scores = Scores("segmentation", "softmax", 2)
    logits = np.zeros((1, 1, 3, 3))
    logits[0, 0] = [[5, 0, 0], [0, 5, 0], [0, 0, 5]]
    truth = np.zeros((1, 1, 3, 2))
    truth[0, 0, 1, 0] = truth[0, 0, 2, 1] = 1
    scores.add(logits, truth, np.ones((1, 2)))
    assert scores.by_class() == [1.0, 1.0]


def test_balanced_accuracy_is_the_mean_of_sensitivity_and_specificity() -> None:
    scores = Scores("classification", "sigmoid", 1)
    logits = np.array([[1.0], [1.0], [-1.0], [1.0], [-1.0]])
    scores.add(logits, np.array([[1], [1], [1], [0], [0]]), np.ones((5, 1)))
    assert scores.by_class() == [pytest.approx((2 / 3 + 1 / 2) / 2)]
    assert mean_score([0.5, None, 1.0]) == 0.75 and mean_score([None]) is None
