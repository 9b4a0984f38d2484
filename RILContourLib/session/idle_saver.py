"""Makes a version when nobody has edited for a while, so that a long session's journal stays short."""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

from ..errors import LeaseLost, RILContourError

logger = logging.getLogger(__name__)
IDLE_S = 300.0


class Saveable(Protocol):
    """What is saved: an edit session."""

    last_edit_monotonic_s: float

    @property
    def has_unsaved_edits(self) -> bool: ...

    def save(self, message: str = "", *, reason: str = "save") -> object: ...


class IdleSaver:
    """Watches one session from a thread of its own until `stop`."""

    def __init__(self, session: Saveable, idle_s: float = IDLE_S) -> None:
        self._session = session
        self._idle_s = idle_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="idle saver", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching; a version that is just being made is finished first."""
        self._stopped.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(min(self._idle_s, 10.0)):
            idle_for_s = time.monotonic() - self._session.last_edit_monotonic_s
            if self._session.has_unsaved_edits and idle_for_s >= self._idle_s:
                try:
                    self._session.save(reason="idle")
                except LeaseLost as error:  # and it does not come back
                    logger.warning("No version can be made while idle any more: %s", error)
                    return
                except RILContourError as error:
                    # The edits are in the journal; whoever edits or closes next hears of it.
                    logger.warning("No version could be made while idle: %s", error)
