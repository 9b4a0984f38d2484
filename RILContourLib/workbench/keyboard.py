"""Keys that come from the page, and the commands that they are for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trame_server import Server

from ..panels.form import CHOICE_KEYS
from ..panels.keyboard import KeyboardAnswers
from ..panels.shortcuts import Shortcut, shortcuts
from .event_loop import EventLoop

Command = Callable[[], object]
ANSWERING = ("Enter", "Backspace", "Up", "Down", "Delete")


@dataclass(frozen=True)
class ShellCommands:
    """What a part of the page does for shortcuts, by their ids; `held` ones get True on the way down, False up."""

    pressed: Mapping[str, Command] = field(default_factory=dict)
    held: Mapping[str, Callable[[bool], object]] = field(default_factory=dict)

    def __or__(self, other: ShellCommands) -> ShellCommands:
        return ShellCommands({**self.pressed, **other.pressed}, {**self.held, **other.held})


class Keyboard:
    """Tells the page which keys it wants (state `keys`), and does what the shortcuts' table says when they come.

    While the keyboard answers questions, its keys come before all others. They come in their turn (see `InTurn`).
    """

    def __init__(self, server: Server, loop: EventLoop, answers: KeyboardAnswers, commands: ShellCommands) -> None:
        self._server = server
        self._loop = loop
        self._answers = answers
        self._commands = commands
        self._by_key = {key: each for each in shortcuts() if each.when == "always" for key in each.keys}
        server.state["keys"] = self._wanted()
        answers.subscribe(lambda: loop.once(self, self._tell_page))
        server.controller.trigger("key_pressed")(self.press)
        server.controller.trigger("key_released")(self.release)

    def press(self, key: str) -> None:
        """A key went down; its name as in the shortcuts' table."""
        if self._answers.state.on and self._answers.press(key):
            return
        shortcut = self._by_key.get(key)
        if shortcut is None:
            return
        if shortcut.held:
            self._hold(shortcut, True)
        elif command := self._commands.pressed.get(shortcut.id):
            command()

    def release(self, key: str) -> None:
        """A key that is held went up."""
        shortcut = self._by_key.get(key)
        if shortcut and shortcut.held:
            self._hold(shortcut, False)

    def _hold(self, shortcut: Shortcut, down: bool) -> None:
        if command := self._commands.held.get(shortcut.id):
            command(down)

    def _wanted(self) -> dict[str, Any]:
        """`always`: keys by name, `held` or `pressed`; `answers`: those that answer while `answering`."""
        known = self._commands.pressed.keys() | self._commands.held.keys()
        always = {key: "held" if each.held else "pressed" for key, each in self._by_key.items() if each.id in known}
        letters = [key.upper() for key in CHOICE_KEYS]
        return {"always": always, "answering": self._answers.state.on, "answers": [*ANSWERING, *letters]}

    def _tell_page(self) -> None:
        with self._server.state as state:
            state["keys"] = self._wanted()
