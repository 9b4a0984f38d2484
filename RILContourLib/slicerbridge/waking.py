"""Events only say that something may have changed: it is looked at once, in the next turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable

Defer = Callable[[Callable[[], None]], object]


class Waker:
    """Has a look taken in the next turn of the event loop, once, however often it is woken before that.

    `defer(callback)` runs a callback once the program is back in its event loop.
    """

    def __init__(self, defer: Defer) -> None:
        self._defer = defer
        self._awake = False

    def wake(self, look: Callable[[], None]) -> None:
        """Have `look()` called. It is not kept: an owner's own method would keep the owner, and all that it shows."""
        if not self._awake:
            self._awake = True
            self._defer(look)

    def rest(self) -> None:
        """It is being looked at now: what wakes it from here on needs another look."""
        self._awake = False
