"""A lease while this process has it: publishing under it, and noticing that it ended."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import LeaseLost, StaleParent, StoreError
from .beat import Beat, LeaseTimes
from .entry import Entry
from .entry_fields import signed
from .entry_log import EntryLog, LogEnd, lost_message
from .failures import unreachable
from .journal import JournalWriter
from .lease_keeper import LeaseKeeper
from .log_state import lease_nonce, state_after

logger = logging.getLogger(__name__)

Build = Callable[[LogEnd], Mapping[str, Any]]

# Leases that this process has now: one that names this process and is not among them was left behind.
_held_nonces: set[str] = set()


def is_held_here(nonce: str) -> bool:
    return nonce in _held_nonces


class HeldLease:
    """One lease of a log: the end of the log as its holder knows it, sign of life, journal. For several threads."""

    def __init__(
        self,
        log: EntryLog,
        claimed: Entry,
        user: str,
        beat: Beat,
        journal: JournalWriter | None,
        times: LeaseTimes,
    ) -> None:
        self.log = log
        self.user = user
        self.nonce = str(claimed.data["lease"])
        self.beat = beat
        self.journal = journal
        self._end = LogEnd(claimed)
        self._pid = os.getpid()
        self._publishing = threading.RLock()
        self.keeper = LeaseKeeper(beat, self.check, times)
        _held_nonces.add(self.nonce)
        self.keeper.start()

    @property
    def end(self) -> LogEnd:
        """The end of the log: while the lease stands, nobody else moves it."""
        return self._end

    @property
    def is_another_process(self) -> bool:
        """Whether the lease belongs to the process that this one was forked from: it is not to be touched here."""
        return os.getpid() != self._pid

    def require(self) -> None:
        """Return unless it is known already that the lease is not, or no longer, this process'. LeaseLost."""
        if self.is_another_process:
            message = (
                f"The lease on {self.log.folder.parent} belongs to process {self._pid}, which this one was forked "
                "from: edit there, or give it back there and open the series here."
            )
            raise LeaseLost(message)
        if self.keeper.lost:
            raise self.keeper.lost

    def check(self) -> None:
        """Return if the lease stands. LeaseLost if somebody ended it; StoreError if that cannot be seen now."""
        self.require()
        for number in self._numbers():
            if number <= self._end.number:
                continue
            found = self.log.look(number)
            if not isinstance(found, Entry):
                message = f"{self.log.path(number)} is being written or damaged ({found.problem}); try again."
                raise StoreError(message)
            if lease_nonce(found.state) != self.nonce:
                lost = LeaseLost(lost_message(self.log.folder, found))
                self.keeper.lose(lost)
                raise lost

    def _numbers(self) -> list[int]:
        """The numbers in use; after a long silence not those of a listing that was kept from before it."""
        if self.keeper.is_overdue:
            with contextlib.suppress(StoreError), self.log.refreshed():  # a full disk refuses even that
                return self.log.numbers()
        return self.log.numbers()

    def beat_now(self) -> None:
        """Give a sign of life and look whether the lease stands. LeaseLost, StoreError."""
        self.require()
        try:
            self.beat.give()
        except OSError as error:
            raise unreachable(self.beat.path, error) from error
        self.check()

    def publish(self, op: str, build: Build) -> Entry:
        """Publish an entry of `op` with the fields that `build(end)` makes. LeaseLost, StoreError."""
        self.require()
        with self._publishing:
            self.require()
            try:
                entry = self._publish_once(op, build)
            except LeaseLost as lost:
                self.keeper.lose(lost)
                raise
            except StaleParent:
                # Nobody else publishes while the lease stands: it was this process, whose last answer got lost.
                self.check()
                self._end = self.log.end()
                entry = self._publish_once(op, build)
            self._end = LogEnd(entry)
            return entry

    def _publish_once(self, op: str, build: Build) -> Entry:
        fields = signed(op, self.user, lease=self.nonce) | dict(build(self._end))
        state = state_after(self._end.state, self._end.number + 1, fields)
        return self.log.publish(fields | {"state": state}, self._end)

    def release(self) -> None:
        """Publish the release, end the threads, and take sign of life and journal away.

        A journal with edits that are in no version stays, and the release says so: the next holder recovers them. A
        lease that was lost is only let go of, and that of another process is left to it.
        """
        if self.is_another_process:
            return
        appended = self.journal.close().appended if self.journal else 0
        unfolded = appended - folded_records(self._end.state)
        ended = released = False
        try:
            self.publish("release", lambda end: {"unfolded": unfolded} if unfolded > 0 else {})
            ended = released = True
        except LeaseLost as error:
            logger.info("%s", error)
            ended = True
        finally:
            self.let_go()
            if ended:
                self.beat.remove()
        if released and self.journal and unfolded <= 0:
            self.journal.remove()

    def let_go(self) -> None:
        """End the threads and leave everything on disk as it is, as a process does that ends without a release."""
        self.keeper.stop()
        if self.journal:
            self.journal.close()
        _held_nonces.discard(self.nonce)


def folded_records(state: Mapping[str, Any]) -> int:
    """How many records of the journal of the lease that holds are in a version."""
    lease = state.get("lease")
    return int(lease["folded"]["records"]) if lease else 0
