"""Whether the holder of a lease lives, judged without comparing clocks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .beat import LeaseTimes, StalenessWatch, beat_name, read_beat
from .entry_log import LogEnd
from .held_lease import is_held_here
from .journal_format import JournalReader
from .process_identity import ProcessIdentity, is_gone, this_process
from .values import Holder

TakeoverReason = Literal["process gone", "no sign of life", "on request"]


def journal_name(nonce: str) -> str:
    return f"journal-{nonce}"


def holder_of(lease: Mapping[str, Any]) -> Holder:
    """Who holds the lease of a state, for people."""
    return Holder(str(lease["user"]), str(lease["host"]), str(lease["since"]), str(lease["nonce"]))


@dataclass
class Watches:
    """The watches of one process, kept from one attempt to the next so that short attempts add up.

    `clock` is monotonic; tests give their own.
    """

    times: LeaseTimes
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._watches: dict[tuple[Path, object], StalenessWatch] = {}

    def reason_to_take(self, live: Path, end: LogEnd) -> TakeoverReason | None:
        """Why the lease that holds at the end of a log may be taken from its holder; None: not now.

        Where the log ends with unreadable entries, all who gave signs of life count, for any may be writing there.
        """
        lease = end.state.get("lease")
        suspects = _nonces_with_beats(live) if end.unreadable else set()
        if lease:
            suspects.add(lease["nonce"])
        if all(is_proved_gone(live, nonce, lease) for nonce in suspects):
            return "process gone"
        key = (live, (end.number, end.sha256))
        if key not in self._watches:
            self._forget(live)
            read_signs = lambda: [read_beat(live, nonce) for nonce in sorted(suspects)]  # noqa: E731
            self._watches[key] = StalenessWatch(live, read_signs, self.times, self.clock)
        return "no sign of life" if self._watches[key].look() else None

    def _forget(self, live: Path) -> None:
        """A log that grew shows life: earlier watches of it are void."""
        self._watches = {key: watch for key, watch in self._watches.items() if key[0] != live}


def _nonces_with_beats(live: Path) -> set[str]:
    prefix = beat_name("")
    return {path.name.removeprefix(prefix) for path in live.glob(f"{prefix}*")}


def is_proved_gone(live: Path, nonce: str, lease: Mapping[str, Any] | None) -> bool:
    """Whether the process that has the lease of that nonce is known to have ended. False where nothing is known.

    `lease` is the one of a state, if it is that one; else the header of its journal says whose it is.
    """
    described = lease["process"] if lease and lease["nonce"] == nonce else _process_of_journal(live, nonce)
    try:
        identity = ProcessIdentity.from_json(described)
    except (KeyError, TypeError, ValueError):
        return False
    if identity == this_process():
        return not is_held_here(nonce)
    return is_gone(identity)


def _process_of_journal(live: Path, nonce: str) -> Mapping[str, Any]:
    """What the header of a journal says about the process that writes it; {} if it cannot be read."""
    try:
        reader = JournalReader(live / journal_name(nonce))
        next(iter(reader), None)
    except OSError:
        return {}
    process = reader.about.get("process")
    return process if isinstance(process, dict) else {}
