"""The GUI thread's turns, and threads that work beside it: everything of Qt and MRML happens in a turn."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import qt

# PythonQt gives other threads a chance only when Python code lets go of them. While they work, a timer does so.
_EVERY_MS = 5
_LET_GO_S = 0.001

_log = logging.getLogger(__name__)


class Turns:
    """Work for the next turns of the event loop; may be given from any thread.

    Work that fails ends its turn, which Python's excepthook tells of; the rest is done in the next one.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._waiting: dict[object, Callable[[], object]] = {}
        self._working = 0
        self._workingLong = 0
        self._timer = qt.QTimer()
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._beforeWork: list[Callable[[], object]] = []

    # Any thread

    def once(self, key: object, work: Callable[[], object]) -> None:
        """Do `work()` in the next turn; of all work given under one key before that, only the newest."""
        with self._lock:
            self._waiting[key] = work
        if self.isHere():
            self._timer.start()
        # A thread of ours is counted in `_working`, so the timer runs; others' news waits for the next turn.

    def defer(self, work: Callable[[], object]) -> None:
        """Do `work()` in the next turn."""
        self.once(object(), work)

    def isHere(self) -> bool:
        """Whether this is the GUI thread."""
        return threading.get_ident() == self._thread

    # The GUI thread

    def beforeWork(self, action: Callable[[], object]) -> Callable[[], None]:
        """Have `action()` called each time before a thread is given work: for what must be known to it.

        Returns what ends that.
        """
        self._beforeWork.append(action)
        return lambda: self._beforeWork.remove(action)

    def flush(self) -> None:
        """Do what waits now; what is given meanwhile, and what is left if a piece of work fails, waits for a turn."""
        with self._lock:
            keys = tuple(self._waiting)
        for key in keys:
            with self._lock:
                work = self._waiting.pop(key, None)
            if work:
                work()

    def stop(self) -> None:
        """No more turns; what waits is forgotten."""
        self._timer.stop()
        self._waiting, self._beforeWork = {}, []

    def isIdle(self) -> bool:
        """Whether no thread works, but for long work, and nothing waits."""
        with self._lock:
            return not (self._working or self._waiting)

    def begin(self, *, long: bool = False) -> None:
        """A thread is given work; `long`: for minutes or hours, so that nobody should wait for it."""
        if self.isHere():
            for action in self._beforeWork:
                action()
        with self._lock:
            self._working += not long
            self._workingLong += long
        if self.isHere():
            self._timer.start()

    def end(self, *, long: bool = False) -> None:
        """A thread has done its work."""
        with self._lock:
            self._working -= not long
            self._workingLong -= long

    def _tick(self) -> None:
        time.sleep(_LET_GO_S)
        try:
            self.flush()
        finally:
            if self.isIdle() and not self._workingLong:
                self._timer.stop()


class Worker:
    """A thread that does one piece of work after the other: an executor for view models."""

    def __init__(self, turns: Turns, name: str, *, long: bool = False) -> None:
        self._turns = turns
        self._long = long
        self._pool = ThreadPoolExecutor(1, f"RILContour {name}")

    def submit(self, work: Callable[[], object]) -> None:
        self._turns.begin(long=self._long)
        try:
            self._pool.submit(self._do, work).add_done_callback(lambda _future: self._turns.end(long=self._long))
        except RuntimeError:  # it was closed meanwhile
            self._turns.end(long=self._long)

    def wait(self) -> None:
        """Return once it has done what it was given so far; meanwhile the GUI stands still."""
        self._pool.submit(lambda: None).result()

    def close(self, *, finish: bool) -> None:
        """End the thread once it has done what it was given, or (not `finish`) what it does now."""
        self._pool.shutdown(wait=True, cancel_futures=not finish)

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            _log.exception("Work on another thread ended unexpectedly")
            raise
