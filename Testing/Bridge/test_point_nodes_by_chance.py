"""Hundreds of acts in no sensible order, in the node and in the session: what is shown is always what was accepted."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from point_scene import APEX, NODULE, SHAPE, PointScene, series_with_point_rois

from RILContourLib.errors import RILContourError
from RILContourLib.session.edit_session import EditSession

ACTS = 250
ROIS = (APEX, NODULE)


@pytest.fixture
def opened(scene: Any, tmp_path: Path) -> Iterator[PointScene]:
    series = series_with_point_rois(tmp_path, frames=2)
    with series.edit() as session:
        opened = PointScene(scene, series, session)
        yield opened
        opened.points.close()
    assert sorted(p.ijk for p in series.annotation.roi(APEX).points) == sorted(p.ijk for p in session[APEX].points)


class Hands:
    """Does one thing after the other, by chance, with a fixed seed."""

    def __init__(self, opened: PointScene, seed: int) -> None:
        self._opened = opened
        self._chance = np.random.default_rng(seed)

    def act(self) -> str:
        acts: list[Callable[[str], object]] = [
            *(self._place, self._place, self._move, self._label, self._remove, self._unset, self._remove_all),
            *(self._follow_mouse, self._begin_drag, self._end_drag, self._rename, self._unlock, self._remove_node),
            *(self._add, self._undo, self._redo, self._lock, self._change_frame),
        ]
        act = acts[self._chance.integers(len(acts))]
        act(str(self._chance.choice(ROIS)))
        return act.__name__

    def somewhere(self) -> tuple[float, float, float]:
        """Mostly in the image, sometimes beyond it."""
        i, j, k = (self._chance.uniform(-0.1, 1.1, 3) * SHAPE).tolist()
        return i, j, k

    def _place(self, roi: str) -> None:
        self._opened.place(self.somewhere(), roi, str(self._chance.choice(["", "a", "two\nlines"])))

    def _one(self, roi: str) -> int | None:
        count = self._opened.node(roi).GetNumberOfControlPoints()
        return int(self._chance.integers(count)) if count else None

    def _move(self, roi: str) -> None:
        number, node = self._one(roi), self._opened.node(roi)
        if number is not None:
            node.SetNthControlPointPosition(number, *self._opened.ras_mm(self.somewhere()))

    def _label(self, roi: str) -> None:
        number = self._one(roi)
        if number is not None:
            self._opened.node(roi).SetNthControlPointLabel(number, str(self._chance.integers(9)))

    def _remove(self, roi: str) -> None:
        number = self._one(roi)
        if number is not None:
            self._opened.node(roi).RemoveNthControlPoint(number)

    def _unset(self, roi: str) -> None:
        number = self._one(roi)
        if number is not None:
            self._opened.node(roi).UnsetNthControlPointPosition(number)

    def _remove_all(self, roi: str) -> None:
        if self._chance.random() < 0.2:
            self._opened.node(roi).RemoveAllControlPoints()

    def _follow_mouse(self, roi: str) -> None:
        node = self._opened.node(roi)
        number = node.AddControlPoint(self._opened.ras_mm(self.somewhere()))
        status = node.PositionPreview if self._chance.random() < 0.5 else node.PositionDefined
        node.SetNthControlPointPosition(number, *self._opened.ras_mm(self.somewhere()), status)

    def _begin_drag(self, roi: str) -> None:
        node = self._opened.node(roi)
        node.InvokeEvent(node.PointStartInteractionEvent)
        self._move(roi)

    def _end_drag(self, roi: str) -> None:
        for each in ROIS:
            node = self._opened.node(each)
            node.InvokeEvent(node.PointEndInteractionEvent)

    def _rename(self, roi: str) -> None:
        self._opened.node(roi).SetName("Mine")

    def _unlock(self, roi: str) -> None:
        self._opened.node(roi).SetLocked(False)

    def _remove_node(self, roi: str) -> None:
        if self._chance.random() < 0.3:
            self._opened.scene.RemoveNode(self._opened.node(roi))

    def _in_session(self, act: Callable[[EditSession], object]) -> None:
        assert self._opened.session
        try:
            act(self._opened.session)
        except RILContourError as error:
            assert str(error)

    def _add(self, roi: str) -> None:
        self._in_session(lambda session: session[roi].add_point(self.somewhere()))

    def _undo(self, _roi: str) -> None:
        self._in_session(EditSession.undo)

    def _redo(self, _roi: str) -> None:
        self._in_session(EditSession.redo)

    def _lock(self, roi: str) -> None:
        locked = bool(self._chance.random() < 0.3)
        self._in_session(lambda session: setattr(session[roi], "locked", locked))

    def _change_frame(self, _roi: str) -> None:
        assert self._opened.session
        if self._chance.random() < 0.3:
            self._opened.frame = 1 - self._opened.frame
            self._opened.points.show(self._opened.session.annotation, self._opened.frame)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_shown_is_what_was_accepted(opened: PointScene, seed: int) -> None:
    hands = Hands(opened, seed)
    done = []
    for number in range(ACTS):
        done.append(hands.act())
        if number % 3 == 0:
            opened.loop.run_until_idle()
        if number % 10 == 0:
            opened.points.settle()
            opened.loop.run_until_idle()
            for roi in ROIS:
                assert opened.shown(roi) == opened.accepted(roi, opened.frame), done[-10:]
                assert opened.node(roi).GetName() == opened.series.project.definitions.roi(roi).name
    assert opened.refused


def test_a_script_in_another_thread_and_a_hand_in_the_scene_lose_nothing(opened: PointScene) -> None:
    assert opened.session
    session = opened.session

    def script() -> None:
        for number in range(60):
            session[APEX].add_point((number / 6, 1, 1), label="script")

    thread = threading.Thread(target=script)
    thread.start()
    for number in range(60):
        opened.place((number / 6, 5, 5), label="hand")
        opened.loop.turn()  # not until idle: the script keeps it busy
    thread.join()
    opened.loop.run_until_idle()
    labels = [label for _place, label in opened.accepted()]
    assert (labels.count("script"), labels.count("hand")) == (60, 60)
    assert opened.shown() == opened.accepted()
