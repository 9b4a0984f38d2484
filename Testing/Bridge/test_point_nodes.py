from pathlib import Path
from typing import Any

import numpy as np
import pytest
from point_scene import APEX, NODULE, PointScene, series_with_point_rois

from RILContourLib.annotation.edit import Edit
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.series import Series
from Testing.Lib.odd_images import OBLIQUE, SHEARED

pytest_plugins = ["point_fixtures"]


@pytest.fixture(params=["left-handed", "oblique", "sheared", "4D"])
def any_series(request: pytest.FixtureRequest, tmp_path: Path) -> Series:
    affine = {"oblique": OBLIQUE, "sheared": SHEARED}.get(request.param)
    more = {} if affine is None else {"affine": affine}
    return series_with_point_rois(tmp_path, frames=3 if request.param == "4D" else 1, **more)


def test_a_click_places_a_point_of_the_series(opened: PointScene, session: EditSession, edits: list[Edit]) -> None:
    opened.place((3, 4, 5.25), label="top")
    assert not edits, "not before the next turn of the event loop"
    opened.loop.run_until_idle()
    (point,) = session[APEX].points
    assert np.allclose(point.ijk, (3, 4, 5.25))
    assert (point.frame, point.label, point.maker) == (0, "top", "human")
    assert [edit.tool for edit in edits] == ["add point"]
    assert opened.points.point_id(APEX, 0) == point.id
    assert session[NODULE].points == ()


def test_points_are_where_they_are_in_the_file_whatever_the_images_axes(scene: Any, any_series: Series) -> None:
    with any_series.edit() as session:
        session[APEX].add_point((1, 2.5, 7), label="corner")
        opened = PointScene(scene, any_series, session)
        assert opened.shown() == [((1, 2.5, 7), "corner")]
        opened.place((10.5, 0, 0.125))
        opened.loop.run_until_idle()
        assert opened.accepted() == [((1, 2.5, 7), "corner"), ((10.5, 0, 0.125), "")]
        opened.points.close()


def test_a_new_point_has_no_label_until_a_person_gives_it_one(opened: PointScene, edits: list[Edit]) -> None:
    opened.place((1, 1, 1))
    opened.loop.run_until_idle()
    assert opened.accepted() == [((1, 1, 1), "")]
    opened.node().SetNthControlPointLabel(0, "left upper")
    opened.loop.run_until_idle()
    assert opened.accepted() == [((1, 1, 1), "left upper")]
    assert [edit.tool for edit in edits] == ["add point", "label point"]


def test_a_drag_is_one_edit_made_at_its_end(opened: PointScene, session: EditSession, edits: list[Edit]) -> None:
    opened.place((1, 1, 1))
    opened.loop.run_until_idle()
    first = session[APEX].points[0]
    opened.drag(0, (2, 1, 1), (3, 1, 1), (4, 2, 1), (5, 2, 1.5))
    assert [edit.tool for edit in edits] == ["add point", "move point"]
    assert opened.accepted() == [((5, 2, 1.5), "")]
    assert session[APEX].points[0].id == first.id


def test_what_is_being_dragged_becomes_an_edit_if_the_series_is_closed_meanwhile(
    opened: PointScene, session: EditSession, edits: list[Edit]
) -> None:
    opened.place((1, 1, 1))
    opened.loop.run_until_idle()
    node = opened.node()
    node.InvokeEvent(node.PointStartInteractionEvent)
    node.SetNthControlPointPosition(0, *opened.ras_mm((6, 6, 6)))
    opened.loop.run_until_idle()
    assert len(edits) == 1
    session.close()
    assert opened.series.annotation.roi(APEX).points[0].ijk == pytest.approx((6, 6, 6))


def test_deleting_points_one_by_one_or_all_at_once(opened: PointScene, edits: list[Edit]) -> None:
    for i in range(4):
        opened.place((i, 1, 1))
    opened.loop.run_until_idle()
    opened.node().RemoveNthControlPoint(1)
    opened.loop.run_until_idle()
    assert opened.accepted() == [((0, 1, 1), ""), ((2, 1, 1), ""), ((3, 1, 1), "")]
    opened.node().UnsetNthControlPointPosition(0)
    opened.loop.run_until_idle()
    assert len(opened.accepted()) == 2
    opened.node().RemoveAllControlPoints()
    opened.loop.run_until_idle()
    assert opened.accepted() == []
    assert [edit.tool for edit in edits] == ["add point"] * 4 + ["remove point"] * 4
    assert not opened.refused


