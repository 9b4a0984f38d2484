"""`rilcontour model ...` and `rilcontour draft ...`, without a network that could run."""

from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST

from RILContourLib import Project
from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask

h5py = pytest.importorskip("h5py", reason="the extra aid is not installed")


def layer(kind: str, name: str, **config: object) -> dict:
    return {"class_name": kind, "name": name, "config": {"name": name, **config}}


def network_config(*more: dict) -> dict:
    layers = [
        layer("InputLayer", "image", batch_shape=[None, None, None, 1]),
        layer("MaxPooling2D", "half"),
        layer("UpSampling2D", "again"),
        layer("Conv2D", "last", filters=2, activation="softmax"),
        *more,
    ]
    return {"class_name": "Functional", "config": {"layers": layers, "output_layers": [layers[-1]["name"], 0, 0]}}


def keras_file(file: Path, *more: dict) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(network_config(*more)))
    return file


@pytest.fixture
def lungs(study: Project, rilcontour: Rilcontour, tmp_path: Path) -> str:
    """The label of a model of the study."""
    network = keras_file(tmp_path / "unet.keras")
    rilcontour("model", "add", study.folder, network, "--name", "lungs")
    return rilcontour(
        "model", "add", study.folder, network, "--description", tmp_path / "lungs.model.yaml", "--json"
    ).json["model"]


def test_a_model_yaml_is_proposed_from_the_network_and_then_published(
    study: Project, rilcontour: Rilcontour, tmp_path: Path, lungs: str
) -> None:
    proposed = (tmp_path / "lungs.model.yaml").read_text()
    assert "multiple_of: 2" in proposed and f"{{index: 1, roi: {study.definitions.rois[0].id}}}" in proposed
    assert lungs == "lungs@1"
    listed = rilcontour("model", "list", study.folder, "--json").json
    assert [(each["model"], each["task"]) for each in listed] == [("lungs@1", "segmentation")]
    checked = rilcontour("model", "check", study.folder, "lungs")
    assert checked.code == 0 and "is as it should be" in checked.out


def test_a_model_yaml_that_does_not_fit_is_not_published(
    study: Project, rilcontour: Rilcontour, tmp_path: Path
) -> None:
    network = keras_file(tmp_path / "unet.keras")
    rilcontour("model", "add", study.folder, network)
    file = tmp_path / "unet.model.yaml"
    proposed = file.read_text()
    for wrong, words in (
        (proposed.replace(study.definitions.rois[0].id, "kidney"), "kidney"),
        (proposed.replace("kind: slice", "kind: volume"), "seeing 3 dimensions"),
        (proposed.replace("unet.keras", "other.keras"), "describes other.keras"),
    ):
        file.write_text(wrong)
        done = rilcontour("model", "add", study.folder, network, "--description", file)
        assert done.code in (1, 2) and words in done.err
    assert not list((study.folder / "models").glob("*/*"))


def test_of_a_ril_contour_pair_the_hdf5_file_is_taken_and_the_pickle_never_read(
    study: Project, rilcontour: Rilcontour, tmp_path: Path
) -> None:
    class Harmful:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "harmed",))

    (tmp_path / "old.model").write_bytes(pickle.dumps(Harmful()))
    with h5py.File(tmp_path / "old.hdf5", "w") as tree:
        tree.attrs["model_config"] = json.dumps(network_config())
        tree.attrs["keras_version"] = "2.1.6"
    done = rilcontour("model", "add", study.folder, tmp_path / "old.model")
    assert done.code == 0, done.err
    assert "old.model is a pickle and was not opened; old.hdf5 is the network" in done.err
    assert "file: old.hdf5" in (tmp_path / "old.model.yaml").read_text()
    assert not (tmp_path / "harmed").exists()


def test_code_in_a_network_is_shown_and_approved_in_so_many_words(
    study: Project, rilcontour: Rilcontour, tmp_path: Path
) -> None:
    network = keras_file(tmp_path / "own.keras", layer("Lambda", "own"))
    rilcontour("model", "add", study.folder, network)
    rilcontour("model", "add", study.folder, network, "--description", tmp_path / "own.model.yaml")
    checked = rilcontour("model", "check", study.folder, "own")
    assert checked.code == 1 and "code (Lambda) in own" in checked.out
    shown = rilcontour("model", "approve", study.folder, "own")
    assert shown.code == 1 and "own.keras (sha256" in shown.out and "--yes" in shown.out
    assert rilcontour("model", "approve", study.folder, "own", "--yes").code == 0
    assert rilcontour("model", "check", study.folder, "own").code == 0


