"""Checking a log: every entry, its place in the chain, and the state that it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import CorruptStore
from .entry import Entry
from .entry_log import EntryLog, Unreadable, voided_by
from .folders import folder_exists
from .log_state import state_after
from .publishing import is_temporary
from .verify_findings import BACKUP, StoreFinding

_OURS = ("digest", "state")


def verify_log(log: EntryLog, series: str | None) -> Iterator[StoreFinding]:
    """All that is wrong with a log."""
    found = list(log.entries())
    void = {number for entry in found if isinstance(entry, Entry) for number in voided_by(entry)}
    yield from _missing(log, [entry.number for entry in found], series)
    before: Entry | Unreadable | None = None
    state: Mapping[str, Any] | None = {}
    for entry in found:
        if isinstance(entry, Unreadable):
            yield _unreadable(log, entry, entry.number in void, series)
            state = state if entry.number in void else None
        else:
            yield from _chain(log, entry, before, series)
            if entry.number not in void:
                yield from _state(log, entry, state, series)
                state = entry.state
        before = entry
    yield from _left_over(log, series)


def _missing(log: EntryLog, numbers: list[int], series: str | None) -> Iterator[StoreFinding]:
    for number in sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers)):
        yield StoreFinding("error", log.path(number), f"this log entry is missing; {BACKUP}.", series)


def _unreadable(log: EntryLog, entry: Unreadable, is_void: bool, series: str | None) -> StoreFinding:
    if is_void:
        message = "could not be read when the next entry was written, which names it void: what it said does not count."
        return StoreFinding("note", log.path(entry.number), message, series)
    message = f"this log entry is damaged: {entry.problem}; {BACKUP}. The last good version before it opens."
    return StoreFinding("error", log.path(entry.number), message, series)


def _chain(
    log: EntryLog, entry: Entry, before: Entry | Unreadable | None, series: str | None
) -> Iterator[StoreFinding]:
    if before is not None and before.number != entry.number - 1:
        return  # the one before is missing, which is said already
    expected = before.sha256 if before else None
    if entry.data.get("previous") != expected:
        path = log.path(before.number if before else entry.number)
        message = f"this log entry is not the one that entry {entry.number} was written after; {BACKUP}."
        yield StoreFinding("error", path, message, series)


def _state(log: EntryLog, entry: Entry, before: Mapping[str, Any] | None, series: str | None) -> Iterator[StoreFinding]:
    if before is None:
        return  # unknown, after an entry that cannot be read
    fields = {key: value for key, value in entry.data.items() if key not in _OURS}
    try:
        expected = state_after(before, entry.number, fields)
    except CorruptStore as error:
        yield StoreFinding("error", log.path(entry.number), f"{error} {BACKUP.capitalize()}.", series)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"this log entry lacks what its op needs ({error!r}); {BACKUP}."
        yield StoreFinding("error", log.path(entry.number), message, series)
    else:
        if expected != entry.state:
            differing = ", ".join(key for key in expected if expected[key] != entry.state.get(key))
            message = f"the state in this log entry does not follow from the entries before it ({differing}); {BACKUP}."
            yield StoreFinding("error", log.path(entry.number), message, series)


def _left_over(log: EntryLog, series: str | None) -> Iterator[StoreFinding]:
    if not folder_exists(log.folder):
        return
    for path in sorted(log.folder.iterdir()):
        if is_temporary(path.name):
            message = "left over from a program that ended while it wrote; it can be removed once nobody works here."
            yield StoreFinding("note", path, message, series)
