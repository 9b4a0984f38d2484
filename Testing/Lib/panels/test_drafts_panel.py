"""Drafts of the open series: seen apart, decided by ROI, slice or all; what people made stays unless asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.panels import drafts_panel
from RILContourLib.panels.drafts_panel import DraftsPanel
from RILContourLib.panels.drafts_waiting import WaitingMasks
from RILContourLib.panels.slices import SlicesPanel
from RILContourLib.panels.views_panel import ViewsPanel
from RILContourLib.panels.workspace import Workspace
from Testing.Lib.session.drafting import (
    NAMES,
    RATING,
    SEGMENTING,
    SHAPE,
    DirectRunner,
    Rating,
    bright,
    make_study,
    publish,
)

SERIES = NAMES[0]


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path / "study")


@pytest.fixture
def workspace(study):
    held = Workspace(study)
    yield held
    held.close_series()


@pytest.fixture
def looking(workspace):
    return ViewsPanel(workspace, SlicesPanel(workspace))


@pytest.fixture
def panel(workspace, looking, monkeypatch):
    monkeypatch.setattr(drafts_panel, "LOOK_EVERY_S", 0.0)
    made = DraftsPanel(workspace)
    made.follow(looking)
    return made


@pytest.fixture
def drafted(study, workspace, panel):
    """The panel with the series open, and one draft of `bright` in slices 1 to 4."""
    publish(study).predict(study[SERIES], runner=DirectRunner())
    workspace.open(SERIES)
    return panel


def marked(workspace, roi="bright"):
    return workspace.opened.annotation.mask(roi).to_array()


def said(workspace):
    return [message.text for message in workspace.messages.all]


def test_a_draft_waits_apart_with_its_model_and_confidence_by_roi_and_slice(drafted, looking, workspace):
    state = drafted.state
    assert [(row.model, row.user) for row in state.rows] == [("net@1", "ana")]
    looking.show_slice(2, 3)
    row = drafted.state.rois[0]
    assert (row.roi, row.waiting, row.slices, row.waits_here) == ("bright", 4, 4, True)
    assert row.confidence == pytest.approx(0.9)
    assert row.here == pytest.approx(0.9)
    looking.show_slice(2, 0)
    assert drafted.state.rois[0].here is None
    np.testing.assert_array_equal(drafted.shown.annotation.mask("bright").to_array(), bright())
    assert not marked(workspace).any()
    assert drafted.curves[0].values == (None, 0.9, 0.9, 0.9, 0.9, None)


def test_accepting_the_slice_shown_takes_that_slice_only_and_draws_the_rest(drafted, looking, workspace):
    looking.show_slice(2, 2)
    drafted.accept("bright", here=True)
    expected = bright()
    expected[:, :, [0, 1, 3, 4, 5]] = False
    np.testing.assert_array_equal(marked(workspace), expected)
    assert drafted.state.left == 3
    np.testing.assert_array_equal(drafted.shown.annotation.mask("bright").to_array(), bright() & ~expected)


def test_next_goes_round_the_slices_that_wait(drafted, looking):
    looking.show_slice(2, 0)
    places = []
    for _turn in range(5):
        assert drafted.next_undecided()
        places.append(looking.place[2])
    assert places == [1, 2, 3, 4, 1]
    drafted.reject()
    assert not drafted.next_undecided()


def test_slices_that_people_made_stay_and_are_counted_until_replacing_them_is_said(drafted, workspace):
    workspace.opened.session["bright"].mask[0, 0, 2] = True
    assert drafted.state.rois[0].spared == 1
    drafted.accept()
    assert marked(workspace)[:, :, 2].sum() == 1
    assert drafted.state.left == 1
    assert "One slice or answer that people made stays as it is" in said(workspace)[-1]
    drafted.set_replace_human(True)
    drafted.accept()
    np.testing.assert_array_equal(marked(workspace), bright())
    assert drafted.state.left == 0


def test_a_locked_roi_is_left_out_and_named(drafted, workspace):
    workspace.opened.session["bright"].locked = True
    assert drafted.state.rois[0].locked
    drafted.accept()
    assert not marked(workspace).any()
    assert "Bright: locked, and left as it is." in said(workspace)
    drafted.accept("bright")
    assert "unlock it to accept" in said(workspace)[-1]


def test_undoing_makes_slices_wait_again(study):
    publish(study).predict(study[SERIES], runner=DirectRunner())
    with ThreadPoolExecutor(1) as thread:
        workspace = Workspace(study, thread)
        panel = DraftsPanel(workspace)
        workspace.open(SERIES)
        at_rest(thread)
        panel.accept()
        at_rest(thread)
        assert panel.state.left == 0
        workspace.undo()
        at_rest(thread)
        assert panel.state.left == 4
        assert panel.shown.rois == ("bright",)
        workspace.close_series()


def at_rest(thread):
    """Until the executor has done all that was asked of it, and what that asked for."""
    for _again in range(3):
        thread.submit(threading.Event).result()


def test_rejecting_changes_nothing_but_the_list(drafted, workspace):
    drafted.reject("bright")
    assert drafted.state.rows == ()
    assert drafted.shown is None
    assert not workspace.opened.session.has_unsaved_edits


def test_what_another_persons_run_drafts_appears_in_the_open_series(study, workspace, panel):
    workspace.open(SERIES)
    assert panel.state.rows == ()
    others = Project.open(study.folder, user="ben")
    publish(others).predict(others[SERIES], runner=DirectRunner())
    panel.poll()
    assert [row.user for row in panel.state.rows] == ["ben"]
    publish(others).predict(others[SERIES], runner=DirectRunner())
    panel.poll()
    assert [row.model for row in panel.state.rows] == ["net@2", "net@1"]
    panel.choose(panel.state.rows[1].id)
    assert panel.shown.model == "net@1"


def test_answers_wait_with_their_probability_and_curves_along_the_slices(study, workspace, panel, looking):
    publish(study, RATING, "rating").predict(study[SERIES], runner=DirectRunner(Rating()))
    workspace.open(SERIES)
    looking.show_slice(2, 0)
    rows = {row.field: row for row in panel.state.answers}
    assert (rows["quality"].answer, rows["quality"].slice) == ("good", None)
    assert rows["quality"].probability == pytest.approx(0.8)
    assert (rows["seen"].answer, rows["seen"].slice) == ("no", 0)
    assert rows["seen"].probability == pytest.approx(0.9)
    curves = {curve.name: curve.values for curve in panel.curves}
    assert curves["Seen: yes"] == (0.1, 0.9, 0.9, 0.9, 0.9, 0.1)
    panel.accept_answer("quality")
    assert workspace.opened.session.text["quality"] == "good"
    panel.accept_answer("seen")
    assert [workspace.opened.session.slice(n).text["seen"] for n in range(SHAPE[2])] == [False, *[True] * 4, False]
    assert panel.state.answers == ()


def test_a_series_that_cannot_be_edited_shows_drafts_and_says_why_they_cannot_be_accepted(study, workspace, panel):
    publish(study).predict(study[SERIES], runner=DirectRunner())
    with Project.open(study.folder, user="ben")[SERIES].edit():
        workspace.open(SERIES)
        assert (panel.state.can_decide, panel.state.left) == (False, 4)
        panel.accept()
        assert "ben" in said(workspace)[-1]


def test_a_trial_is_shown_in_the_place_of_the_draft_and_kept_nowhere(drafted, study):
    trial = WaitingMasks(drafted.shown.annotation, "new", is_trial=True)
    drafted.show_trial(trial)
    assert drafted.shown.is_trial
    assert drafted.state.trial == "new"
    drafted.show_trial(None)
    assert (drafted.shown.model, drafted.state.trial) == ("net@1", "")
    assert len(study[SERIES].drafts) == 1


def test_another_series_begins_without_the_permission_to_replace(drafted, workspace):
    drafted.set_replace_human(True)
    workspace.open(NAMES[1])
    assert not drafted.state.replace_human
    assert drafted.state.rows == ()
    assert drafted.shown is None


def test_a_draft_that_found_nothing_of_an_roi_says_so(study, workspace, panel):
    publish(study, SEGMENTING, "dark").predict(study[SERIES], runner=DirectRunner())
    workspace.open(SERIES)
    rows = {row.roi: row for row in panel.state.rois}
    assert (rows["dark"].slices, rows["dark"].confidence) == (0, None)
    assert rows["bright"].slices == 4
