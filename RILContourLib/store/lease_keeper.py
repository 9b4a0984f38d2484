"""The thread that keeps a lease: it gives signs of life, and looks whether the lease still stands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ..errors import LeaseLost, StoreError
from .beat import Beat, LeaseTimes, clock_that_runs_in_sleep

logger = logging.getLogger(__name__)


class LeaseKeeper:
    """Calls `beat.give` and then `check` every `times.beat_s` seconds, and when somebody needs to know at once.

    `check` returns while the lease stands; LeaseLost ends the thread.
    """

    def __init__(
        self,
        beat: Beat,
        check: Callable[[], None],
        times: LeaseTimes,
        clock: Callable[[], float] = clock_that_runs_in_sleep,
    ) -> None:
        self._beat = beat
        self._check = check
        self._times = times
        self._clock = clock
        self._changed = threading.Condition()
        self._confirmed = clock()  # when the lease was last known to stand and others had a sign of it
        self._wanted = False
        self._answered = True  # False while a request for confirmation waits for a folder that does not answer
        self._stopped = False
        self.lost: LeaseLost | None = None
        self._thread = threading.Thread(target=self._run, name="rilcontour-lease", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a folder that does not answer holds up nobody for long."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)

    def lose(self, error: LeaseLost) -> None:
        """Somebody else found out that the lease ended."""
        with self._changed:
            self.lost = self.lost or error
            self._changed.notify_all()

    @property
    def is_overdue(self) -> bool:
        """Whether the last confirmation is so old that others may soon, or already, take the lease."""
        return self._clock() - self._confirmed > self._times.stale_s / 2

    def confirm(self, timeout_s: float = 2.0) -> bool:
        """If overdue, have the log read now. LeaseLost if the lease ended; False if that cannot be known yet."""
        with self._changed:
            if self.is_overdue and self.lost is None:
                self._wanted = True
                self._changed.notify_all()
                if self._answered:
                    self._answered = self._changed.wait_for(self._is_settled, timeout_s)
            if self.lost:
                raise self.lost
            return not self.is_overdue

    def _is_settled(self) -> bool:
        return self.lost is not None or not self.is_overdue or not self._wanted

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._wanted, self._times.beat_s)
                if self._stopped:
                    return
            if not self._once():
                return

    def _once(self) -> bool:
        """One sign of life and one look; False when there is nothing to keep any more."""
        begun = self._clock()
        lost: LeaseLost | None = None
        confirmed = False
        try:
            self._beat.give()
            self._check()
            confirmed = True
        except LeaseLost as error:
            lost = error
        except (OSError, StoreError) as error:
            logger.warning("The lease with %s could not be confirmed (%s)", self._beat.path, error)
        with self._changed:
            self.lost = self.lost or lost
            self._wanted = False
            self._answered = True
            if confirmed:
                self._confirmed = begun
            self._changed.notify_all()
        return self.lost is None
