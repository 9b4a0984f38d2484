"""Keys that the browser sends faster than the mouse: they wait for what they would overtake, and for nothing else."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.session.project import Project
from RILContourLib.workbench import keyboard as module
from RILContourLib.workbench.event_loop import EventLoop
from RILContourLib.workbench.keyboard import Keyboard, ShellCommands
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


class Typing:
    """A keyboard, which signs have come, and what was done."""

    def __init__(self) -> None:
        self.signs: set[str] = set()
        self.done: list[str] = []

    def keyboard(self) -> Keyboard:
        loop = EventLoop()
        loop.run_on(asyncio.get_running_loop())
        names = ("edit.undo", "edit.redo", "series.next", "series.save")
        commands = {name: partial(self.done.append, name) for name in names}
        held = {"tool.erase_while_held": lambda down: self.done.append("erase" if down else "erase no more")}
        own = ShellCommands(commands, held)  # type: ignore[arg-type]
        return Keyboard(Server(), loop, NoAnswers(), own, self.signs.__contains__)  # type: ignore[arg-type]


class Server:
    """As much of a server as a keyboard needs."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}
        self.controller = self

    def trigger(self, _name: str) -> Any:
        return lambda function: function


class NoAnswers:
    """The keyboard mode, switched off."""

    class state:  # noqa: N801 (as the view model has it)
        on = False

    def subscribe(self, _listener: Any) -> None: ...


def test_keys_wait_for_their_sign_and_keep_their_order() -> None:
    typing = Typing()

    async def type_while_the_mouse_lags() -> None:
        keyboard = typing.keyboard()
        keyboard.press("Ctrl+Z", "ril-1")
        keyboard.press("X")
        keyboard.release("X")
        keyboard.press("Ctrl+Right")
        await asyncio.sleep(3 * module.RETRY_S)
        assert typing.done == []
        typing.signs.add("ril-1")
        while len(typing.done) < 4:
            await asyncio.sleep(module.RETRY_S)
        keyboard.press("Ctrl+Y")

    talk(type_while_the_mouse_lags)
    assert typing.done == ["edit.undo", "erase", "erase no more", "series.next", "edit.redo"]


def test_a_key_without_a_sign_is_done_at_once() -> None:
    typing = Typing()

    async def save() -> list[str]:
        typing.keyboard().press("Ctrl+S")
        return list(typing.done)

    assert talk(save) == ["series.save"]


def test_a_sign_that_never_comes_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.05)
    typing = Typing()

    async def type_and_wait() -> None:
        typing.keyboard().press("Ctrl+Z", "ril-lost")
        while not typing.done:
            await asyncio.sleep(module.RETRY_S)

    talk(type_and_wait)
    assert typing.done == ["edit.undo"]


def test_a_stroke_and_the_next_series_at_once_leave_the_stroke_where_it_was_drawn_and_whole(
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
    page.evaluate("lag => { window.lag = lag; }", LAG_MS)
    box = page.locator(".layout-grid-item").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 30, y)
    page.mouse.down()
    page.mouse.move(x, y - UPWARDS, steps=4)
    page.mouse.move(x + 30, y, steps=4)
    page.mouse.up()
    press(page, "Control+ArrowRight")
    wait_for_state(page, "s.workspace.series === 'next.nii' && !s.workspace.busy_with")
    press(page, "Control+s")
    project = Project.open(folder, user="reader")
    marked = np.argwhere(project[NAME].annotation.mask("area-1").to_array())
    reached = MIDDLE[0] + UPWARDS * planes_on_page(page)["Coronal"].mm_per_pixel / SPACING_MM[0]
    assert marked[:, 0].max() > reached, "where the way turns is left out"
    assert project["next.nii"].annotation.mask("area-1").extent is None
