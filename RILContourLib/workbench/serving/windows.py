"""Which window uses the workbench: one at a time, and another may take over."""

from __future__ import annotations

import time
from collections.abc import Callable

ARRIVING_S = 10.0  # between asking for the workbench and being connected to it


class Windows:
    """Windows have a name of their own choice, and a connection while they are there; both are opaque texts.

    `replaced(connection)` is called for the connection that another window has taken the place of.
    """

    def __init__(self, replaced: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._replaced = replaced
        self._clock = clock
        self._window: str | None = None
        self._connection: str | None = None
        self._since_s = self._acted_s = clock()

    @property
    def connected(self) -> bool:
        """Whether a window is connected."""
        return self._connection is not None

    @property
    def away_for_s(self) -> float:
        """For how many seconds no window has been connected; 0 while one is."""
        return 0.0 if self.connected else self._clock() - self._since_s

    @property
    def idle_for_s(self) -> float:
        """For how many seconds nothing has come from the window that is connected; 0 while none is."""
        return self._clock() - self._acted_s if self.connected else 0.0

    def act(self) -> None:
        """Somebody did something in the window that is connected."""
        self._acted_s = self._clock()

    def ask(self, window: str, *, take_over: bool = False) -> bool:
        """Whether `window` may connect now: nobody else uses the workbench, or it takes over."""
        arriving = self._window is not None and self._clock() - self._since_s < ARRIVING_S
        if window != self._window and (self.connected or arriving) and not take_over:
            return False
        former, self._connection = self._connection, None
        self._window, self._since_s = window, self._clock()
        if former is not None:
            self._replaced(former)
        return True

    def connect(self, window: str, connection: str) -> bool:
        """The window is connected, if it is the one that asked last; it replaces an earlier connection of its own."""
        if window != self._window:
            return False
        former, self._connection = self._connection, connection
        self.act()
        if former is not None and former != connection:
            self._replaced(former)
        return True

    def disconnect(self, connection: str) -> bool:
        """The connection ended; whether it was that of the window that uses the workbench."""
        if connection != self._connection:
            return False
        self._window = self._connection = None
        self._since_s = self._clock()
        return True
