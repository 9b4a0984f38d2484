"""The template in an open series: rows, the current ROI, status, locks, counts."""

import pytest
from panel_projects import annotate, opened_by

from RILContourLib.panels.roi_panel import ROIPanel

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@pytest.fixture
def panel(workspace):
    return ROIPanel(workspace)


def row(panel, roi):
    return next(each for each in panel.state.rows if each.id == roi)


def test_rows_show_the_template_before_and_after_a_series_is_open(panel, workspace):
    assert [(r.id, r.kind, r.key, r.status, r.radlex) for r in panel.state.rows] == [
        ("liver", "area", "1", "unseen", "RID58"),
        ("spleen", "area", "2", "unseen", None),
        ("tip", "point", "3", "unseen", None),
    ]
    assert not panel.state.can_edit
    annotate(workspace.project, FIRST)
    workspace.open(FIRST)
    assert panel.state.can_edit
    assert row(panel, "liver").status == "in progress"


def test_the_current_roi_is_chosen_by_key_by_step_and_stays_in_the_next_series(panel, workspace):
    assert panel.current == "liver"
    assert panel.choose_key("2")
    assert panel.current == "spleen"
    assert not panel.choose_key("7")
    assert not panel.choose_key("12")
    panel.step(1)
    workspace.open(SECOND)
    assert panel.current == "tip"
    panel.step(1)
    assert panel.current == "liver"
    panel.step(-1)
    assert panel.current == "tip"
    panel.choose("kidney")
    assert panel.current == "tip"
    assert "no ROI" in workspace.messages.newest.text


def test_status_and_lock_are_edits_and_refusals_are_messages(panel, an_open_series):
    panel.set_status("absent")
    assert row(panel, "liver").status == "absent"
    panel.set_locked(True)
    panel.set_status("complete")
    assert row(panel, "liver").status == "absent"
    assert "locked" in an_open_series.messages.newest.text
    an_open_series.undo()
    assert not row(panel, "liver").locked


def test_finishing_says_complete_or_absent_and_goes_on(panel, an_open_series):
    an_open_series.opened.session["liver"].mask[0, 0, 0] = True
    panel.finish()
    panel.finish()
    assert [each.status for each in panel.state.rows] == ["complete", "absent", "unseen"]
    assert panel.current == "tip"


def test_all_others_are_locked_as_one_edit(panel, an_open_series):
    panel.choose("spleen")
    panel.set_locked(True)
    panel.lock_all_others()
    assert [each.locked for each in panel.state.rows] == [True, False, True]
    an_open_series.undo()
    assert [each.locked for each in panel.state.rows] == [False, True, False]


def test_voxels_are_counted_on_demand_and_forgotten_when_they_change(panel, an_open_series):
    session = an_open_series.opened.session
    session["liver"].mask[0:2, 0:3, 1] = True
    assert row(panel, "liver").voxels is None
    panel.count_voxels()
    assert (row(panel, "liver").voxels, row(panel, "spleen").voxels, row(panel, "tip").voxels) == (6, 0, None)
    session["liver"].mask[0, 0, 1] = False
    assert (row(panel, "liver").voxels, row(panel, "spleen").voxels) == (None, 0)
    session["tip"].add_point((1, 2, 3))
    assert row(panel, "tip").points == 1


def test_a_series_that_somebody_else_edits_is_not_changed(panel, workspace):
    with opened_by(workspace.project, "ben")[FIRST].edit():
        workspace.open(FIRST)
        panel.set_status("complete")
        assert row(panel, "liver").status == "unseen"
        assert "ben" in workspace.messages.newest.text
