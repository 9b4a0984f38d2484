"""A thread that does one piece of work after the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ..panels.messages import sentence_of
from ..panels.translation import _

logger = logging.getLogger(__name__)


class Worker:
    """An `Executor` for the view models.

    What the library refuses becomes a message in the panel that asked for it; any other error is a mistake in the
    program, and is logged with its traceback, because nobody fetches the result of the work; `failed` is then called.
    """

    def __init__(self, name: str) -> None:
        self.failed: Callable[[BaseException], object] = lambda error: None
        self._thread = ThreadPoolExecutor(1, f"rilcontour-{name}")
        self._closed = False
        self._lock = threading.Lock()

    def submit(self, work: Callable[[], object], /) -> None:
        """Do `work()` after what was given before; after the end nothing is done any more."""
        with self._lock:
            done = None if self._closed else self._thread.submit(work)
        if done:
            done.add_done_callback(self._report)

    def close(self, *, finish: bool = False) -> None:
        """Wait for the work in hand, and for all that waits if it is to be finished."""
        with self._lock:
            self._closed = True
        self._thread.shutdown(cancel_futures=not finish)

    def _report(self, done: Future[object]) -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None:
            logger.error("Work in the background failed.", exc_info=error)
            self.failed(error)


def what_failed(error: BaseException) -> str:
    """A sentence for whoever waits for what will not come."""
    if isinstance(error, OSError | MemoryError):
        return sentence_of(error)
    words = _("What was asked failed because of a mistake in RIL-Contour ({kind}); the workbench's terminal says more.")
    return words.format(kind=type(error).__name__)
