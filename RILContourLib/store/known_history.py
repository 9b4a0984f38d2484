"""What log entries say of versions, kept: a history that grows is not read from its beginning each time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from .entry import Entry
from .entry_log import EntryLog, Unreadable, voided_by
from .reading import is_version, version_info
from .values import VersionInfo

_MOST_ENTRIES = 4096  # some 2 MB; those listed first are forgotten first


@dataclass(frozen=True)
class _Said:
    """Of one entry: its version, if it made one, and which entries before it do not count; nothing of a damaged one.

    file : the file's number on the disk, its bytes, and when it was written (ns)
    """

    file: tuple[int, int, int]
    version: VersionInfo | None
    void: frozenset[int]
    is_good: bool


class KnownHistory:
    """Lists versions; an entry is read again only if its file is another than it was. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, _Said] = {}

    def versions(self, log: EntryLog) -> list[VersionInfo]:
        """All versions of a log that can be read and that no later entry voids, oldest first."""
        void: set[int] = set()
        found: list[VersionInfo] = []
        for number in reversed(log.numbers()):
            said = self._look(log, number)
            if said.is_good and number not in void:
                void |= said.void
                if said.version:
                    found.append(said.version)
        return found[::-1]

    def _look(self, log: EntryLog, number: int) -> _Said:
        path = log.path(number)
        file = _file_of(path)
        with self._lock:
            said = self._known.get(path)
        if said is None or said.file != file:
            said = _said(file, log.look(number))
            with self._lock:
                self._known[path] = said
                while len(self._known) > _MOST_ENTRIES:
                    del self._known[next(iter(self._known))]
        return said


def _said(file: tuple[int, int, int], found: Entry | Unreadable) -> _Said:
    if not isinstance(found, Entry):
        return _Said(file, None, frozenset(), is_good=False)
    version = version_info(found) if is_version(found) else None
    return _Said(file, version, frozenset(voided_by(found)), is_good=True)


def _file_of(path: Path) -> tuple[int, int, int]:
    """Which file it is, how long, and when it was written; zeros where that cannot be said."""
    try:
        known = path.stat()
    except OSError:
        return 0, 0, 0
    return known.st_ino, known.st_size, known.st_mtime_ns