def test_a_new_point_is_not_taken_for_one_that_was_deleted(opened: PointScene, session: EditSession) -> None:
    """MRML gives a control point's id again after a deletion, also while another one has it."""
    for i in range(3):
        opened.place((i, 1, 1))
    opened.loop.run_until_idle()
    kept = {point.id: point.ijk for point in session[APEX].points if not np.allclose(point.ijk, (1, 1, 1))}
    node = opened.node()
    node.RemoveNthControlPoint(1)
    for i in range(4):
        opened.place((i, 9, 1))
    node.RemoveNthControlPoint(node.GetNumberOfControlPoints() - 1)
    opened.place((8, 8, 1))
    ids = [node.GetNthControlPointID(n) for n in range(node.GetNumberOfControlPoints())]
    assert len(set(ids)) == len(ids)
    opened.loop.run_until_idle()
    assert [place for place, _label in opened.accepted()] == [
        *((0, 1, 1), (0, 9, 1), (1, 9, 1), (2, 1, 1), (2, 9, 1), (8, 8, 1))
    ]
    assert kept.items() <= {point.id: point.ijk for point in session[APEX].points}.items()


def test_points_that_replace_all_others_in_one_turn_are_other_points(opened: PointScene, edits: list[Edit]) -> None:
    opened.place((1, 1, 1))
    opened.loop.run_until_idle()
    opened.node().RemoveAllControlPoints()
    opened.place((2, 2, 2))
    opened.loop.run_until_idle()
    assert [edit.tool for edit in edits] == ["add point", "add point", "remove point"]


def test_a_point_that_follows_the_mouse_is_none_yet(opened: PointScene, edits: list[Edit]) -> None:
    node = opened.node()
    preview = opened.place((1, 1, 1))
    node.SetNthControlPointPosition(preview, *opened.ras_mm((1, 1, 1)), node.PositionPreview)
    for i in range(3):
        node.SetNthControlPointPosition(preview, *opened.ras_mm((i, 1, 1)), node.PositionPreview)
        opened.loop.run_until_idle()
    assert not edits
    node.SetNthControlPointPosition(preview, *opened.ras_mm((3, 1, 1)), node.PositionDefined)
    opened.loop.run_until_idle()
    assert opened.accepted() == [((3, 1, 1), "")]


def test_changes_in_the_session_appear_in_the_node(opened: PointScene, session: EditSession) -> None:
    point = session[APEX].add_point((2, 3, 4), label="a")
    opened.loop.run_until_idle()
    assert opened.shown() == [((2, 3, 4), "a")]
    session[APEX].move_point(point.id, (5, 5, 5))
    session[APEX].label_point(point.id, "b")
    opened.loop.run_until_idle()
    assert opened.shown() == [((5, 5, 5), "b")]
    session.undo()
    session.undo()
    opened.loop.run_until_idle()
    assert opened.shown() == [((2, 3, 4), "a")]
    session[APEX].remove_point(point.id)
    opened.loop.run_until_idle()
    assert opened.shown() == []
    session.undo()
    opened.loop.run_until_idle()
    assert opened.shown() == [((2, 3, 4), "a")]


def test_undo_takes_back_what_was_done_in_the_node(opened: PointScene, session: EditSession) -> None:
    opened.place((1, 1, 1))
    opened.loop.run_until_idle()
    opened.drag(0, (5, 5, 5))
    session.undo()
    opened.loop.run_until_idle()
    assert opened.shown() == [((1, 1, 1), "")]
    session.undo()
    opened.loop.run_until_idle()
    assert opened.shown() == []
    session.redo()
    session.redo()
    opened.loop.run_until_idle()
    assert opened.shown() == [((5, 5, 5), "")]


def test_an_edit_in_the_session_and_one_in_the_node_in_the_same_turn_both_hold(
    opened: PointScene, session: EditSession
) -> None:
    first, second = session[APEX].add_point((1, 1, 1)), session[APEX].add_point((2, 2, 2))
    opened.loop.run_until_idle()
    session[APEX].move_point(first.id, (7, 7, 7))
    opened.node().SetNthControlPointPosition(1, *opened.ras_mm((8, 8, 2)))
    session[APEX].label_point(second.id, "mine")
    opened.loop.run_until_idle()
    assert opened.accepted() == [((7, 7, 7), ""), ((8, 8, 2), "mine")]


def test_each_edit_turns_the_loop_a_few_times_and_not_for_ever(opened: PointScene, edits: list[Edit]) -> None:
    opened.place((1, 1, 1))
    turns = opened.loop.run_until_idle()
    opened.drag(0, (2, 2, 2))
    assert turns <= 2
    assert len(edits) == 2
    assert opened.loop.idle


