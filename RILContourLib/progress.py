"""Progress and cancelling of long work, without any shell."""

from __future__ import annotations

import threading
from typing import Protocol

from .errors import Cancelled


class Progress(Protocol):
    """Hears how far long work is: `done` of `total` steps (None: unknown), and what is being done."""

    def __call__(self, done: int, total: int | None, label: str) -> None: ...


def no_progress(done: int, total: int | None, label: str) -> None:
    """A Progress for callers that do not watch."""


class CancelToken:
    """A request to stop, set by one thread and checked by the worker between steps."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise Cancelled if somebody asked to stop."""
        if self._event.is_set():
            message = "Stopped on request; what was finished before is kept."
            raise Cancelled(message)
