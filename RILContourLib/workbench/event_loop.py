"""The one thread that draws: everything of MRML, VTK and the page happens on it, in turns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

Work = Callable[[], object]


class EventLoop:
    """Work for the next turns of the event loop; may be given from any thread.

    Until `run_on` is called there is no loop; what is given before that is done on its first turn. Once the loop has
    ended nothing is drawn any more, and work is dropped. Work that fails is reported by asyncio, and the rest goes on.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[object, Work] = {}
        self._lock = threading.Lock()

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop runs now."""
        with self._lock:
            self._loop = loop
            for key in self._waiting:
                loop.call_soon_threadsafe(self._do, key)

    def defer(self, work: Work) -> None:
        """Do `work()` on the loop's next turn."""
        self.once(object(), work)

    def once(self, key: object, work: Work) -> None:
        """As `defer`; but of all work given under one key before that turn only the newest is done.

        So a hundred changes within a turn become one picture.
        """
        with self._lock:
            if self._loop is not None and self._loop.is_closed():
                return
            known = key in self._waiting
            self._waiting[key] = work
            if self._loop is not None and not known:
                self._loop.call_soon_threadsafe(self._do, key)

    def later(self, delay_s: float, work: Work) -> asyncio.TimerHandle:
        """Do `work()` after a while; only from the loop's thread. The handle cancels it."""
        if self._loop is None:
            message = "there is no event loop yet: use defer"
            raise RuntimeError(message)
        return self._loop.call_later(delay_s, work)

    def _do(self, key: object) -> None:
        with self._lock:
            work = self._waiting.pop(key)
        work()
