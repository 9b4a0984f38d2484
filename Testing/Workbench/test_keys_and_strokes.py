"""Keys that the browser sends faster than the mouse: they wait for the stroke that they would overtake."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.workbench import keyboard as module
from RILContourLib.workbench.event_loop import EventLoop
from RILContourLib.workbench.keyboard import Keyboard, ShellCommands
from Testing.Workbench.websocket_client import talk


class Stroke:
    """Whether the brush is drawing, and what was done since."""

    def __init__(self) -> None:
        self.is_drawing = False
        self.done: list[str] = []

    def keyboard(self) -> Keyboard:
        loop = EventLoop()
        loop.run_on(asyncio.get_running_loop())
        names = ("edit.undo", "edit.redo", "series.next")
        commands = {name: partial(self.done.append, name) for name in names}
        return Keyboard(Server(), loop, NoAnswers(), ShellCommands(commands), lambda: self.is_drawing)  # type: ignore[arg-type]


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


def test_keys_wait_for_the_end_of_a_stroke_and_keep_their_order() -> None:
    stroke = Stroke()

    async def type_while_drawing() -> None:
        keyboard = stroke.keyboard()
        stroke.is_drawing = True
        keyboard.press("Ctrl+Z")
        keyboard.press("Ctrl+Right")
        await asyncio.sleep(3 * module.RETRY_S)
        assert stroke.done == []
        stroke.is_drawing = False
        await asyncio.sleep(5 * module.RETRY_S)
        keyboard.press("Ctrl+Y")

    talk(type_while_drawing)
    assert stroke.done == ["edit.undo", "series.next", "edit.redo"]


def test_a_key_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.05)
    stroke = Stroke()

    async def type_while_drawing() -> None:
        keyboard = stroke.keyboard()
        stroke.is_drawing = True
        keyboard.press("Ctrl+Z")
        for _ in range(200):
            await asyncio.sleep(0.01)
            if stroke.done:
                return

    talk(type_while_drawing)
    assert stroke.done == ["edit.undo"]
