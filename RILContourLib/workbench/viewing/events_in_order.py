"""What the page's pointer and keys did in the views, one thing after the other and no more than is worth it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...panels.observing import Signal
from ..event_loop import EventLoop

Handle = Callable[[Mapping[str, Any]], object]
OURS = "ril-"
"""So begin keys that no keyboard has. They come from the page's `pointer.js`: see `EventsInOrder.heard`."""
CORNER = "ril-corner"
"""Stands between two moves of a button that is down, so that the page sends both."""
TURN_S = 0.02
"""For so long events are handled in one turn of the loop: all else has its turn after that."""
MOST_MOVES = 2000
"""A hand makes no more moves than these before they are handled; of a program's, every other one is left out then."""
_SIGNS_KEPT = 64


@dataclass(frozen=True, eq=False)
class _Event:
    view: str
    handle: Handle
    values: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.values.get("type"))

    @property
    def key(self) -> str:
        return str(self.values.get("key"))

    @property
    def is_sign(self) -> bool:
        return self.key.startswith(OURS) and self.key != CORNER

    @property
    def is_move(self) -> bool:
        return self.kind == "MouseMove"


class EventsInOrder:
    """A queue that all views share; `watch` puts it before a view's own handling of events.

    Where the pointer went without a button is forgotten but for the last place. The way of a button that is down is
    kept whole, as it may be drawn. `signed` tells that a sign was heard; what waits for it has the loop's next turn,
    before any event that came after the sign. `last_s` is when something came last (monotonic).
    """

    def __init__(self, loop: EventLoop) -> None:
        self._loop = loop
        self._waiting: deque[_Event] = deque()
        self._moves = 0
        self._one_of = 1  # of so many moves with a button down one is kept
        self._left_out = 0  # since the last one that was kept
        self._down: set[tuple[str, str]] = set()  # views and the buttons that are down in them, as far as has come
        self._last: dict[str, _Event] = {}  # where the pointer was, by view
        self._signs: deque[str] = deque(maxlen=_SIGNS_KEPT)
        self.signed: Signal[[]] = Signal()
        self.last_s = 0.0  # when something came last

    def watch(self, view: str, adapter: Any) -> None:
        """From now on what comes for a view's adapter (trame's) is handled in its turn."""
        handle = adapter.on_interaction
        adapter.on_interaction = lambda origin, values: self.take(view, lambda each: handle(origin, each), values)

    def heard(self, sign: str) -> bool:
        """Whether all that came before a sign was handled.

        The page sends a sign, a key that no keyboard has, by way of the view that the pointer was used in: each view's
        events are sent one by one, and what is sent otherwise would overtake them.
        """
        return sign in self._signs

    def take(self, view: str, handle: Handle, values: Mapping[str, Any]) -> None:
        """Something happened in a view; `handle(values)` is done in a turn of the loop."""
        self.last_s = time.monotonic()
        event = _Event(view, handle, values)
        if "x" in values:
            self._last[view] = _Event(view, handle, dict(values))  # handling changes them
        if self._stands_for_the_last(event):
            self._waiting[-1] = event
        else:
            self._note_button(event)
            self._waiting.append(event)
            self._moves += event.is_move
            self._left_out = 0
        if self._moves > MOST_MOVES:
            self._leave_out_every_other_move()
        self._loop.once(self, self._handle_some)

    def let_go(self) -> None:
        """Nobody holds the mouse any more: buttons that are down go up where the pointer was."""
        for view, button in sorted(self._down):
            last = self._last[view]
            self.take(view, last.handle, {**last.values, "type": f"{button}ButtonRelease"})

    def _stands_for_the_last(self, event: _Event) -> bool:
        """Whether the move before this one need not be handled."""
        last = self._waiting[-1] if self._waiting else None
        if last is None or not (event.is_move and last.is_move and last.view == event.view):
            return False
        self._left_out += 1
        return not self._is_down(event.view) or self._left_out < self._one_of

    def _is_down(self, view: str) -> bool:
        return any(each == view for each, _button in self._down)

    def _note_button(self, event: _Event) -> None:
        button, press, _rest = event.kind.partition("ButtonPress")
        if press:
            self._down.add((event.view, button))
        elif event.kind.endswith("ButtonRelease"):
            self._down.discard((event.view, event.kind.removesuffix("ButtonRelease")))

    def _leave_out_every_other_move(self) -> None:
        """What remains is as long a way, drawn with longer pieces; of what comes, as many are left out."""
        moves = [event for event in self._waiting if event.is_move]
        left_out = {id(event) for event in moves[:-1:2]}
        self._waiting = deque(event for event in self._waiting if id(event) not in left_out)
        self._moves -= len(left_out)
        self._one_of *= 2

    def _handle_some(self) -> None:
        """For a moment, in their order; the rest in the next turn. One that fails does not keep others back."""
        until = time.monotonic() + TURN_S
        try:
            while self._waiting:
                event = self._waiting.popleft()
                self._moves -= event.is_move
                self._handle(event)
                if event.is_sign or time.monotonic() > until:
                    break
        finally:
            if self._waiting:
                self._loop.once(self, self._handle_some)
            else:
                self._one_of = 1

    def _handle(self, event: _Event) -> None:
        if event.is_sign:
            self._signs.append(event.key)
            self.signed.tell()
        elif event.key != CORNER:
            event.handle(event.values)
