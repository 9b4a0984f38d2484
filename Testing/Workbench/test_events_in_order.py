"""What the page's pointer did is handled in order, and no flood of it keeps all else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.workbench.event_loop import EventLoop
from RILContourLib.workbench.viewing import events_in_order as module
from RILContourLib.workbench.viewing.events_in_order import EventsInOrder
from Testing.Workbench.websocket_client import talk

A_FLOOD = 20_000


class View:
    """What a view's adapter was asked to handle."""

    def __init__(self) -> None:
        self.handled: list[dict[str, Any]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def on_interaction(self, _origin: str, values: dict[str, Any]) -> None:
        self.handled.append(values)
        self.meanwhile()

    @property
    def way(self) -> list[tuple[int, int]]:
        return [(values["x"], values["y"]) for values in self.handled if values["type"] == "MouseMove"]

    @property
    def kinds(self) -> list[str]:
        return [values["type"] for values in self.handled]


def queue_for(*views: View) -> EventsInOrder:
    loop = EventLoop()
    loop.run_on(asyncio.get_running_loop())
    events = EventsInOrder(loop)
    for number, view in enumerate(views):
        events.watch(f"view {number}", view)
    return events


def move(view: View, x: int, y: int = 0) -> None:
    view.on_interaction("anonymous", {"type": "MouseMove", "x": x, "y": y})


def act(view: View, kind: str, **more: Any) -> None:
    view.on_interaction("anonymous", {"type": kind, "x": 0, "y": 0, **more})


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def test_of_a_flood_of_moves_without_a_button_only_the_last_is_handled() -> None:
    view = View()

    async def flood() -> None:
        events = queue_for(view)
        for number in range(A_FLOOD):
            move(view, number)
        act(view, "keyDown", key="ril-1")
        await until(lambda: events.heard("ril-1"))

    talk(flood)
    assert view.way == [(A_FLOOD - 1, 0)]


def test_the_way_of_a_button_that_is_down_is_kept_point_by_point() -> None:
    view = View()
    way = [(number, number % 7) for number in range(500)]

    async def draw() -> None:
        events = queue_for(view)
        act(view, "LeftButtonPress")
        for x, y in way:
            move(view, x, y)
        act(view, "LeftButtonRelease")
        move(view, 1)
        move(view, 2)
        act(view, "keyDown", key="ril-1")
        await until(lambda: events.heard("ril-1"))

    talk(draw)
    assert view.kinds == ["LeftButtonPress", *["MouseMove"] * len(way), "LeftButtonRelease", "MouseMove"]
    assert view.way == [*way, (2, 0)]


def test_a_flood_with_the_button_down_is_thinned_from_its_begin_to_its_end() -> None:
    view = View()

    async def flood() -> None:
        events = queue_for(view)
        act(view, "LeftButtonPress")
        for number in range(A_FLOOD):
            move(view, number)
        act(view, "LeftButtonRelease")
        act(view, "keyDown", key="ril-1")
        await until(lambda: events.heard("ril-1"))

    talk(flood)
    places = [x for x, _y in view.way]
    assert len(places) <= module.MOST_MOVES + 1
    assert places[-1] == A_FLOOD - 1
    assert places == sorted(places)
    assert max(after - before for before, after in zip(places, places[1:], strict=False)) < A_FLOOD / 50
    assert view.kinds[0] == "LeftButtonPress"
    assert view.kinds[-1] == "LeftButtonRelease"


def test_moves_in_two_views_and_wheels_between_stay_in_their_order() -> None:
    first, second = View(), View()

    async def use() -> None:
        events = queue_for(first, second)
        move(first, 1)
        move(second, 2)
        act(first, "MouseWheel", spinY=1)
        act(first, "MouseWheel", spinY=1)
        move(first, 3)
        act(first, "keyDown", key="ril-1")
        await until(lambda: events.heard("ril-1"))

    talk(use)
    assert first.kinds == ["MouseMove", "MouseWheel", "MouseWheel", "MouseMove"]
    assert second.way == [(2, 0)]


def test_where_the_window_goes_away_its_buttons_go_up_where_the_pointer_was() -> None:
    first, second = View(), View()

    async def draw_and_be_gone() -> None:
        events = queue_for(first, second)
        act(first, "LeftButtonPress")
        move(first, 5, 6)
        act(second, "LeftButtonPress")
        act(second, "LeftButtonRelease")
        events.let_go()
        events.let_go()
        move(first, 9)
        move(first, 10)  # stands for the one before: nothing is drawn any more
        act(first, "keyDown", key="ril-1")
        await until(lambda: events.heard("ril-1"))

    talk(draw_and_be_gone)
    assert first.kinds == ["LeftButtonPress", "MouseMove", "LeftButtonRelease", "MouseMove"]
    assert [(values["x"], values["y"]) for values in first.handled] == [(0, 0), (5, 6), (5, 6), (10, 0)]
    assert second.kinds == ["LeftButtonPress", "LeftButtonRelease"]


def test_what_takes_long_is_handled_in_several_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_S", -1.0)  # every event takes longer than that
    view, turns = View(), []

    async def use() -> None:
        events = queue_for(view)
        for _number in range(5):
            act(view, "MouseWheel", spinY=1)
        act(view, "keyDown", key="ril-1")
        while not events.heard("ril-1"):
            turns.append(len(view.handled))
            await asyncio.sleep(0)

    talk(use)
    assert {1, 2, 3, 4, 5} <= set(turns)


def test_an_event_that_fails_keeps_no_other_back() -> None:
    view = View()

    def fail_once() -> None:
        view.meanwhile = lambda: None
        message = "a tool failed"
        raise RuntimeError(message)

    async def use() -> list[str]:
        failures: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, what: failures.append(str(what["exception"])))
        events = queue_for(view)
        view.meanwhile = fail_once
        act(view, "LeftButtonPress")
        act(view, "LeftButtonRelease")
        act(view, "keyDown", key="ril-1")
        await until(lambda: events.heard("ril-1"))
        return failures

    assert talk(use) == ["a tool failed"]
    assert view.kinds == ["LeftButtonPress", "LeftButtonRelease"]
