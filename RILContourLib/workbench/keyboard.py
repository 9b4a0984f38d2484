"""Keys that come from the page, and the commands that they are for."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trame_server import Server

from ..panels.form import CHOICE_KEYS
from ..panels.keyboard import KeyboardAnswers
from ..panels.shortcuts import Shortcut, shortcuts
from .event_loop import EventLoop

Command = Callable[[], object]
RETRY_S = 0.01
LONGEST_WAIT_S = 10.0  # a sign is lost only with the connection
ANSWERING = ("Enter", "Backspace", "Up", "Down", "Delete")


@dataclass(frozen=True)
class ShellCommands:
    """What a part of the page does for shortcuts, by their ids; `held` ones get True on the way down, False up."""

    pressed: Mapping[str, Command] = field(default_factory=dict)
    held: Mapping[str, Callable[[bool], object]] = field(default_factory=dict)

    def __or__(self, other: ShellCommands) -> ShellCommands:
        return ShellCommands({**self.pressed, **other.pressed}, {**self.held, **other.held})


@dataclass(frozen=True)
class _Key:
    """A key that went down or up; `behind` is the sign that it waits for, no longer than until `latest`."""

    name: str
    is_down: bool
    behind: str
    latest: float


class Keyboard:
    """Tells the page which keys it wants (state `keys`), and does what the shortcuts' table says when they come.

    While the keyboard answers questions, its keys come before all others. The browser sends keys at once, but the mouse
    event by event, each after the answer to the one before. So a key that came after the mouse did something comes with
    a sign, which the page sent behind the mouse: the key is done once `heard(sign)`.
    """

    def __init__(
        self,
        server: Server,
        loop: EventLoop,
        answers: KeyboardAnswers,
        commands: ShellCommands,
        heard: Callable[[str], bool] = lambda sign: True,
    ) -> None:
        self._server = server
        self._loop = loop
        self._heard = heard
        self._waiting: deque[_Key] = deque()
        self._waits = False
        self._answers = answers
        self._commands = commands
        self._by_key = {key: each for each in shortcuts() if each.when == "always" for key in each.keys}
        server.state["keys"] = self._wanted()
        answers.subscribe(lambda: loop.once(self, self._tell_page))
        server.controller.trigger("key_pressed")(self.press)
        server.controller.trigger("key_released")(self.release)

    def press(self, key: str, behind: str = "") -> None:
        """A key went down; its name as in the shortcuts' table."""
        self._take(_Key(key, True, behind, time.monotonic() + LONGEST_WAIT_S))

    def release(self, key: str, behind: str = "") -> None:
        """A key that is held went up."""
        self._take(_Key(key, False, behind, time.monotonic() + LONGEST_WAIT_S))

    def _take(self, key: _Key) -> None:
        self._waiting.append(key)
        if not self._waits:
            self._do_what_waits()

    def _do_what_waits(self) -> None:
        """Keys in their order, each once it overtakes nothing."""
        while self._waiting:
            key = self._waiting[0]
            self._waits = bool(key.behind) and not self._heard(key.behind) and time.monotonic() < key.latest
            if self._waits:
                self._loop.later(RETRY_S, self._do_what_waits)
                return
            self._waiting.popleft()
            self._do(key)

    def _do(self, key: _Key) -> None:
        if key.is_down and self._answers.state.on and self._answers.press(key.name):
            return
        shortcut = self._by_key.get(key.name)
        if shortcut is None:
            return
        if shortcut.held:
            self._hold(shortcut, key.is_down)
        elif key.is_down and (command := self._commands.pressed.get(shortcut.id)):
            command()

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
