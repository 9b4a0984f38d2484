"""Taking the lease of a log: when nobody has it, when its holder is gone, or by force."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import CorruptStore, SeriesBusy, StaleParent
from ..files import fsync_folder
from .beat import Beat, LeaseTimes, beat_name
from .entry import Entry
from .entry_fields import signed
from .entry_log import EntryLog, LogEnd
from .failures import unreachable
from .folders import make_folders
from .held_lease import HeldLease
from .holders import TakeoverReason, Watches, holder_of, journal_name
from .journal import JournalWriter
from .layout import TrackFolder
from .log_state import state_after
from .process_identity import this_process


class LeasedThing(Protocol):
    """What the lease is for: a track of a series, or the project's definitions."""

    def describe(self) -> str:
        """Its name in messages."""
        ...

    def check(self, end: LogEnd, reason: str) -> None:
        """Raise what forbids the claim: the rules, a changed image, damage. `reason`: "free" or a TakeoverReason."""
        ...

    def claim_fields(self, end: LogEnd) -> Mapping[str, Any]:
        """What a claim or takeover says of it."""
        ...

    def recover(self, end: LogEnd) -> Mapping[str, Any]:
        """What to say of the journal of the lease that holds, or was given back with edits in no version.

        That is what was replayed, and the version that it became.
        """
        ...

    def open_journal(self, nonce: str) -> JournalWriter | None:
        """A new journal for a lease, flushed; None where edits are not journalled."""
        ...


@dataclass(frozen=True)
class Acquired:
    """A lease just taken, and the entry that took it."""

    held: HeldLease
    entry: Entry


class Claiming:
    """Attempts to take the lease of one log."""

    def __init__(self, folder: TrackFolder, thing: LeasedThing, user: str, times: LeaseTimes, watches: Watches) -> None:
        self._folder = folder
        self._thing = thing
        self._user = user
        self._times = times
        self._watches = watches
        self._log = EntryLog(folder.log, times.stale_s / 2)

    def acquire(self, wait_s: float = 0.0, force: bool = False) -> Acquired:
        """Take the lease, waiting up to `wait_s` seconds. SeriesBusy, and whatever `check` raises."""
        make_folders(self._folder.log, self._folder.live)
        deadline = time.monotonic() + wait_s
        while True:
            with self._log.refreshed():
                end = self._log.end()
                reason = self._reason(end, force)
                if reason is not None:
                    try:
                        return self._claim(end, reason)
                    except StaleParent:
                        continue  # somebody was quicker; look again
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._busy(end)
            time.sleep(min(left, self._times.look_s))

    def _reason(self, end: LogEnd, force: bool) -> TakeoverReason | str | None:
        """ "free", the reason to take the lease from its holder, or None: it cannot be had now."""
        if not end.unreadable and not end.state.get("lease"):
            return "free"
        reason = self._watches.reason_to_take(self._folder.live, end)
        if reason is None and force and not end.unreadable:
            return "on request"
        return reason

    def _busy(self, end: LogEnd) -> SeriesBusy | CorruptStore:
        name = self._thing.describe()
        lease = end.state.get("lease")
        if lease is None:
            path = self._log.path(end.number)
            message = f"{path} is damaged or still being written by somebody; wait two minutes and try again."
            return CorruptStore(message)
        holder = holder_of(lease)
        message = f"{name} is being edited by {holder.describe()}; wait until it is given back."
        return SeriesBusy(message, {"user": holder.user, "host": holder.host, "since": holder.since})

    def _claim(self, end: LogEnd, reason: str) -> Acquired:
        self._thing.check(end, reason)
        nonce = secrets.token_hex(16)
        fields = dict(self._thing.claim_fields(end))
        former = end.state.get("lease") or end.state.get("left")
        if former:
            fields |= {"from": {key: former[key] for key in ("nonce", "user", "host", "since")}}
            fields |= {"reason": reason if end.state.get("lease") else "left behind"}
            fields |= self._thing.recover(end)
        beat, journal = self._open_live(nonce)
        claim = {"process": this_process().to_json(), "beat": beat_name(nonce)} | fields.pop("claim", {})
        claim |= {"journal": journal_name(nonce)} if journal else {}
        op = "takeover" if end.state.get("lease") else "claim"
        data = signed(op, self._user, lease=nonce, claim=claim) | fields
        try:
            entry = self._log.publish(data | {"state": state_after(end.state, end.number + 1, data)}, end)
        except BaseException:
            _close_live(beat, journal)
            raise
        return Acquired(HeldLease(self._log, entry, self._user, beat, journal, self._times), entry)

    def _open_live(self, nonce: str) -> tuple[Beat, JournalWriter | None]:
        """Sign of life and journal, flushed before the claim that names them can be seen."""
        live = self._folder.live
        beat: Beat | None = None
        try:
            beat = Beat(live, nonce)
            journal = self._thing.open_journal(nonce)
            fsync_folder(live)
        except OSError as error:
            _close_live(beat, None)
            raise unreachable(live, error) from error
        return beat, journal


def _close_live(beat: Beat | None, journal: JournalWriter | None) -> None:
    """Take away what was made for a claim that did not come to be."""
    if beat:
        beat.remove()
    if journal:
        journal.close()
        journal.remove()
