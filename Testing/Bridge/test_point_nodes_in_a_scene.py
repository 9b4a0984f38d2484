import threading
from typing import Any

import pytest
from point_scene import APEX, PointScene

from RILContourLib.annotation.edit import Edit
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.series import Series

pytest_plugins = ["point_fixtures"]


def test_names_colours_and_places_of_nodes_are_the_templates(opened: PointScene) -> None:
    node = opened.node()
    assert node.GetName() == "Apex"
    assert node.GetDisplayNode().GetSelectedColor() == pytest.approx((0x33 / 255, 0x66 / 255, 0xCC / 255))
    assert node.GetHideFromEditors()
    assert not node.GetSaveWithScene()
    assert not node.GetDisplayNode().GetSaveWithScene()
    node.SetName("Mine")
    opened.loop.run_until_idle()
    assert node.GetName() == "Apex"


def test_a_node_under_a_transform_is_taken_out_of_it(opened: PointScene, session: EditSession) -> None:
    session[APEX].add_point((1, 1, 1))
    opened.loop.run_until_idle()
    transform = opened.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    opened.node().SetAndObserveTransformNodeID(transform.GetID())
    opened.loop.run_until_idle()
    assert opened.node().GetTransformNodeID() is None
    opened.scene.RemoveNode(transform)


@pytest.mark.parametrize("what", ["node", "display node"])
def test_a_node_that_somebody_removes_comes_back_with_its_points(
    opened: PointScene, session: EditSession, edits: list[Edit], what: str
) -> None:
    session[APEX].add_point((1, 1, 1), label="a")
    opened.loop.run_until_idle()
    opened.scene.RemoveNode(opened.node() if what == "node" else opened.node().GetDisplayNode())
    opened.loop.run_until_idle()
    assert opened.scene.IsNodePresent(opened.node())
    assert opened.scene.IsNodePresent(opened.node().GetDisplayNode())
    assert opened.shown() == [((1, 1, 1), "a")]
    assert len(edits) == 1
    assert "delete points one by one" in opened.refused[0]


def test_clearing_the_scene_deletes_no_point(scene: Any, series: Series, session: EditSession) -> None:
    opened = PointScene(scene, series, session)
    session[APEX].add_point((1, 1, 1))
    opened.loop.run_until_idle()
    scene.Clear(True)
    opened.loop.run_until_idle()
    assert len(session[APEX].points) == 1
    opened.points.close()
    assert len(session[APEX].points) == 1


def test_edits_of_another_thread_are_shown(opened: PointScene, session: EditSession) -> None:
    thread = threading.Thread(target=lambda: session[APEX].add_point((2, 2, 2), label="script"))
    thread.start()
    thread.join()
    opened.loop.run_until_idle()
    assert opened.shown() == [((2, 2, 2), "script")]


def test_closing_takes_the_nodes_away_and_nothing_listens_any_more(
    scene: Any, series: Series, session: EditSession
) -> None:
    before = scene.GetNumberOfNodes()
    opened = PointScene(scene, series, session)
    node = opened.node()
    assert scene.GetNumberOfNodes() > before
    opened.place((1, 1, 1))
    opened.points.close()
    opened.points.close()
    assert scene.GetNumberOfNodes() == before
    assert len(session[APEX].points) == 1, "what was done before is kept"
    session[APEX].add_point((2, 2, 2))
    node.RemoveAllControlPoints()
    opened.loop.run_until_idle()
    assert len(session[APEX].points) == 2


def test_points_that_are_not_draggable_are_left_alone_by_slicers_mouse_and_still_follow_the_session(
    scene: Any, series: Series, session: EditSession
) -> None:
    session[APEX].add_point((1, 2, 3))
    opened = PointScene(scene, series, session, draggable=False)
    assert opened.points.node(APEX).GetLocked()
    session[APEX].add_point((4, 5, 6))
    opened.loop.run_until_idle()
    assert len(opened.shown()) == 2
    assert opened.points.node(APEX).GetLocked()
    opened.points.close()