def test_a_locked_roi_takes_no_points_and_loses_none(opened: PointScene, session: EditSession) -> None:
    opened.place((1, 1, 1), label="a")
    opened.loop.run_until_idle()
    session[APEX].locked = True
    opened.loop.run_until_idle()
    assert opened.node().GetLocked()
    opened.node().SetLocked(False)
    opened.place((2, 2, 2))
    opened.node().SetNthControlPointPosition(0, *opened.ras_mm((9, 9, 2)))
    opened.node().SetNthControlPointLabel(0, "b")
    opened.loop.run_until_idle()
    assert opened.shown() == opened.accepted() == [((1, 1, 1), "a")]
    opened.node().RemoveAllControlPoints()
    opened.loop.run_until_idle()
    assert opened.shown() == opened.accepted() == [((1, 1, 1), "a")]
    assert opened.refused == ["Apex is locked; unlock it to change it."] * 2
    assert opened.node().GetLocked()
    session[APEX].locked = False
    opened.loop.run_until_idle()
    assert not opened.node().GetLocked()


def test_a_point_dragged_out_of_the_image_goes_back(opened: PointScene) -> None:
    opened.place((1, 1, 1))
    opened.place((2, 2, 2))
    opened.loop.run_until_idle()
    opened.drag(0, (5, 5, 5), (50, 5, 5))
    assert opened.shown() == [((1, 1, 1), ""), ((2, 2, 2), "")]
    assert "outside the image" in opened.refused[0]
    opened.place((-3, 0, 0))
    opened.loop.run_until_idle()
    assert opened.shown() == [((1, 1, 1), ""), ((2, 2, 2), "")]
    assert len(opened.refused) == 2


def test_a_label_of_several_lines_is_refused(opened: PointScene) -> None:
    opened.place((1, 1, 1), label="a")
    opened.loop.run_until_idle()
    opened.node().SetNthControlPointLabel(0, "two\nlines")
    opened.loop.run_until_idle()
    assert opened.accepted() == [((1, 1, 1), "a")]
    assert "one line" in opened.refused[0]


def test_a_refused_point_does_not_disturb_the_one_at_the_mouse(opened: PointScene, session: EditSession) -> None:
    session[APEX].locked = True
    opened.loop.run_until_idle()
    node = opened.node()
    opened.place((2, 2, 2))
    preview = opened.place((3, 3, 3))
    node.SetNthControlPointPosition(preview, *opened.ras_mm((3, 3, 3)), node.PositionPreview)
    opened.loop.run_until_idle()
    assert node.GetNumberOfControlPoints() == 2, "the place tool knows the point at the mouse by its number"
    assert opened.shown() == []
    node.RemoveNthControlPoint(preview)
    opened.loop.run_until_idle()
    assert node.GetNumberOfControlPoints() == 0


def test_a_series_open_for_reading_keeps_its_points(scene: Any, series: Series) -> None:
    with series.edit() as session:
        session[APEX].add_point((1, 2, 3), label="a")
    opened = PointScene(scene, series)
    assert opened.node().GetLocked()
    opened.place((2, 2, 2))
    opened.node().SetNthControlPointPosition(0, *opened.ras_mm((9, 9, 2)))
    opened.loop.run_until_idle()
    assert opened.shown() == [((1, 2, 3), "a")]
    assert opened.refused == ["The series is open for reading only."]
    opened.node().RemoveAllControlPoints()
    opened.points.close()
    assert len(opened.refused) == 2
    assert len(series.annotation.roi(APEX).points) == 1


def test_a_newer_version_is_shown_where_others_edit(scene: Any, series: Series) -> None:
    opened = PointScene(scene, series)
    with series.edit() as session:
        session[APEX].add_point((1, 2, 3))
    assert opened.shown() == []
    opened.points.show(series.annotation, 0)
    assert opened.shown() == [((1, 2, 3), "")]
    opened.loop.run_until_idle()
    assert not opened.refused
    opened.points.close()


def test_only_points_of_the_shown_frame_are_shown(opened: PointScene, session: EditSession, edits: list[Edit]) -> None:
    session[APEX].add_point((1, 1, 1), frame=0)
    session[APEX].add_point((2, 2, 2), frame=1)
    opened.loop.run_until_idle()
    assert opened.shown() == [((1, 1, 1), "")]
    opened.points.show(session.annotation, 1)
    assert opened.shown() == [((2, 2, 2), "")]
    opened.place((3, 3, 3))
    opened.loop.run_until_idle()
    assert opened.accepted(frame=1) == [((2, 2, 2), ""), ((3, 3, 3), "")]
    assert opened.accepted(frame=0) == [((1, 1, 1), "")]
    opened.points.show(session.annotation, 0)
    opened.loop.run_until_idle()
    assert len(edits) == 3


def test_what_was_done_just_before_another_frame_is_shown_belongs_to_the_one_before(
    opened: PointScene, session: EditSession
) -> None:
    opened.place((4, 4, 4))
    opened.points.show(session.annotation, 1)
    assert opened.accepted(frame=0) == [((4, 4, 4), "")]
    assert opened.shown() == []
