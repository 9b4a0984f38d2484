"""Sessions that were not closed: who has a series open, whether that holder is gone, which edits wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .beat import beat_name
from .entry_log import LogEnd
from .holders import holder_of, is_proved_gone
from .parts import StoreParts
from .place import Place
from .replay import Leftover, Replaying
from .values import OpenSession, SessionEnd

RECOVER = "rilcontour series recover"


def find_open_session(parts: StoreParts, place: Place, *, watch: bool = False) -> OpenSession | None:
    """The session that holds the lease of a track, or gave it back with edits in no version; StoreError, CorruptStore.

    Changes nothing, but that with `watch` it tries out whether this process could write a sign of life itself.
    """
    end = place.log.end()
    lease = end.state.get("lease") or end.state.get("left")
    if not lease:
        return None
    edits, problem = 0, None
    if "journal" in lease:
        edits, problem = Replaying(Leftover.of(lease, place.live, parts.spool_folder)).count()
    ended = _how_it_ended(parts, place, end, lease, watch)
    return OpenSession(holder_of(lease), ended, edits, _last_sign(place, lease), problem)


def _how_it_ended(
    parts: StoreParts, place: Place, end: LogEnd, lease: Mapping[str, Any], watch: bool
) -> SessionEnd | None:
    if not end.state.get("lease"):
        return "left behind"
    if is_proved_gone(place.live, lease["nonce"], lease):
        return "process gone"
    if watch and parts.watches.reason_to_take(place.live, end) is not None:
        return "no sign of life"
    return None


def _last_sign(place: Place, lease: Mapping[str, Any]) -> str | None:
    """For people only: nothing is decided by it, for the folder's clock may be any."""
    try:
        changed = (place.live / beat_name(lease["nonce"])).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(changed, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def waiting_sentence(session: OpenSession) -> str:
    """What to know of a session that ended without being closed, and what to do; to follow a series' name."""
    if not session.edits:
        return f"the session of {session.holder.describe()} ended without being closed; no edit of it is missing."
    verb = "edit by {} waits" if session.edits == 1 else "edits by {} wait"
    return (
        f"{session.edits:,} {verb.format(session.holder.user)} to be recovered: open the series for editing, or run  "
        f"{RECOVER}."
    )
