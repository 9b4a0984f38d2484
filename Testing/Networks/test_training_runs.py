"""Whole trainings: a ball is learned and drafted, and whatever ends a training, it goes on to the same weights."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.errors import Cancelled, ModelError, UsageError
from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.library import Library
from RILContourLib.progress import CancelToken, no_progress
from RILContourLib.project.definitions import Split
from RILContourLib.session.training import train
from RILContourLib.session.training_kept import discard_training, kept_training, training_folder
from RILContourLib.session.training_preparing import prepare_training
from RILContourLib.session.training_run import TrainingRun
from RILContourLib.session.training_survey import training_survey
from RILContourLib.training.options import TrainOptions
from RILContourLib.training.records import TrainingState
from Testing.Lib.training.ball_study import BALL, CUBE, answer, ball, draw, make_balls, name_of, upper

TINY = TrainOptions(rois=(BALL,), epochs=4, batch=4, depth=2, width=4, learning_rate=1e-2, seed=3)


@pytest.fixture(scope="module", autouse=True)
def _user(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("user")
        patch.setenv("RILCONTOUR_STATE", str(folder / "state"))
        patch.setenv("RILCONTOUR_CACHE", str(folder / "cache"))
        yield


@pytest.fixture(autouse=True)
def _own_user_folders() -> None:
    """Those of the module are kept: trainings wait there between tests."""


@pytest.fixture(scope="module")
def balls(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Six patients: three are complete, one is for testing, two are unseen; `balls@1` is trained and drafted one."""
    project = make_balls(tmp_path_factory.mktemp("balls") / "study", 6, test=(3,))
    for number in range(4):
        draw(project, number)
    train(project, "balls", None, TINY, draft_next=1)
    return project


@pytest.fixture
def project(balls: Project) -> Project:
    return Project.open(balls.folder, user="ana")


def weights(project: Project, label: str) -> list[np.ndarray]:
    keras = import_keras()
    return keras.models.load_model(project.models[label].version.weights, compile=False).get_weights()


def assert_same_weights(project: Project, one: str, other: str) -> None:
    for first, second in zip(weights(project, one), weights(project, other), strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-6)


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return float(2 * (one & other).sum() / (one.sum() + other.sum()))


def stopped_in(epoch: int, run: TrainingRun, how: Callable[[TrainingRun], None]) -> None:
    """Call `how(run)` once, when the epoch before is done and this one has begun, and wait for the end."""
    once = threading.Event()

    def watch(state: TrainingState) -> None:
        if state.phase == "training" and len(state.curves) >= epoch - 1 and not once.is_set():
            once.set()
            how(run)

    run.on_change(watch)
    run.start().result(300)


def killed(run: TrainingRun) -> None:
    assert run.process_id is not None
    os.kill(run.process_id, signal.SIGKILL)


def test_a_network_learns_the_ball_and_drafts_the_next_series_which_nobody_saw(project: Project) -> None:
    drafts = {series.name: series.drafts for series in project if series.drafts}
    assert list(drafts) == [name_of(4)]
    drafted = drafts[name_of(4)][0]
    assert drafted.model == "balls@1"
    assert dice(drafted.annotation.mask(BALL).to_array(), ball(4)) > 0.9


def test_the_version_says_what_made_it(project: Project) -> None:
    version = project.models["balls"].version
    made = version.description.made_from
    assert made["dataset"]["series"] == 3 and made["dataset"]["slices"] == 24 and len(made["dataset"]["digest"]) == 64
    assert made["split"]["by"] == "patients" and made["options"]["seed"] == 3
    assert made["validation"]["by_class"]["ball"] > 0.85
    assert set(made["libraries"]) == {"python", "keras", "tensorflow", "numpy"}
    assert made["started_from"] == "random weights" and made["augmentation"]["flip"] == "left and right"
    listed = (version.folder / "dataset.csv").read_text()
    assert name_of(0) in listed and name_of(3) not in listed and name_of(4) not in listed
    assert len((version.folder / "curves.csv").read_text().splitlines()) == 1 + 4
    version.verify()
    assert not training_folder(project, "balls").joinpath("plan.json").exists()


def test_stopped_resumed_killed_and_resumed_again_it_comes_to_the_same_weights(project: Project) -> None:
    with pytest.raises(Cancelled, match=r"Stopped after epoch \d of 4; the best weights of again \(epoch"):
        stopped_in(2, TrainingRun(project, "again", None, TINY), TrainingRun.cancel)
    kept = kept_training(project, "again")
    assert kept is not None and 1 <= len(kept.curves) < 4 and kept.epochs == 4
    assert "again" not in project.models.names
    with pytest.raises(ModelError, match=r"ended \(signal SIGKILL\).*up to its last full epoch is kept"):
        stopped_in(3, TrainingRun(project, "again", resume=True), killed)
    report = train(project, "again", resume=True)
    assert report.version == "again@1" and [record.epoch for record in report.curves] == [1, 2, 3, 4]
    assert report.digest == project.models["balls@1"].description.made_from["dataset"]["digest"]
    assert_same_weights(project, "again@1", "balls@1")


