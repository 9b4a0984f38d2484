"""model.yaml: read, checked with line numbers, written and read back the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from RILContourLib.errors import DefinitionsError
from RILContourLib.models.description import (
    CleanUp,
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Step,
    Weights,
)
from RILContourLib.models.description_file import check_description, is_plain_name, read_description
from RILContourLib.models.description_writer import description_text

LUNGS = """\
schema: 1
name: lungs
task: segmentation
weights: {file: lungs.keras, format: keras}
input:
  kind: slice
  orientation: LPS
  spacing_mm: [1.0, 1.0, null]
  size: [256, 256]
  intensity: [{step: window, center: -600, width: 1500}, {step: z-score, scope: input}]
output:
  kind: softmax
  classes: [{index: 1, roi: right-lung}, {index: 2, roi: left-lung}]
clean_up: [{roi: right-lung, largest_only: true}]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "model.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def messages(folder: Path, text: str) -> str:
    return "\n".join(str(finding) for finding in check_description(written(folder, text)))


def test_a_model_is_read_with_defaults_for_what_it_does_not_say(tmp_path: Path) -> None:
    model = read_description(written(tmp_path, LUNGS))
    assert model.rois == ("right-lung", "left-lung")
    assert model.input.spacing_mm == (1.0, 1.0, None)
    assert model.input.size == (256, 256)
    assert (model.input.axis, model.input.layout, model.input.channels) == (2, "channels-last", ("image",))
    assert model.input.intensity == (
        Step("window", {"center": -600, "width": 1500}),
        Step("z-score", {"scope": "input"}),
    )
    assert model.clean_up == (CleanUp("right-lung", largest_only=True),)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: slice\n", "kind: slices\n", "6:9: error: input.kind must be one of slice, adjacent, patch, volume"),
        ("LPS", "LPP", "7:16: error: input.orientation must be `file`, or three letters"),
        ("[256, 256]", "[256, 256, 3]", "9:9: error: input.size must be a list of 2 numbers"),
        ("[256, 256]", "[256.5, 256]", "input.size must be 2 whole numbers from 1 to 4096"),
        ("width: 1500", "width: -1", "width must be larger than 0"),
        ("step: window", "step: windows", "did you mean window?"),
        ("index: 2, roi: left-lung", "index: 1, roi: left-lung", 'index "1" is there twice'),
        ("clean_up: [{roi: right-lung", "clean_up: [{roi: right_lung", "did you mean right-lung?"),
        ("file: lungs.keras", "file: ../lungs.keras", "must be a file in the model's own folder"),
        ("format: keras", "format: pickle", "must be one of keras, h5, weights"),
        ("format: keras", "format: weights", "weights.architecture is required"),
        ("schema: 1", "schema: 2", "made by a newer version"),
        ("kind: softmax", "kind: softmax\n  colour: red", 'unknown key "colour"'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in LUNGS
    assert words in messages(tmp_path, LUNGS.replace(old, new))


def test_a_wrong_model_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(DefinitionsError, match=r"model\.yaml:7: input\.orientation"):
        read_description(written(tmp_path, LUNGS.replace("LPS", "XYZ")))


def test_a_description_reads_back_as_it_was_written(tmp_path: Path) -> None:
    model = ModelDescription(
        name="triage",
        title="Triage: motion?",
        task="classification",
        weights=Weights("weights.h5", "weights", "model.json"),
        input=NetworkInput(
            "adjacent",
            orientation="RAS",
            axis=0,
            transpose=True,
            spacing_mm=(None, 0.5, 2.0),
            size=(64, 96),
            fit="resize",
            adjacent=3,
            channels=("image", "flair"),
            layout="channels-first",
            intensity=(Step("percentiles", {"low": 1, "high": 99, "to": (-1.0, 1.0)}),),
        ),
        output=NetworkOutput(
            "sigmoid",
            (OutputClass(0, field="contrast", answer=True, threshold=0.4),),
            layout="flattened",
            series_answer="any",
        ),
        files={"weights.h5": "0" * 64, "model.json": "f" * 64},
        notes="first line\nsecond line: with a colon",
        made_from={"dataset": "abc", "seed": 7},
    )
    assert read_description(written(tmp_path, description_text(model))) == model


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "a/b", "a\\b", ".hidden", "", "x.", "C:x", "a\n", "x" * 201),
        *("model.yaml", "MODEL.YAML", "nul.keras", "LPT1"),
    ],
)
def test_a_file_name_that_could_leave_the_folder_or_is_taken_is_none(name: str) -> None:
    assert not is_plain_name(name)


def test_usual_file_names_are_plain() -> None:
    assert all(is_plain_name(name) for name in ("model.keras", "weights v2.h5", "_x-1.json"))
