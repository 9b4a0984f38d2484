"""Keys and clicks that the browser sends faster than the mouse in the views: they wait for what they would overtake."""

from __future__ import annotations

import asyncio
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.panels.observing import Signal
from RILContourLib.session.project import Project
from RILContourLib.workbench import in_turn as module
from RILContourLib.workbench.event_loop import EventLoop
from RILContourLib.workbench.in_turn import InTurn
from Testing.Workbench.browser_window import wait_until_open
from Testing.Workbench.conftest import StartWorkbench
from Testing.Workbench.page_steps import open_series, press, wait_for_state
from Testing.Workbench.viewing_project import MIDDLE, NAME, SPACING_MM, make_viewing_project, planes_on_page
from Testing.Workbench.websocket_client import talk

# Answers reach the page `lag` ms late, as over a slow line: a view sends its next event only then, but keys at once.
WITH_LAG = """Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(hear) { this.addEventListener("message", (event) => setTimeout(() => hear(event), window.lag || 0)); } });"""
LAG_MS = 250
UPWARDS = 120  # pixels, to where a stroke turns


class Events:
    """Which signs were heard."""

    def __init__(self) -> None:
        self.signs: set[str] = set()
        self.signed: Signal[[]] = Signal()
        self.last_s = 0.0

    def heard(self, sign: str) -> bool:
        return sign in self.signs


class Server:
    """As much of a server as is needed: it has a call for each letter that writes it down, and one that fails."""

    def __init__(self) -> None:
        self.state = nullcontext()
        self.controller = self
        self.done: list[str] = []

    def trigger(self, _name: str) -> Any:
        return lambda function: function

    def trigger_fn(self, name: str) -> Any:
        return self.fail if name == "fail" else partial(self.done.append, name) if len(name) == 1 else None

    def fail(self) -> None:
        self.done.append("fail")
        message = "a button failed"
        raise RuntimeError(message)


def in_turn() -> tuple[InTurn, Server, Events]:
    loop, server, events = EventLoop(), Server(), Events()
    loop.run_on(asyncio.get_running_loop())
    return InTurn(server, loop, events), server, events  # type: ignore[arg-type]


def test_calls_wait_for_their_sign_and_keep_their_order() -> None:
    async def ask_while_the_mouse_lags() -> list[str]:
        turns, server, events = in_turn()
        turns.call("ril-1", "a")
        turns.call("", "b")
        turns.call("ril-2", "c")
        turns.call("", "d")
        assert server.done == []
        events.signs.add("ril-1")
        events.signed.tell()
        await asyncio.sleep(0)
        assert server.done == ["a", "b"]
        events.signs.add("ril-2")
        events.signed.tell()
        await asyncio.sleep(0)
        turns.call("", "e")
        return server.done

    assert talk(ask_while_the_mouse_lags) == ["a", "b", "c", "d", "e"]


def test_a_call_that_overtakes_nothing_is_done_at_once() -> None:
    async def ask() -> list[str]:
        turns, server, events = in_turn()
        events.signs.add("ril-1")
        turns.call("", "a")
        turns.call("ril-1", "b")
        turns.call("", "there is none")
        turns.call("", "in_turn", ["", "in_turn"])
        return server.done

    assert talk(ask) == ["a", "b"]


def test_a_call_that_fails_keeps_no_other_back() -> None:
    async def ask() -> tuple[list[str], list[str]]:
        failures: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, what: failures.append(str(what["exception"])))
        turns, server, events = in_turn()
        turns.call("ril-1", "fail")
        turns.call("", "a")
        events.signs.add("ril-1")
        events.signed.tell()
        await asyncio.sleep(0)
        return server.done, failures

    assert talk(ask) == (["fail", "a"], ["a button failed"])


def test_a_sign_that_never_comes_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.05)

    async def ask_and_wait() -> list[str]:
        turns, server, _events = in_turn()
        turns.call("ril-lost", "a")
        while not server.done:
            await asyncio.sleep(0.01)
        return server.done

    assert talk(ask_and_wait) == ["a"]


def test_a_sign_is_waited_for_as_long_as_the_stroke_before_it_still_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.05)

    async def ask_behind_a_long_stroke() -> list[str]:
        turns, server, events = in_turn()
        turns.call("ril-1", "a")
        for _event in range(30):
            events.last_s = time.monotonic() + 1.0  # as far as the clock tells, nothing is late, however busy we are
            await asyncio.sleep(0.01)
        assert server.done == []
        events.signs.add("ril-1")
        events.signed.tell()
        await asyncio.sleep(0)
        return server.done

    assert talk(ask_behind_a_long_stroke) == ["a"]


def test_a_call_does_not_overtake_those_whose_turn_comes_next() -> None:
    async def ask_in_the_turn_of_the_sign() -> list[str]:
        turns, server, events = in_turn()
        turns.call("ril-1", "a")
        turns.call("", "b")
        events.signs.add("ril-1")
        events.signed.tell()
        turns.call("", "c")
        while len(server.done) < 3:
            await asyncio.sleep(0)
        turns.call("", "d")
        return server.done

    assert talk(ask_in_the_turn_of_the_sign) == ["a", "b", "c", "d"]


def test_what_is_asked_for_behind_a_stroke_does_not_change_where_it_goes(
    a_workbench: StartWorkbench, a_page: Any, tmp_path: Path
) -> None:
    folder = make_viewing_project(tmp_path / "study")
    (folder / "next.nii").write_bytes((folder / NAME).read_bytes())
    page = a_page
    page.add_init_script(WITH_LAG)
    page.goto(a_workbench(folder).address)
    wait_until_open(page)
    open_series(page, NAME)
    wait_for_state(page, "s.views.window")
    press(page, "1", "p")
    wait_for_state(page, "s.tools.tool === 'paint' && s.tools.target === 'area-1'")
    mm_per_pixel = planes_on_page(page)["Coronal"].mm_per_pixel
    page.evaluate("lag => { window.lag = lag; }", LAG_MS)
    stroke(page)
    page.locator(".roi-row", has_text="Area 2").click()
    stroke(page)
    press(page, "Control+ArrowRight")
    wait_for_state(page, "s.workspace.series === 'next.nii' && !s.workspace.busy_with")
    press(page, "Control+s")
    project = Project.open(folder, user="reader")
    first, second = (np.argwhere(project[NAME].annotation.mask(roi).to_array()) for roi in ("area-1", "area-2"))
    reached = MIDDLE[0] + UPWARDS * mm_per_pixel / SPACING_MM[0]
    assert first[:, 0].max() > reached, "where the way turns is left out"
    assert np.array_equal(first, second), "each stroke belongs to the ROI that was chosen when it was drawn"
    assert project["next.nii"].annotation.mask("area-1").extent is None
    assert project["next.nii"].annotation.mask("area-2").extent is None


def stroke(page: Any) -> None:
    """Up and down again, over the middle of the large plane."""
    box = page.locator(".layout-grid-item").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 30, y)
    page.mouse.down()
    page.mouse.move(x, y - UPWARDS, steps=4)
    page.mouse.move(x + 30, y, steps=4)
    page.mouse.up()
