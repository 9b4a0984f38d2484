"""Versions as rows, their differences against counts by hand, and going back."""

import pytest
from panel_projects import opened_by

from RILContourLib.panels.history import HistoryPanel
from RILContourLib.panels.version_difference import AnswerDifference, ROIDifference

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@pytest.fixture
def panel(workspace):
    """The history of a series with three versions, which is open."""
    series = workspace.project[FIRST]
    with series.edit() as annotation:
        annotation["liver"].mask[0:4, 0, 0] = True
        annotation["tip"].add_point((1, 1, 1))
        annotation["tip"].add_point((2, 2, 2))
        annotation.text["signs"] = ("shunt",)
    with opened_by(workspace.project, "ben")[FIRST].edit() as annotation:
        annotation["liver"].mask[3:9, 0, 0] = True
        annotation["liver"].mask[0, 0, 0] = False
        annotation["liver"].status = "complete"
        annotation["tip"].remove_point("1")
        annotation["tip"].move_point("2", (3, 3, 3))
        annotation["tip"].add_point((4, 4, 4))
        annotation.text["signs"] = ("ascites", "shunt")
        annotation.slice(3).text["nodule"] = False
    with series.edit() as annotation:
        annotation["liver"].mask[0, 0, 0] = True
        annotation.save("checked")
    workspace.open(FIRST)
    return HistoryPanel(workspace)


def test_versions_are_listed_newest_first_with_who_and_why(panel):
    assert [(row.number, row.user, row.reason, row.message) for row in panel.state.rows] == [
        (3, "ana", "save", "checked"),
        (2, "ben", "close", ""),
        (1, "ana", "close", ""),
    ]
    assert panel.state.can_restore
    assert panel.state.rows[0].time.endswith("Z")


def test_the_difference_of_two_versions_counts_voxels_points_and_answers(panel):
    panel.compare(1, 2)
    found = panel.state.difference
    assert found.rois == (
        ROIDifference("liver", "Liver", voxels_added=5, voxels_removed=1, status=("in progress", "complete")),
        ROIDifference("tip", "Tip", points_added=1, points_removed=1, points_changed=1),
    )
    assert found.answers == (
        AnswerDifference("series", "", "signs", "Signs", ["shunt"], ["ascites", "shunt"]),
        AnswerDifference("slice", "0/3", "nodule", "Nodule visible", None, False),
    )
    panel.compare(2, 1)
    assert panel.state.difference.rois[0].voxels_removed == 5


def test_a_version_is_compared_with_the_edits_of_now(panel, workspace):
    panel.compare(3)
    assert panel.state.difference.is_empty
    workspace.opened.session["spleen"].mask[0:2, 0, 0] = True
    panel.compare(3)
    added = ROIDifference("spleen", "Spleen", voxels_added=2, status=("unseen", "in progress"))
    assert panel.state.difference.rois == (added,)


def test_restoring_makes_a_new_version_and_can_be_undone(panel, workspace):
    panel.restore(1, "as before")
    assert [(row.number, row.restored, row.message) for row in panel.state.rows][0] == (4, 1, "as before")
    assert workspace.opened.annotation.mask("liver").count == 4
    workspace.undo()
    assert workspace.opened.annotation.mask("liver").count == 9


def test_edits_that_are_in_no_version_are_told_of_once_until_one_is_made(panel, workspace):
    told = []
    panel.subscribe(lambda: told.append(panel.state.has_unsaved_edits))
    panel.restore(1)
    assert not panel.state.has_unsaved_edits
    told.clear()
    workspace.undo()
    workspace.opened.session["spleen"].mask[0, 0, 0] = True
    assert told == [True]
    workspace.save()
    assert not told[-1]
    workspace.undo()
    assert told[-1]


def test_new_versions_appear_and_another_series_has_another_history(panel, workspace):
    workspace.opened.session["spleen"].mask[0, 0, 0] = True
    workspace.save()
    assert panel.state.rows[0].number == 4
    panel.compare(1, 2)
    workspace.open(SECOND)
    assert panel.state.rows == ()
    assert panel.state.difference is None


def test_a_version_that_is_not_there_and_a_series_that_is_only_read_are_refused(panel, workspace):
    panel.compare(1, 9)
    assert panel.state.difference is None
    assert workspace.messages.newest.severity == "error"
    workspace.open(FIRST, edit=False)
    assert not panel.state.can_restore
    panel.restore(1)
    assert len(workspace.project[FIRST].history) == 3


def test_a_version_tells_what_it_holds_by_roi(panel):
    panel.inspect(1)
    contents = panel.state.contents
    assert [(row.name, row.voxels, row.points, row.status) for row in contents.rois] == [
        ("Liver", 4, 0, "in progress"),
        ("Tip", 0, 2, "in progress"),
    ]
    assert (contents.number, contents.answers) == (1, 1)
    panel.inspect(2)
    assert [(row.name, row.voxels, row.points) for row in panel.state.contents.rois] == [("Liver", 8, 0), ("Tip", 0, 2)]
    panel.inspect(77)
    assert panel.state.contents.number == 2, "a version that there is not leaves what was shown"


def test_locks_that_differ_are_told(panel, workspace):
    workspace.opened.session["spleen"].locked = True
    panel.compare(3)
    assert panel.state.difference.rois == (ROIDifference("spleen", "Spleen", locked=(False, True)),)