def test_a_stopped_training_can_be_published_also_after_a_full_disk_which_leaves_no_half_version(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    with pytest.raises(Cancelled):
        stopped_in(2, TrainingRun(project, "early", None, TINY), TrainingRun.cancel)
    with pytest.raises(UsageError, match="waits: resume it, publish what it had come to, or discard it first"):
        train(project, "early", None, TINY)
    with monkeypatch.context() as patch:
        patch.setattr("RILContourLib.models.library._copy", full)
        with pytest.raises(ModelError, match="No space left on device"):
            train(project, "early", publish_best=True)
    library = Library(project.folder / "models")
    assert library.numbers("early") == () and not list(library.folder.glob(".incoming*"))
    run = TrainingRun(project, "early", publish_best=True)
    report = run.run()
    assert report.version == "early@1" and len(report.curves) < 4 and run.state.phase == "done"
    assert project.models["early"].predictions(project[name_of(5)])[0].model == "early@1"
    assert kept_training(project, "early") is None


def test_the_next_version_goes_on_from_the_newest_unless_told_otherwise(project: Project, tmp_path: Path) -> None:
    once = replace(TINY, epochs=1, learning_rate=1e-4)
    further = train(project, "balls", None, once)
    assert further.started_from == "balls@1" and (further.curves[0].score or 0) > 0.85
    anew = replace(once, from_scratch=True)
    survey = training_survey(project, None, anew)
    assert (
        prepare_training(project, "balls", tmp_path, survey, None, anew, no_progress, CancelToken()).plan.start is None
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups that a signal could be sent to")
def test_ctrl_c_in_a_terminal_reaches_all_its_processes_and_stops_training_gently(tmp_path: Path) -> None:
    project = make_balls(tmp_path / "study", 1)
    draw(project, 0)
    words = ["--model", "balls", "--roi", "ball", "--epochs", "500", "--batch", "4", "--depth", "2", "--width", "4"]
    command = [sys.executable, "-m", "RILContourLib.cli", "train", str(project.folder), *words]
    root = Path(__file__).resolve().parents[2]
    running = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True, start_new_session=True)
    for _ in range(1200):
        if (kept := kept_training(project, "balls")) is not None and kept.curves:
            break
        assert running.poll() is None
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=120)[1]
    assert running.returncode == 130 and "the best weights of balls (epoch" in said
    kept = kept_training(project, "balls")
    assert kept is not None and 1 <= len(kept.curves) < 500


def test_two_trainings_of_one_model_do_not_meet(project: Project) -> None:
    run, starting = TrainingRun(project, "twice", None, TINY), threading.Event()
    run.on_change(lambda state: starting.set() if state.phase == "starting" else None)
    run.start()
    assert starting.wait(60)
    with pytest.raises(ModelError, match="being trained already"):
        train(project, "twice", None, TINY)
    run.cancel()
    with pytest.raises(Cancelled):
        run.result(300)
    assert run.state.phase == "stopped" and "Stopped" in run.state.message
    discard_training(project, "twice")
    assert kept_training(project, "twice") is None


def test_two_roi_of_which_a_voxel_has_one_are_learned_from_three_slices_at_once(tmp_path: Path) -> None:
    """The cube is the upper half of each ball; in one series nobody looked for it, which makes it no background."""
    project = make_balls(tmp_path / "halves", 4, halves=True, one_roi_per_voxel=True)
    for number in range(3):
        with project[name_of(number)].edit() as annotation:
            for roi, half in ((BALL, ~upper()), (CUBE, upper())):
                if roi == BALL or number > 0:
                    annotation[roi].mask[...] = ball(number) & half
                    annotation[roi].status = "complete"
    options = replace(TINY, rois=(BALL, CUBE), adjacent=3, size=32, epochs=12)
    assert train(project, "halves", None, options).version == "halves@1"
    model = project.models["halves"]
    assert model.description.output.kind == "softmax" and model.description.input.adjacent == 3
    masks = model.predictions(project[name_of(3)])[0].masks
    found = {roi: masks[roi].to_array() for roi in (BALL, CUBE)}
    assert not (found[BALL] & found[CUBE]).any()
    assert dice(found[BALL], ball(3) & ~upper()) > 0.8 and dice(found[CUBE], ball(3) & upper()) > 0.8


def test_answers_about_slices_are_learned_and_drafted(project: Project) -> None:
    for number in range(3):
        answer(project, number)
    options = replace(TINY, rois=(), field="ball-here", epochs=3)
    report = train(project, "finder", None, options)
    assert report.measure == "balanced accuracy" and (report.best.score or 0) > 0.9  # type: ignore[union-attr]
    draft = project.models["finder"].predict(project[name_of(4)])
    told = [value for _, field, value in draft.annotation.answers if field == "ball-here"]
    assert sum(each.value is True for each in told) == pytest.approx(ball(4).any(axis=(0, 1)).sum(), abs=1)


def test_a_series_that_became_a_test_series_ends_what_was_begun_with_it(project: Project) -> None:
    folder = training_folder(project, "begun")
    survey = training_survey(project, None, TINY)
    prepare_training(project, "begun", folder, survey, None, TINY, no_progress, CancelToken())
    changed = replace(project.definitions, split=Split(test=("p3/**", "p1/**"), group="patient"))
    project.adopt(changed)
    with pytest.raises(ModelError, match=r"p1/scan.nii.gz, which is for testing now: train anew"):
        train(project, "begun", resume=True)
    with pytest.raises(UsageError, match=r"balls@\d was trained with p1/scan.nii.gz.*train from scratch"):
        train(project, "balls", None, TINY)
