"""The Explain panel: what it offers, when it asks the network, and the map that grows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import nibabel
import numpy as np
import pytest
from models_without_networks import NO_CAM, AnsweringRunner, publish, values_of
from panel_projects import AFFINE, SHAPE, annotate

from RILContourLib.errors import ModelError, UsageError
from RILContourLib.explain.otsu import otsu_threshold
from RILContourLib.explain.task import AbilitiesTask, ExplainTask
from RILContourLib.panels.explain_panel import ExplainPanel
from RILContourLib.panels.explain_state import SliceAt

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


class Looking:
    """Where a person looks."""

    def __init__(self) -> None:
        self.at = SliceAt(2, 3)

    def __call__(self) -> SliceAt:
        return self.at


@pytest.fixture
def runner():
    return AnsweringRunner()


@pytest.fixture
def looking():
    return Looking()


@pytest.fixture
def panel(workspace, runner, looking):
    """With two versions of a model, and a series open."""
    annotate(workspace.project, FIRST)
    publish(workspace.project)
    publish(workspace.project)
    workspace.open(FIRST)
    made = ExplainPanel(workspace, looking, runner)
    made.set_shown(True)
    return made


def questions(runner):
    return [task.question for task in runner.asked if isinstance(task, ExplainTask)]


def test_nothing_is_loaded_before_the_panel_is_shown(workspace, runner, looking):
    publish(workspace.project)
    workspace.open(FIRST)
    made = ExplainPanel(workspace, looking, runner)
    workspace.open(SECOND)
    assert runner.asked == []
    made.set_shown(True)
    assert [type(task) for task in runner.asked] == [AbilitiesTask]


def test_the_newest_version_is_offered_with_its_classes_methods_and_layers(panel):
    state = panel.state
    assert [each.id for each in state.models] == ["lungs@2", "lungs@1"]
    assert (state.asked.model, state.asked.target, state.asked.method) == ("lungs@2", "liver", "grad-cam")
    assert [each.label for each in state.targets] == ["Liver", "Spleen"]
    assert [each.id for each in state.regions] == ["liver", "spleen"]
    assert {each.id: each.why_not for each in state.methods}["cam"] == NO_CAM
    assert [each.id for each in state.layers] == ["conv1", "conv2"]
    assert state.layers[1].label == "conv2 (Conv2D, 6 × 5, 16)"
    assert (state.usual_layer, state.ready, state.map) == ("conv2", True, None)
    panel.choose_method("output")
    assert [each.id for each in panel.state.layers] == ["conv1", "pool", "conv2"]
    panel.choose_method("saliency")
    assert panel.state.layers == ()
    with pytest.raises(UsageError, match="CAM can be had only"):
        panel.choose_method("cam")
    with pytest.raises(UsageError):
        panel.choose_layer("pool")


def test_answers_are_called_after_their_question(workspace, runner, looking):
    publish(workspace.project, "quality", task="classification")
    workspace.open(FIRST)
    made = ExplainPanel(workspace, looking, runner)
    made.set_shown(True)
    assert [each.label for each in made.state.targets] == ["Image quality: good", "Image quality: motion"]
    assert made.state.regions == ()


def test_the_slice_that_is_looked_at_is_explained_and_others_as_they_are_looked_at(panel, runner, looking):
    panel.follow()
    assert questions(runner) == []  # nobody asked yet
    panel.explain()
    looking.at = SliceAt(2, 5)
    panel.follow()
    looking.at = SliceAt(2, 3)
    panel.follow()  # known
    assert [each.slices for each in questions(runner)] == [(3, 4), (5, 6)]
    state = panel.state.map
    assert (state.axis, state.slices, state.title) == (2, (3, 5), "Grad-CAM · conv2 · Liver · lungs@2")
    values = values_of(SHAPE, 2)[..., [3, 5]]
    assert state.otsu == pytest.approx(otsu_threshold(values))
    assert state.percent == pytest.approx(100 * np.mean(values > state.otsu))
    panel.set_follows(False)
    looking.at = SliceAt(2, 6)
    panel.follow()
    assert len(questions(runner)) == 2


def test_another_choice_is_explained_at_once_and_begins_another_map(panel, runner):
    panel.explain()
    panel.choose_target("spleen")
    panel.choose_layer("conv1")
    panel.choose_within("spleen")
    asked = questions(runner)
    assert [(each.target, each.layer) for each in asked[1:]] == [
        ("spleen", None),
        ("spleen", "conv1"),
        ("spleen", "conv1"),
    ]
    assert not asked[2].where and asked[3].where.shape == SHAPE and asked[3].where.sum() == 0
    panel.choose_within("liver")
    assert questions(runner)[-1].where.sum() == 48
    assert panel.state.map.slices == (3,)


def test_the_picture_shows_what_is_above_the_threshold_in_every_plane(panel, looking):
    panel.explain()
    looking.at = SliceAt(2, 4)
    panel.follow()
    whole = np.full(SHAPE, np.nan)
    whole[..., 3:5] = values_of(SHAPE, 2)[..., 3:5]
    threshold = panel.state.map.threshold
    for axis, number in ((2, 3), (2, 4), (0, 5), (1, 6)):
        picture = panel.picture(axis, number)
        np.testing.assert_array_equal(picture[..., 3] > 0, np.take(whole, number, axis) > threshold)
    assert panel.picture(2, 0) is None
    assert panel.picture(2, 3, frame=1) is None
    assert set(np.unique(panel.picture(2, 3)[..., 3])) == {0, 128}
    highest = np.unravel_index(np.argmax(values_of(SHAPE, 2)[..., 4]), SHAPE[:2])
    assert tuple(panel.picture(2, 4)[highest][:2]) == (255, 0)  # red, as the rainbow ends
    panel.set_look(colours="perceptual", opacity=1.0, threshold=0.0)
    assert panel.picture(2, 4)[highest].min() > 200  # nearly white
    np.testing.assert_array_equal(panel.picture(2, 3)[..., 3] > 0, whole[..., 3] > 0)
    panel.set_look(shown=False)
    assert panel.picture(2, 3) is None
    panel.set_look(shown=True, automatic=True)
    assert panel.state.look.threshold is None


def test_the_map_is_saved_on_the_images_grid_and_never_over_a_file(panel, workspace, tmp_path):
    path = tmp_path / panel.suggested_name
    panel.save(path)
    assert "explain a slice first" in workspace.messages.newest.text
    panel.explain(whole=True)
    assert panel.suggested_name == "a_lungs-2_grad-cam.nii.gz"
    path = tmp_path / panel.suggested_name
    panel.save(path)
    written = nibabel.load(path)
    np.testing.assert_array_equal(written.affine, AFFINE)
    np.testing.assert_array_equal(np.asarray(written.dataobj), values_of(SHAPE, 2))
    panel.save(path)
    assert workspace.messages.newest.severity == "error"
    for place in ("p1", "p1/a.nii.gz.ril"):
        beside = workspace.project.folder / place / "map.nii.gz"
        panel.save(beside)
        assert "would be taken for a series" in workspace.messages.newest.text
        assert not beside.exists()


def test_what_a_model_refuses_is_the_panels_hint(panel, runner, workspace):
    panel.explain()
    runner.fails_with = ModelError("The network does not take this.")
    panel.choose_target("spleen")
    assert panel.state.hint == "The network does not take this."
    assert (panel.state.busy_with, panel.state.map.title) == ("", "Grad-CAM · conv2 · Liver · lungs@2")
    panel.choose_model("lungs@1")
    assert not panel.state.ready
    panel.explain()
    assert workspace.messages.newest.text == "The network does not take this."


def test_an_error_that_nobody_foresaw_leaves_the_panel_ready_for_the_next_question(panel, runner):
    runner.fails_with = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):  # the executor tells it
        panel.choose_model("lungs@1")
    assert not panel.state.busy_with


def test_another_series_has_no_map_and_is_asked_about_anew(panel, runner, workspace):
    panel.explain()
    panel.choose_method("sam")
    workspace.open(SECOND)
    assert panel.state.map is None
    assert panel.state.asked.method == "sam"
    assert panel.state.ready
    assert len([task for task in runner.asked if isinstance(task, AbilitiesTask)]) == 2
    workspace.close_series()
    assert (panel.state.ready, panel.state.hint) == (False, "Open a series first.")


def test_the_newest_of_several_requests_is_worked_out_and_the_whole_can_be_stopped(panel, workspace, runner, looking):
    with ThreadPoolExecutor(1) as executor:
        made = ExplainPanel(workspace, looking, runner, executor)
        made.set_shown(True)
        executor.submit(int).result(20)
        free = Event()
        executor.submit(free.wait)
        for number in (1, 2, 6):
            looking.at = SliceAt(2, number)
            made.explain()
        free.set()
        executor.submit(int).result(20)
        assert [each.slices for each in questions(runner)] == [(6, 7)]
        runner.before = lambda task: made.cancel()
        made.explain(whole=True)
        executor.submit(int).result(20)
        made.close()
    assert "stopped" in workspace.messages.newest.text
    assert made.state.map.slices == (6,)


def test_the_part_of_the_image_that_has_a_map_is_given_as_a_box(panel, looking):
    panel.explain()
    looking.at = SliceAt(2, 5)
    panel.follow()
    values, start = panel.map.box()
    assert (values.shape, start) == ((*SHAPE[:2], 3), (0, 0, 3))
    assert np.array_equal(values[..., [0, 2]], values_of(SHAPE, 2)[..., [3, 5]])
    assert np.isnan(values[..., 1]).all()
    before = panel.map
    looking.at = SliceAt(0, 1)
    panel.follow()
    panel.explain()
    assert panel.map is not before and panel.map.box()[1] == (1, 0, 0)


def test_the_model_that_run_takes_is_the_first_to_be_explained(workspace, runner, looking):
    for name in ("lungs", "other"):
        publish(workspace.project, name)
    workspace.open(FIRST)
    used = ["other@1"]
    made = ExplainPanel(workspace, looking, runner, used=lambda: used[0])
    made.set_shown(True)
    assert made.state.asked.model == "other@1"
    used[0] = "lungs@1"
    made.refresh()
    assert made.state.asked.model == "other@1"  # what is looked at stays
