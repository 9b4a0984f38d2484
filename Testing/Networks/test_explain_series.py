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
from RILContourLib.explain.explanation import Question
from RILContourLib.models.description import NetworkInput
from RILContourLib.session.explaining import explain_series, explainer_of

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


def test_the_model_used_last_stays_loaded(study: Project) -> None:
    model = study.models["bright"]
    assert explainer_of(model) is explainer_of(study.models["bright@1"])


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
