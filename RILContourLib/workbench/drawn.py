"""What every panel of the page has: the view model's state as plain data in the page, and the way back."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any, Generic, TypeVar

from trame_server import Server

from ..panels.observing import Panel
from .event_loop import EventLoop
from .plain import sendable

logger = logging.getLogger(__name__)

Model = TypeVar("Model", bound=Panel)


class Drawn(Generic[Model]):
    """A view model on the page: `server.state[name]` follows `model.state`, many changes of a turn as one.

    A panel's class overrides `plain` where the page needs more or less than the state's fields, and draws its widgets
    in a method `draw()`, called once inside of the page's layout. Widgets call the model's methods: `click=(method,
    "[arguments]")`. What comes from the browser is checked like any input: the model refuses what is no choice.
    `shown` is what the page was told last. The page could change its own copy of it: it is never read back. A value
    that cannot be sent is a mistake in the program: it is logged once, and its text is shown, as the framework would
    leave out the whole state without a word.
    """

    name: str

    def __init__(self, server: Server, loop: EventLoop, model: Model) -> None:
        self.server = server
        self.loop = loop
        self.model = model
        self._reported: set[str] = set()
        self.shown = self._sendable()
        server.state[self.name] = self.shown
        self._unsubscribe = model.subscribe(self.show_soon)

    def plain(self) -> dict[str, Any]:
        """What the page shows, as JSON can hold it."""
        return asdict(self.model.state)  # type: ignore[attr-defined]

    def show_soon(self) -> None:
        """Show the state of the next turn; from any thread."""
        self.loop.once(self, self.show)

    def show(self) -> None:
        """Show the state as it is now; on the loop's thread."""
        self.shown = self._sendable()
        with self.server.state as state:
            state[self.name] = self.shown

    def close(self) -> None:
        """Follow the model no more."""
        self._unsubscribe()

    def _sendable(self) -> dict[str, Any]:
        shown, wrong = sendable(self.plain())
        for place in wrong:
            if place not in self._reported:
                self._reported.add(place)
                logger.error("A value cannot be sent to the page, which shows its text: %s%s.", self.name, place)
        return shown
