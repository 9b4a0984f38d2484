"""Checking journals: damage, edits that are in no version, edits that came too late."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from .entry import Entry
from .entry_log import EntryLog, LogEnd
from .folders import folder_exists
from .holders import journal_name
from .journal_format import JournalReader, crc_of_start
from .open_sessions import waiting_sentence
from .refused import PREFIX, accounted_for, set_aside_until
from .values import OpenSession
from .verify_findings import BACKUP, Severity, StoreFinding


def verify_live(live: Path, log: EntryLog, series: str, session: OpenSession | None) -> Iterator[StoreFinding]:
    """What is wrong with the journals of a track, or remarkable about them. `session`: who has it open."""
    if not folder_exists(live):
        return
    if session and session.ended:
        severity: Severity = "warning" if session.edits else "note"
        path = live / journal_name(session.holder.nonce)
        yield StoreFinding(severity, path if path.exists() else live, f"{series}: {waiting_sentence(session)}", series)
    end = log.end()
    lives = {session.holder.nonce} if session and not session.ended else set()
    accounted = accounted_for(log)
    for path in sorted(live.glob("journal-*")):
        yield from _verify_journal(path, end, lives, accounted, series)
    for entry in log.standing():
        yield from _verify_folded(live, entry, series)
    for path in sorted(live.glob(f"{PREFIX}*")):
        message = (
            "edits that came after their lease had passed on, or did not fit; they are in no version. Look at them."
        )
        yield StoreFinding("warning", path, message, series)


def _verify_journal(
    path: Path, end: LogEnd, living: Container[str], accounted: Mapping[str, tuple[int, int]], series: str
) -> Iterator[StoreFinding]:
    nonce = path.name.removeprefix("journal-")
    bytes_in_versions, in_versions, is_open = _in_versions(nonce, end, accounted)
    lives = nonce in living
    set_aside = set_aside_until(path.parent, nonce)
    reader = JournalReader(path)
    last = waiting = 0
    try:
        for record in reader:
            last = record.sequence
            waiting += last > (in_versions or 0) and record.end > set_aside
    except OSError as error:
        yield StoreFinding("error", path, f"cannot be read ({error.strerror or error}).", series)
        return
    # By bytes: a version may hold more records than the journal, whose last ones waited in the spool of a full disk.
    if reader.damage == "damaged" or (reader.damage and reader.good_bytes < bytes_in_versions):
        message = f"this journal is damaged at byte {reader.good_bytes}; what was before that byte can be recovered."
        yield StoreFinding("error", path, message, series)
    elif reader.damage and not lives:
        message = f"ends within a record at byte {reader.good_bytes}, as a program leaves it that was killed."
        yield StoreFinding("note", path, message, series)
    if waiting and in_versions is None:
        message = f"has {waiting} edits of a lease that the log does not know; they are in no version. They are kept."
        yield StoreFinding("warning", path, message, series)
    elif waiting and not is_open:
        message = (
            f"has {waiting} edits that came after its lease had ended. They are kept; open the series to see them."
        )
        yield StoreFinding("warning", path, message, series)


def _in_versions(nonce: str, end: LogEnd, accounted: Mapping[str, tuple[int, int]]) -> tuple[int, int | None, bool]:
    """How many bytes and records of a journal are in versions (None: unknown), and whether its session is open."""
    for key in ("lease", "left"):
        lease: Mapping[str, Any] | None = end.state.get(key)
        if lease and lease["nonce"] == nonce:
            return int(lease["folded"]["bytes"]), int(lease["folded"]["records"]), True
    return (*accounted[nonce], False) if nonce in accounted else (0, None, False)


def _verify_folded(live: Path, entry: Entry, series: str) -> Iterator[StoreFinding]:
    """The part of a journal that a version has must still be what it was, for as long as the journal is there."""
    journal = entry.data.get("journal")
    if not isinstance(journal, dict) or not journal.get("bytes"):
        return
    path = live / str(journal["name"])
    if path.parent != live or not path.is_file():
        return
    if crc_of_start(path, int(journal["bytes"])) != journal["crc"]:
        message = f"was altered or cut within the part that log entry {entry.number} has in a version; {BACKUP}."
        yield StoreFinding("error", path, message, series)
