"""What the page asks for, each after what the pointer did in the views before it."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from trame_server import Server

from ..panels.observing import Signal
from .event_loop import EventLoop

NAME = "in_turn"
LONGEST_WAIT_S = 10.0  # of silence: a sign is lost only with the connection

logger = logging.getLogger(__name__)


class PointerEvents(Protocol):
    """What the pointer did, in its order: see `EventsInOrder`. `last_s` is when something came last (monotonic)."""

    signed: Signal[[]]
    last_s: float

    def heard(self, sign: str) -> bool: ...


@dataclass(frozen=True, eq=False)
class _Call:
    """Something to be done once a sign was heard; `since_s` is when it was asked for (monotonic)."""

    do: Callable[[], object]
    behind: str
    since_s: float


class InTurn:
    """Does what buttons and keys ask for in the order in which a person used mouse, buttons and keys.

    The browser sends a call at once, but the mouse event by event, each after the answer to the one before: the click
    on another ROI would overtake the stroke before it, which would then mark that ROI. So the page sends a sign behind
    the mouse (`pointer.js`), and with it every call; the call is done once the sign was heard, and before anything that
    the mouse did after it.
    """

    def __init__(self, server: Server, loop: EventLoop, events: PointerEvents) -> None:
        self._server = server
        self._loop = loop
        self._events = events
        self._waiting: deque[_Call] = deque()
        self._due = 0  # those that are done in the next turns
        events.signed.subscribe(self._go_on)
        server.controller.trigger(NAME)(self.call)

    def call(
        self, behind: str, name: str, arguments: Sequence[Any] = (), named: Mapping[str, Any] | None = None
    ) -> Any:
        """Call what is registered under a name, with its answer; where it has to wait there is none.

        It does not wait here: the events that it would wait for come over the same connection, one after the other.
        """
        function = self._server.controller.trigger_fn(name)
        if function is None or name == NAME:
            logger.warning("The page called something that there is not.")
            return None
        call = _Call(partial(function, *arguments, **(named or {})), behind, time.monotonic())
        if not self._waiting and not self._due and self._is_due(call):
            return call.do()
        self._waiting.append(call)
        if len(self._waiting) == 1:
            self._loop.later(LONGEST_WAIT_S, self._look_again)
        return None

    def _is_due(self, call: _Call) -> bool:
        """A long stroke over a slow line takes its time to come: only silence means that its sign is lost."""
        if not call.behind or self._events.heard(call.behind):
            return True
        return time.monotonic() - max(call.since_s, self._events.last_s) >= LONGEST_WAIT_S

    def _look_again(self) -> None:
        self._go_on()
        if self._waiting:
            self._loop.later(LONGEST_WAIT_S, self._look_again)

    def _go_on(self) -> None:
        """In turns of their own: what fails keeps nothing else back."""
        while self._waiting and self._is_due(self._waiting[0]):
            self._due += 1
            self._loop.defer(partial(self._do, self._waiting.popleft()))

    def _do(self, call: _Call) -> None:
        try:
            with self._server.state:
                call.do()
        finally:
            self._due -= 1
            self._go_on()
