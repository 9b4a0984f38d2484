"""A published model explained on a series of a project, from Python and from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest
from small_networks import SHAPE, a_bright_blob, described, thresholding

from RILContourLib import Project
from RILContourLib.cli.main import main
from RILContourLib.errors import ModelError, UsageError
from RILContourLib.explain.explanation import Question
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.models.description import NetworkInput
from RILContourLib.session.explaining import abilities_of, explain_series

AFFINE = np.diag((-2.0, 2.0, 3.0, 1.0))


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """A series with a bright blob, and the model `bright`, which sees it transposed and from behind."""
    folder = tmp_path / "study"
    folder.mkdir()
    nib.save(nib.Nifti1Image(a_bright_blob(), AFFINE), folder / "scan.nii.gz")
    project = Project.create(folder, name="Study", rois=[{"name": "Bright", "value": 1}], user="ana")
    file = tmp_path / "bright.keras"
    thresholding().save(file)
    given = NetworkInput("slice", orientation="PLS", transpose=True)
    project.models.publish(described(given=given), {"bright.keras": file})
    return project


@pytest.fixture
def rilcontour(study: Project, capsys: pytest.CaptureFixture) -> Callable[..., Any]:
    def run(*words: str) -> tuple[int, str, str]:
        with chdir(study.folder.parent):
            try:
                code = main([*words])
            except SystemExit as stopped:
                code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_the_blob_is_what_the_model_looks_at(study: Project) -> None:
    series, model = study["scan.nii.gz"], study.models["bright"]
    saliency, sam = explain_series(series, model, Question(("saliency", "sam"), target="bright"))
    blob = a_bright_blob() > 0
    for found in (saliency, sam):
        assert found.model == "bright@1" and found.layer in (None, "classes")
        np.testing.assert_array_equal(found.values > found.threshold, blob)


def test_a_child_process_gives_the_same_maps_and_stays_warm(study: Project) -> None:
    series, model, child = study["scan.nii.gz"], study.models["bright"], ChildRunner()
    question = Question(("saliency", "grad-cam", "sam", "output"), target="bright", slices=(1, 3))
    here = explain_series(series, model, question)
    there = explain_series(series, model, question, runner=child)
    process = child.process_id
    for ours, theirs in zip(here, there, strict=True):
        assert (ours.method, ours.layer, ours.slices) == (theirs.method, theirs.layer, theirs.slices)
        np.testing.assert_array_equal(ours.values, theirs.values)
        assert ours.threshold == theirs.threshold
    assert abilities_of(model, series, runner=child) == abilities_of(model, series)
    draft = model.predict(series, runner=child)  # of the very network that was explained
    assert draft.annotation.mask("bright", 0).count == np.count_nonzero(a_bright_blob())
    assert child.process_id == process
    child.close()


def test_what_a_child_refuses_is_the_same_sentence(study: Project) -> None:
    series, model, child = study["scan.nii.gz"], study.models["bright"], ChildRunner()
    for runner in (None, child):
        with pytest.raises(ModelError, match="CAM can be had only"):
            explain_series(series, model, Question(("cam",)), runner=runner)
        with pytest.raises(UsageError, match="not all in the image"):
            explain_series(series, model, Question(slices=(4, 9)), runner=runner)
    child.close()


def test_abilities_say_which_layers_each_method_takes(study: Project) -> None:
    found = abilities_of(study.models["bright"], study["scan.nii.gz"])
    assert found.usual_layer == "classes"
    assert [each.name for each in found.layers_for("sam")] == ["classes"] == [each.name for each in found.layers]
    assert found.layers_for("saliency") == ()
    assert "CAM can be had only" in found.why_not("cam") and found.why_not("sam") == ""


def test_the_command_writes_a_map_on_the_images_grid(study: Project, rilcontour: Callable[..., Any]) -> None:
    question = ("explain", "study", "scan.nii.gz", "--model", "bright", "--method", "sam", "--slices", "1-2")
    words = (*question, "--out", "map.nii.gz")
    code, out, _ = rilcontour(*words, "--json")
    told = json.loads(out)
    assert (code, told["method"], told["layer"], told["class"]) == (0, "sam", "classes", "bright")
    written = nib.load(study.folder.parent / "map.nii.gz")
    np.testing.assert_array_equal(written.affine, AFFINE)
    values = np.asarray(written.dataobj)
    assert values.shape == SHAPE
    np.testing.assert_array_equal(np.isfinite(values).all(axis=(0, 1)), [False, True, True, False, False])
    assert told["voxels above"] == np.count_nonzero(a_bright_blob()[:, :, 1:3])
    code, _, err = rilcontour(*words)
    assert code == 1 and "map.nii.gz" in err


def test_without_a_file_the_layers_are_listed(rilcontour: Callable[..., Any]) -> None:
    code, out, err = rilcontour("explain", "study", "scan.nii.gz", "--model", "bright")
    assert code == 0
    assert out.splitlines()[-1].split() == ["classes", "Conv2D", "12", "x", "16", "2", "yes"]
    assert "CAM can be had only" in err


def test_what_cannot_be_explained_is_told_in_one_sentence(rilcontour: Callable[..., Any]) -> None:
    for words, told in (
        (("--method", "cam"), "CAM can be had only"),
        (("--class", "dark"), "say which of these is meant: bright"),
        (("--layer", "conv"), "there are classes"),
        (("--slices", "3-9"), "not all in the image"),
        (("--slices", "3-2"), "FIRST-LAST"),
    ):
        code, _, err = rilcontour("explain", "study", "scan.nii.gz", "--model", "bright", "--out", "map.nii", *words)
        assert code != 0 and told in err
