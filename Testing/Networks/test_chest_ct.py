"""The whole way on a real chest CT: a small network is trained on it, published, drafts it, and a person accepts."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("slicerio", reason="the extra demo is not installed")
pytest.importorskip("nrrd", reason="the extra demo is not installed")

from RILContourLib import Project
from RILContourLib.errors import Cancelled
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.runner import ThreadRunner
from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.description import (
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Step,
    Weights,
)
from RILContourLib.progress import CancelToken
from RILContourLib.session.demo import SERIES, UNSEEN_COPY, make_demo
from RILContourLib.session.demo_copies import copy_name
from RILContourLib.session.draft_parts import Choice
from RILContourLib.session.model import Model
from RILContourLib.session.predicting import PredictOptions
from RILContourLib.session.predicting_many import predict_many
from RILContourLib.session.selection import Selection

LUNGS = ("right-lung", "left-lung")
WINDOW = Step("window", {"center": -500, "width": 1200})


def trained_on(image: np.ndarray, masks: list[np.ndarray]) -> Any:
    """A small 2D U-Net that learned to find `masks` on the slices of `image`, at half their resolution, in seconds."""
    keras = import_keras()
    keras.utils.set_random_seed(7)
    layers = keras.layers

    def conv(filters: int, given: Any) -> Any:
        return layers.Conv2D(filters, 3, padding="same", activation="relu")(given)

    seen = keras.Input((None, None, 1))
    beside, found = [], seen
    for filters in (8, 16, 32):
        beside.append(conv(filters, found))
        found = layers.MaxPooling2D()(beside[-1])
    found = conv(32, found)
    for filters, other in zip((32, 16, 8), beside[::-1], strict=True):
        found = conv(filters, layers.Concatenate()([layers.UpSampling2D()(found), other]))
    model = keras.Model(seen, layers.Conv2D(len(masks), 1, activation="sigmoid")(found))
    seen_values = np.clip((halved(image) + 1100) / 1200, 0, 1)  # as WINDOW has it
    slices = np.moveaxis(seen_values, 2, 0)[..., np.newaxis].astype(np.float32)
    wanted = np.moveaxis(np.stack([halved(mask) > 0.5 for mask in masks], -1), 2, 0).astype(np.float32)
    model.compile(keras.optimizers.Adam(5e-3), "binary_crossentropy")
    model.fit(slices, wanted, batch_size=6, epochs=50, verbose=0)
    return model


def halved(image: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 voxels of each slice: what a network sees at twice the spacing."""
    ni, nj, nk = image.shape
    return image.reshape(ni // 2, 2, nj // 2, 2, nk).mean((1, 3), dtype=np.float32)


def publish(project: Project, network: Any) -> Model:
    file = project.folder / "unet.keras"
    network.save(file)
    classes = tuple(OutputClass(n, roi=roi) for n, roi in enumerate(LUNGS))
    i_mm, j_mm, _ = project[SERIES].image.geometry.spacing_mm
    given = NetworkInput("slice", spacing_mm=(2 * i_mm, 2 * j_mm, None), multiple_of=8, intensity=(WINDOW,))
    output = NetworkOutput("sigmoid", classes)
    described = ModelDescription("lungs", "Lungs", "segmentation", Weights(file.name, "keras"), given, output)
    return project.models.publish(described, {file.name: file}, by="ana")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demonstration's CT alone, with a model of the lungs, `lungs@1`, and an annotation without lungs."""
    project = make_demo(tmp_path_factory.mktemp("demo") / "demo", user="ana")
    (project.images_root / copy_name(UNSEEN_COPY)).unlink()
    project.refresh()
    series = project[SERIES]
    publish(project, trained_on(series.pixels(), [series.annotation.mask(roi).to_array() for roi in LUNGS]))
    return project


@pytest.fixture
def project(demo: Project) -> Project:
    return Project.open(demo.folder, user="ana")


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return float(2 * np.count_nonzero(one & other) / (one.sum() + other.sum()))


def test_a_draft_of_the_lungs_is_accepted_and_says_who_made_which_slice(project: Project) -> None:
    series = project[SERIES]
    reference = {roi: series.annotation.mask(roi).to_array() for roi in LUNGS}
    draft = project.models["lungs"].predict(series)
    for roi in LUNGS:
        assert dice(draft.annotation.mask(roi).to_array(), reference[roi]) > 0.85, roi
        assert 0.7 < draft.confidence[roi] <= 1
    came = draft.accept(choice=Choice(rois=["right-lung"]))
    assert came.kept.of(("right-lung", 0)) and series.annotation.mask("right-lung").same_as(
        series.read(1).annotation.mask("right-lung")
    )  # the reference was drawn by people: it stays
    draft.accept(choice=Choice(rois=["right-lung"]), replace_human=True)
    now = series.annotation
    assert now.mask("right-lung").same_as(draft.annotation.mask("right-lung"))
    assert now.makers("right-lung").makers()[-1] == "lungs@1"
    np.testing.assert_array_equal(now.mask("left-lung").to_array(), reference["left-lung"])
    series.restore(1)
    draft.reject()


def test_thread_and_child_draft_the_same_and_ask_for_parts_only(project: Project) -> None:
    series, model = project[SERIES], project.models["lungs"]
    runners = ThreadRunner(), ChildRunner()
    options = PredictOptions(rois=frozenset(["left-lung"]), slices=(10, 20))
    found = [model.predictions(series, options, runner=runner)[0] for runner in runners]
    for runner in runners:
        runner.close()
    assert list(found[0].masks) == ["left-lung"]
    assert found[0].masks["left-lung"].same_as(found[1].masks["left-lung"])
    extent = found[0].masks["left-lung"].extent
    assert extent is not None and extent.start[2] >= 10 and extent.stop[2] <= 20


def test_a_dataset_is_drafted_once_and_a_bad_file_stops_nothing(project: Project) -> None:
    bad = project.images_root / "chest" / "bad.nii.gz"
    bad.write_bytes(b"no image")
    project.refresh()
    model = project.models["lungs"]
    first = predict_many(project, model, Selection(test=True), again=True)
    assert [(each.series, each.outcome) for each in first.series] == [
        (SERIES, "drafted"),
        ("chest/bad.nii.gz", "failed"),
    ]
    rows = {row["about"]: row for row in first.rows()}
    assert rows["right-lung"]["volume_ml"] > 500 and rows["right-lung"]["mean"] < -500
    again = predict_many(project, model, Selection(test=True))
    assert len(again.of("skipped")) == 1 and not again.of("drafted")
    bad.unlink()
    stop = CancelToken()
    stop.cancel()
    with pytest.raises(Cancelled) as stopped:
        predict_many(project, model, Selection(test=True), again=True, cancel=stop)
    assert stopped.value.report.of("not reached")  # type: ignore[attr-defined]


def test_the_command_drafts_in_processes_of_their_own_and_writes_a_table(project: Project, tmp_path: Path) -> None:
    words = ["predict", project.folder, "--model", "lungs@1", "--again", "--jobs", "2", "--table", tmp_path / "t.csv"]
    done = subprocess.run(
        [sys.executable, "-m", "RILContourLib.cli", *map(str, words)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1 series drafted by lungs@1." in done.stdout
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        assert [row["about"] for row in csv.DictReader(file)] == list(LUNGS)
