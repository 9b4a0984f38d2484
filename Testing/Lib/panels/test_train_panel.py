"""The Train panel: what would be learned from and why not more; a training as it is drawn, stopped and gone on with."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from panel_projects import NAMES, annotate, make_project

from RILContourLib.errors import ModelError, UsageError
from RILContourLib.inference import installing
from RILContourLib.panels.models_engine import Engine
from RILContourLib.panels.plots import PlotColours
from RILContourLib.panels.train_panel import FIRST_NAME, TrainPanel
from RILContourLib.panels.train_plots import curves_plot
from RILContourLib.panels.workspace import Workspace
from RILContourLib.project.definitions import Split
from RILContourLib.training.records import EpochRecord, TrainingState

FIRST, SECOND, THIRD = NAMES


def epoch(number: int, score: float | None) -> EpochRecord:
    scores = {"liver": score, "spleen": None}
    return EpochRecord(number, 1 / number, 1.2 / number, score, scores, 1e-3, 30.0)


class Training:
    """Runs when the test says so; what it was begun with is in `how`."""

    def __init__(self, project, name, **how) -> None:
        self.project, self.name, self.how = project, name, how
        self.state = TrainingState(name, epochs=4)
        self.listeners = []
        self.cancelled = False

    def on_change(self, listener) -> None:
        self.listeners.append(listener)

    def tell(self, **changes) -> None:
        self.state = replace(self.state, **changes)
        for listener in self.listeners:
            listener(self.state)

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def begun():
    return []


@pytest.fixture
def project(tmp_path):
    """The liver is complete in the first series, in progress in the second; the third is for testing."""
    made = make_project(tmp_path / "study", split=Split(test=("p2/**",)))
    for name in (FIRST, THIRD):
        with made[name].edit() as annotation:
            annotation["liver"].mask[2:6, 2:6, 2:5] = True
            annotation["liver"].status = "complete"
            annotation["spleen"].status = "absent"
    annotate(made, SECOND)
    return made


@pytest.fixture
def panel(workspace, begun):
    def start(project, name, **how):
        begun.append(Training(project, name, **how))
        return begun[-1]

    made = TrainPanel(workspace, start=start)
    made.refresh()
    return made


def test_it_says_what_is_learned_from_and_why_not_more(panel):
    state = panel.state
    assert (state.reason, state.looking, state.asked.model) == ("", False, FIRST_NAME)
    survey = state.survey
    assert survey.words == "1 series of 1 patient, 8 slices of which it is known what is on them."
    assert survey.series == (FIRST,)
    assert [(row.name, row.series, row.slices) for row in survey.targets] == [("Liver", 1, 3)]
    assert [(row.reason, row.examples) for row in survey.left_out] == [
        ("No ROI is complete or absent; say so of those that are (Liver, Spleen).", (SECOND,)),
        ("Kept for testing.", (THIRD,)),
    ]
    assert "of one patient" in survey.validation


def test_other_annotation_and_questions_can_be_learned(panel):
    panel.set_accept("annotated")
    assert panel.state.survey.series == (FIRST, SECOND)
    assert [each.id for each in panel.state.fields] == ["nodule"]
    panel.set_what("nodule")
    assert (panel.state.survey, panel.state.reason.startswith("There is no annotation of nodule")) == (None, True)
    panel.set_what("rois")
    panel.toggle_roi("spleen")
    assert "spleen is to be found on no labelled slice" in panel.state.reason
    panel.toggle_roi("spleen")
    assert panel.state.reason == ""
    with pytest.raises(UsageError):
        panel.set_what("quality")
    with pytest.raises(UsageError):
        panel.set_epochs(0)


def test_edits_of_the_open_series_count(panel, workspace):
    workspace.open(SECOND)
    workspace.opened.session["liver"].status = "complete"
    workspace.opened.session["spleen"].status = "absent"
    panel.refresh()
    assert panel.state.survey.series == (FIRST, SECOND)


def test_a_training_is_drawn_as_it_goes_and_says_what_it_published(panel, begun, workspace):
    published = []
    panel.published.subscribe(published.append)
    panel.set_model("livers")
    panel.set_epochs(4)
    panel.set_draft_next(2)
    panel.start()
    (run,) = begun
    assert (run.name, run.how["draft_next"], run.how["options"].epochs) == ("livers", 2, 4)
    run.tell(phase="preparing", done=1, total=4, label=FIRST)
    assert (panel.state.run.words, panel.state.run.percent) == (f"Preparing the slices: {FIRST}", 25)
    run.tell(phase="training", epoch=2, batch=5, batches=10, loss=0.5, curves=(epoch(1, 0.75),))
    shown = panel.state.run
    assert (shown.words, shown.percent, shown.left) == ("Learning: epoch 2 of 4", 38, "about 75 s left")
    assert shown.facts == "best Dice 0.750 in epoch 1 · loss 0.500"
    panel.start()
    assert len(begun) == 1 and "under way" in workspace.messages.newest.text
    panel.cancel()
    assert run.cancelled and panel.state.run.stopping
    run.tell(phase="done", message="livers@1 was trained.", version="livers@1")
    assert panel.state.run.ended and not panel.state.run.stopping and panel.state.run.percent == 100
    assert published == ["livers@1"] and workspace.messages.newest.text == "livers@1 was trained."
    assert panel.state.reason == ""


def test_what_cannot_be_begun_is_told(workspace):
    sentence = "A model cannot be named so."

    def refuse(project, name, **how):
        raise UsageError(sentence)

    made = TrainPanel(workspace, start=refuse)
    made.refresh()
    made.start()
    assert (made.state.run.phase, made.state.run.message) == ("failed", sentence)
    assert workspace.messages.newest.severity == "error"


def test_a_training_that_was_stopped_is_gone_on_with_published_or_thrown_away(panel, begun, monkeypatch):
    from RILContourLib.panels import train_panel
    from RILContourLib.session.training_kept import KeptTraining
    from RILContourLib.training.options import TrainOptions

    class Planned:
        options = TrainOptions(epochs=4)

    kept = [KeptTraining(FIRST_NAME, Planned(), (epoch(1, 0.5), epoch(2, 0.6)))]
    monkeypatch.setattr(train_panel, "kept_trainings", lambda project: kept)
    monkeypatch.setattr(train_panel, "discard_training", lambda project, name: kept.clear())
    panel.refresh()
    (row,) = panel.state.kept
    assert (row.words, row.can_publish) == ("stopped after epoch 2 of 4, best score 0.600", True)
    assert "resume it" in panel.state.reason
    panel.resume(FIRST_NAME)
    assert begun[-1].how == {"resume": True, "draft_next": 5}
    assert panel.state.kept == ()  # it does not wait any more
    begun[-1].tell(phase="stopped", message="Stopped after epoch 3.")
    panel.publish(FIRST_NAME)
    assert begun[-1].how == {"publish_best": True}
    begun[-1].tell(phase="failed", message="No.")
    with pytest.raises(UsageError):
        panel.discard("another")
    panel.discard(FIRST_NAME)
    assert (panel.state.kept, panel.state.reason) == ((), "")


def test_closing_stops_a_training(panel, begun):
    panel.start()
    panel.close()
    assert begun[0].cancelled


def test_curves_are_svg_with_a_line_for_each_roi_and_loss():
    assert curves_plot((), 4, "Dice", PlotColours(), {}) == ""
    found = ElementTree.fromstring(
        curves_plot((epoch(1, 0.5), epoch(2, 0.6)), 4, "Dice", PlotColours(), {"liver": "Liver"})
    )
    lines = [each.get("points") for each in found.iter() if each.tag.endswith("polyline")]
    assert [len(points.split()) for points in lines if points] == [2, 2, 2]  # liver, both losses; no spleen
    words = [each.text for each in found.iter() if each.tag.endswith("text")]
    assert {"Liver", "spleen", "training", "validation", "Loss"} <= set(words)


def test_a_model_library_that_cannot_be_read_is_a_reason(workspace, monkeypatch):
    sentence = "The library cannot be read."

    def unreadable(project):
        raise ModelError(sentence)

    monkeypatch.setattr(type(workspace.project), "models", property(unreadable))
    made = TrainPanel(Workspace(workspace.project))
    made.refresh()
    assert (made.state.survey, made.state.reason) == (None, sentence)


def test_the_curves_are_given_as_numbers_by_what_they_are_called(panel, begun):
    assert panel.curves() == {}
    panel.start()
    begun[0].tell(phase="training", curves=(epoch(1, None), epoch(2, 0.5)))
    assert panel.curves() == {
        "Liver, Dice": (None, 0.5),
        "Spleen, Dice": (None, None),
        "Loss in training": (1.0, 0.5),
        "Loss in validation": (1.2, 0.6),
    }


def test_where_tensorflow_is_missing_that_is_the_reason_until_it_is_installed(workspace, begun, monkeypatch):
    missing = ["tensorflow"]
    monkeypatch.setattr(installing, "missing_packages", lambda: tuple(missing))
    engine = Engine()
    made = TrainPanel(workspace, start=lambda *about, **how: begun.append(about), engine=engine)
    made.refresh()
    made.start()
    assert "TensorFlow" in made.state.reason and begun == []
    missing.clear()
    engine.look()
    assert made.state.reason == ""
