"""The wizard: what a network's file tells, questions with their checks, a preview, a trial, and what is published."""

import json
import zipfile

import numpy as np
import pytest

from RILContourLib.errors import UsageError
from RILContourLib.models.description import NetworkInput
from RILContourLib.panels.drafts_panel import DraftsPanel
from RILContourLib.panels.models_panel import ModelsPanel
from RILContourLib.panels.wizard_orientations import axis_choices, letters_round, orientation_choices
from RILContourLib.panels.wizard_panel import WizardPanel
from RILContourLib.panels.workspace import Workspace
from RILContourLib.project.definitions import Companion
from Testing.Lib.session.drafting import NAMES, DirectRunner, Rating, bright, make_study

SERIES = NAMES[0]


def network_file(file, shape=(None, None, 1), classes=2, *more, activation="softmax"):
    """A file that tells of a network as Keras would, without weights."""
    layers = [
        {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_shape": [None, *shape]}},
        *more,
        {
            "class_name": "Conv2D",
            "name": "out",
            "config": {"name": "out", "filters": classes, "activation": activation},
        },
    ]
    config = {"class_name": "Functional", "config": {"layers": layers, "output_layers": ["out", 0, 0]}}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    return file


def rating_file(file):
    """One that gives three numbers of a slice."""
    layers = [
        {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_shape": [None, None, None, 1]}},
        {"class_name": "GlobalAveragePooling2D", "name": "pool", "config": {"name": "pool"}},
        {"class_name": "Dense", "name": "out", "config": {"name": "out", "units": 3, "activation": "sigmoid"}},
    ]
    config = {"class_name": "Functional", "config": {"layers": layers, "output_layers": ["out", 0, 0]}}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    return file


@pytest.fixture
def workspace(tmp_path):
    held = Workspace(make_study(tmp_path / "study"))
    held.open(SERIES)
    yield held
    held.close_series()


@pytest.fixture
def drafts(workspace):
    return DraftsPanel(workspace)


@pytest.fixture
def runner():
    return DirectRunner()


@pytest.fixture
def wizard(workspace, drafts, runner):
    return WizardPanel(workspace, ModelsPanel(workspace), drafts, lambda: runner)


@pytest.fixture
def begun(wizard, tmp_path):
    wizard.begin(network_file(tmp_path / "Bright Net.keras"))
    return wizard


def field(wizard, name):
    return next(each for group in wizard.state.step.groups for each in group.fields if each.id == name)


def problems(wizard):
    return {step: count for step, _title, count in wizard.state.steps if count}


def test_the_files_own_shapes_are_there_to_begin_with_and_marked_as_told(begun):
    state = begun.state
    assert dict(state.facts)["Takes"] == "any × any × 1"
    assert dict(state.facts)["Gives"] == "2 classes, softmax"
    assert (field(begun, "name").value, field(begun, "title").value) == ("bright-net", "Bright net")
    assert field(begun, "task").from_file
    assert [step for step, _title, _count in state.steps] == [
        *("name", "axes", "size", "channels", "intensity", "output", "classes", "clean-up", "trial")
    ]
    assert (problems(begun), state.problem, state.can_publish) == ({}, "", True)
    begun.go("classes")
    assert [each.value for group in begun.state.step.groups for each in group.fields if each.kind == "choice"] == [
        "",
        "roi:bright",
    ]


def test_each_answer_is_checked_at_once_by_the_rules_of_model_yaml(begun):
    begun.put("name", "Not A Name")
    assert "an id has" in field(begun, "name").error
    assert field(begun, "name").error.startswith("Name cannot be")
    assert (problems(begun), begun.state.can_publish) == ({"name": 1}, False)
    begun.put("name", "lungs")
    begun.go("size")
    begun.put("input.size", ["64", "x"])
    assert "Size must be" in field(begun, "input.size").error
    begun.put("input.size", ["64", "48"])
    begun.put("input.spacing_mm", ["0,8", "", "500"])
    assert problems(begun) == {"size": 1}
    begun.put("input.spacing_mm", ["0,8", "", ""])
    assert problems(begun) == {}
    with pytest.raises(UsageError):
        begun.put("input.overlap", 0.5)
    with pytest.raises(UsageError):
        begun.put("input.fit", "squeeze")


def test_what_the_file_contradicts_is_said(wizard, tmp_path):
    wizard.begin(network_file(tmp_path / "net.keras", (64, 64, 3)))
    assert field_of(wizard, "axes", "input.kind").value == "adjacent"
    assert field_of(wizard, "channels", "input.adjacent").value == 3
    wizard.put("input.adjacent", 5)
    assert "its network takes 3" in wizard.state.problem
    wizard.put("input.adjacent", 4)
    assert "must be odd" in field(wizard, "input.adjacent").error
    wizard.put("input.adjacent", 3)
    assert wizard.state.can_publish
    field_of(wizard, "size", "input.size")
    wizard.put("input.size", [32, 32])
    assert "takes images of (64, 64)" in wizard.state.problem


def field_of(wizard, step, name):
    wizard.go(step)
    return field(wizard, name)


def test_steps_of_the_intensities_are_added_changed_moved_and_removed(begun):
    begun.go("intensity")
    begun.act("intensity+")
    assert [field(begun, f"input.intensity.{n}.step").value for n in (0, 1)] == ["percentiles", "window"]
    begun.put("input.intensity.1.width", "0")
    assert "must be larger than 0" in field(begun, "input.intensity.1.width").error
    begun.put("input.intensity.1.width", "1500")
    begun.put("input.intensity.1.to", ["-1", "1"])
    begun.act("intensity^1")
    assert field(begun, "input.intensity.0.width").value == 1500
    begun.act("intensity-1")
    begun.put("input.intensity.0.step", "z-score")
    begun.put("input.intensity.0.mean", "100")
    assert "mean and sd together" in " ".join(field(begun, f"input.intensity.0.{k}").error for k in ("mean", "sd"))
    with pytest.raises(UsageError):
        begun.act("intensity-7")
    assert problems(begun) == {"intensity": 1}


def test_classes_stand_for_what_the_project_has_and_each_roi_once(begun):
    begun.go("classes")
    begun.put("output.classes.0", "roi:bright")
    assert problems(begun) == {"classes": 1}
    begun.put("output.classes.0", "roi:dark")
    begun.put("output.classes.0.threshold", "0.95")
    begun.go("clean-up")
    assert [group.title for group in begun.state.step.groups] == ["Dark", "Bright"]
    begun.put("clean_up.bright.smallest_ml", "-1")
    assert "between 0" in field(begun, "clean_up.bright.smallest_ml").error
    begun.put("clean_up.bright.smallest_ml", "0.5")
    begun.put("clean_up.bright.largest_only", True)
    begun.publish()
    made = begun._workspace.project.models["bright-net"].description
    assert [(each.index, each.roi, each.threshold) for each in made.output.classes] == [
        (0, "dark", 0.95),
        (1, "bright", None),
    ]
    assert [(each.roi, each.smallest_ml, each.largest_only) for each in made.clean_up] == [("bright", 0.5, True)]
    assert made.made_by == "ana"


def test_the_preview_shows_a_slice_with_the_patients_sides(begun):
    begun.go("axes")
    begun.put("input.orientation", "LPS")
    seen = begun.preview
    assert seen.letters == ("A", "P", "R", "L")
    assert (seen.number, seen.count, seen.pixels.shape) == (3, 6, (12, 10))
    begun.show_slice(0)
    assert begun.preview.pixels.max() == 0, "nothing is bright there"
    begun.put("input.transpose", True)
    begun.show_slice(2)
    assert begun.preview.letters == ("R", "L", "A", "P")
    np.testing.assert_array_equal(begun.preview.pixels > 128, bright()[::-1, ::-1, 2].T)
    begun.go("size")
    begun.put("input.size", [20, 24])
    assert begun.preview.pixels.shape == (20, 24)
    assert "20 × 24 voxels, values from 0 to 1" in begun.preview.words


def test_without_a_series_the_preview_says_what_to_do(begun, workspace):
    workspace.close_series()
    begun.go("axes")
    assert begun.preview is None
    assert "Open a series" in begun.preview_problem


def test_a_trial_is_drawn_as_a_draft_and_kept_only_when_asked_for(begun, drafts, workspace):
    study = workspace.project
    begun.go("intensity")
    begun.act("intensity-0")
    begun.try_it()
    assert begun.state.trial.status == "done"
    assert begun.state.trial.rows == (("Bright", "0.3 mL, 90 %"),)
    assert drafts.shown.is_trial
    np.testing.assert_array_equal(drafts.shown.annotation.mask("bright").to_array(), bright())
    assert (study[SERIES].drafts, study.models.names) == ([], ())
    begun.publish(keep_draft=True)
    assert (begun.state.open, begun.state.published) == (False, "bright-net@1")
    assert [draft.model for draft in study[SERIES].drafts] == ["bright-net@1"]
    assert (drafts.shown.model, drafts.shown.is_trial) == ("bright-net@1", False)
    assert begun._models.state.used == "bright-net"
    begun.begin("nowhere.keras")
    assert (begun.state.published, "is not there" in begun.state.error) == ("", True)


def test_what_is_changed_after_a_trial_takes_it_away(begun, drafts):
    begun.try_it()
    begun.put("notes", "Another one")
    assert begun.state.trial.status == ""
    assert drafts.shown is None
    begun.close_wizard()
    assert not begun.state.open


def test_a_trial_that_fails_says_why(begun, runner):
    runner._networks._load = lambda version: Rating()
    begun.try_it()
    assert begun.state.trial.status == "failed"
    assert "say in model.yaml which layout" in begun.state.trial.error


def test_a_network_that_answers_asks_which_number_is_which_answer(wizard, runner, tmp_path):
    runner._networks._load = lambda version: Rating()
    wizard.begin(rating_file(tmp_path / "rating.keras"))
    assert field(wizard, "task").value == "classification"
    wizard.go("classes")
    words = dict(field(wizard, "output.classes.0").choices)
    assert words["field:quality=good"] == "Quality: good"
    wizard.put("output.classes.2", "field:seen=True")
    wizard.go("output")
    wizard.put("output.series_answer", "max")
    wizard.go("intensity")
    wizard.act("intensity-0")
    wizard.try_it()
    assert wizard.state.trial.rows == (("Quality", "good, 80 %"), ("Seen", "yes, 90 %"))


def test_of_a_pair_the_pickle_is_not_opened(wizard, tmp_path):
    (tmp_path / "old.model").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    wizard.begin(tmp_path / "old.model")
    assert "is a pickle and never read" in wizard.state.error
    network_file(tmp_path / "old.hdf5")
    wizard.begin(tmp_path / "old.model")
    assert wizard.state.remark.startswith("old.model is a pickle")
    assert dict(wizard.state.facts)["File"].startswith("old.hdf5")


def test_code_in_the_file_is_shown_and_approved_by_its_sha256(wizard, tmp_path):
    own = {"class_name": "Lambda", "name": "mine", "config": {"name": "mine"}}
    wizard.begin(network_file(tmp_path / "own.keras", (None, None, 1), 2, own))
    (row,) = wizard.state.code
    assert (row.file, row.approved, len(row.sha256)) == ("own.keras", False, 64)
    wizard.approve()
    assert wizard.state.code[0].approved


def test_python_architectures_are_asked_about_from_the_start(wizard, tmp_path):
    (tmp_path / "weights.h5").write_bytes(b"weights")
    (tmp_path / "model.py").write_text("def build_model(): ...")
    wizard.begin(tmp_path / "weights.h5", tmp_path / "model.py")
    assert [each.what for each in wizard.state.code] == [("Python code (model.py)",)]
    assert problems(wizard) == {"classes": 1} or "classes" in wizard.state.problem
    wizard.go("classes")
    wizard.act("class+")
    wizard.put("output.classes.2", "roi:dark")
    wizard.publish()
    made = wizard._workspace.project.models["weights"].description
    assert (made.weights.architecture, made.rois) == ("model.py", ("dark",))


def test_a_file_that_is_no_network_says_so(wizard, tmp_path):
    (tmp_path / "text.keras").write_text("hello")
    wizard.begin(tmp_path / "nowhere.keras")
    assert "is not there" in wizard.state.error
    assert not wizard.state.open


def test_all_orientations_are_offered_in_words_once():
    choices = orientation_choices()
    assert len({value for value, _words in choices}) == len(choices) == 49
    assert dict(choices)["LPS"] == "LPS – left, posterior, superior"
    assert [words for _value, words in axis_choices("LPS")] == [
        "sagittal (axis 1)",
        "coronal (axis 2)",
        "axial (axis 3)",
    ]
    assert letters_round(NetworkInput("slice", orientation="RAS", axis=0), ("L", "P", "S")) == ("I", "S", "P", "A")
    assert letters_round(NetworkInput("volume"), ("L", "P", "S")) == ("I", "S", "A", "P")


def test_companions_of_the_project_can_be_channels(tmp_path):
    flair = Companion("flair", "{stem}_flair.nii.gz")
    held = Workspace(make_study(tmp_path / "study", companions=(flair,)))
    models = ModelsPanel(held)
    wizard = WizardPanel(held, models, DraftsPanel(held), DirectRunner)
    wizard.begin(network_file(tmp_path / "two.keras", (None, None, 2)))
    assert field_of(wizard, "channels", "input.channels.1").value == "companion-2"
    wizard.put("input.channels.1", "flair")
    wizard.publish()
    assert held.project.models["two"].description.input.channels == ("image", "flair")