def test_a_model_goes_to_another_project_as_a_zip_file(
    study: Project, rilcontour: Rilcontour, tmp_path: Path, lungs: str
) -> None:
    packed = tmp_path / "lungs.zip"
    assert rilcontour("model", "export", study.folder, lungs, packed).code == 0
    assert rilcontour("model", "export", study.folder, lungs, packed).code == 1
    assert rilcontour("model", "import", study.folder, packed, "--json").json["model"] == "lungs@2"
    assert [each["model"] for each in rilcontour("model", "list", study.folder, "--name", "lungs", "--json").json] == [
        "lungs@1",
        "lungs@2",
    ]


def put_draft(study: Project) -> str:
    """A draft of the first series that marks slices 1 to 3 of the first ROI."""
    series, roi = study[FIRST], study.definitions.rois[0].id
    held = series.annotation
    drafted = Annotation(held.shape, held.frames, held.slice_axis)
    voxels = np.zeros(held.shape, bool)
    box: list[slice] = [slice(0, 2)] * 3
    box[held.slice_axis] = slice(1, 4)
    voxels[tuple(box)] = True
    drafted.set_mask(roi, 0, Mask.from_array(voxels), SliceMakers({"net@1": [1, 2, 3]}))
    covered = [[0, side - 1] for side in held.shape]
    details = {"covered": covered, "frames": [0], "rois": [roi], "axis": 2, "confidence_by_slice": {}}
    return study.store.put_draft(
        FIRST, drafted, model="net@1", user="ana", confidence={roi: 0.9}, details=details | {"probabilities": {}}
    ).id


def test_drafts_are_listed_accepted_in_part_and_rejected(study: Project, rilcontour: Rilcontour) -> None:
    roi = study.definitions.rois[0].id
    draft = put_draft(study)
    listed = rilcontour("draft", "list", study.folder, "--json").json
    assert [(each["draft"], each["model"], each["confidence"]) for each in listed] == [(draft, "net@1", {roi: 0.9})]
    done = rilcontour("draft", "accept", study.folder, FIRST, "--roi", roi, "--slices", "1-2", "-m", "looks right")
    assert done.code == 0, done.err
    assert f"Accepted as version 1: {roi} 1-2." in done.out and f"Still undecided: {roi} 3." in done.out
    assert study[FIRST].history[-1].message == "looks right"
    assert study[FIRST].annotation.makers(roi).to_json() == {"net@1": [[1, 2]]}
    assert rilcontour("draft", "reject", study.folder, FIRST, "--json").json["rejected"]["slices"][0]["slices"] == [
        [3, 3]
    ]
    assert "No draft waits." in rilcontour("draft", "list", study.folder).out
    again = rilcontour("draft", "accept", study.folder, FIRST)
    assert again.code == 2 and "No draft of" in again.err


def test_what_people_made_is_kept_and_said(study: Project, rilcontour: Rilcontour) -> None:
    roi = study.definitions.rois[0].id
    with study[FIRST].edit() as session:
        box: list[slice] = [slice(5, 6)] * 3
        box[session.annotation.slice_axis] = slice(2, 3)
        session[roi].mask[tuple(box)] = True
    put_draft(study)
    done = rilcontour("draft", "accept", study.folder, FIRST)
    assert done.code == 1 and f"Kept as people made them: {roi} 2" in done.out
    replaced = rilcontour("draft", "accept", study.folder, FIRST, "--replace-human")
    assert replaced.code == 0
    assert study[FIRST].annotation.makers(roi).to_json() == {"net@1": [[1, 3]]}


def test_of_several_drafts_one_has_to_be_named(study: Project, rilcontour: Rilcontour) -> None:
    first, second = put_draft(study), put_draft(study)
    done = rilcontour("draft", "accept", study.folder, FIRST)
    assert done.code == 2 and first in done.err and second in done.err
    assert rilcontour("draft", "reject", study.folder, FIRST, "--draft", second).code == 0
    assert [each.id for each in study[FIRST].drafts] == [first]


@pytest.mark.parametrize("text", ["3-1", "x", "1-2-3", "-4"])
def test_slices_that_are_no_range_are_refused(study: Project, rilcontour: Rilcontour, text: str) -> None:
    put_draft(study)
    assert rilcontour("draft", "accept", study.folder, FIRST, f"--slices={text}").code == 2


def test_predicting_with_a_model_that_is_not_there_names_the_nearest(
    study: Project, rilcontour: Rilcontour, lungs: str
) -> None:
    done = rilcontour("predict", study.folder, "--model", "lung")
    assert done.code == 1 and "lungs" in done.err
