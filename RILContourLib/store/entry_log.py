"""A log: a folder of entries `0000000001.json`, `0000000002.json`, ... to which several processes add.

An entry is published under the number that follows the one its writer last read, and never under another. So of two
writers who read the same end only one gets through, and the other hears of it.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import CorruptStore, LeaseLost, StaleParent, StoreError
from ..files import NotAPlainFile, fsync_folder, write_new_file
from .entry import SCHEMA, Entry, decode_entry, read_limited, seal, sha256_of
from .failures import unreachable
from .folders import folder_exists, write_passing_file
from .log_state import lease_nonce
from .publishing import Way, holds_content, publish_file, temporary_path

_NAME = re.compile(r"(\d{10})\.json")
_DEPTH = 3  # a log is in a track's folder, that in a project's, that in a sidecar


@dataclass(frozen=True)
class Unreadable:
    """An entry whose bytes make no sense: half written, or damaged."""

    number: int
    sha256: str
    problem: str


@dataclass(frozen=True)
class LogEnd:
    """The end of a log as it was read: the last good entry, and the unreadable ones after it."""

    entry: Entry | None = None
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def number(self) -> int:
        """The last number in use; 0 for an empty log."""
        if self.unreadable:
            return self.unreadable[-1].number
        return self.entry.number if self.entry else 0

    @property
    def sha256(self) -> str | None:
        """What the next entry has to name as `previous`."""
        if self.unreadable:
            return self.unreadable[-1].sha256
        return self.entry.sha256 if self.entry else None

    @property
    def state(self) -> Mapping[str, Any]:
        return self.entry.state if self.entry else {}


def entry_name(number: int) -> str:
    return f"{number:010d}.json"


class EntryLog:
    """The entries in `folder`, which need not exist for reading. `patience_s`: see `publishing`."""

    def __init__(self, folder: Path, patience_s: float = 60.0) -> None:
        self.folder = folder
        self.patience_s = patience_s

    def path(self, number: int) -> Path:
        return self.folder / entry_name(number)

    def numbers(self) -> list[int]:
        """The numbers in use, ascending, from one listing. CorruptStore if what should be a folder is none."""
        try:
            with os.scandir(self.folder) as listing:
                found = [int(match[1]) for item in listing if (match := _NAME.fullmatch(item.name))]
        except (FileNotFoundError, NotADirectoryError):
            # Nothing yet, unless something else has the name of the log's folder or of one that it is in.
            all(map(folder_exists, (*reversed(self.folder.parents[:_DEPTH]), self.folder)))
            return []
        except OSError as error:
            raise unreachable(self.folder, error) from error
        return sorted(found)

    def read(self, number: int) -> Entry:
        """One entry; CorruptStore if it is damaged or missing."""
        found = self.look(number)
        if isinstance(found, Entry):
            return found
        message = (
            f"The log entry {self.path(number)} is damaged: {found.problem}. Run  rilcontour verify  on the project."
        )
        raise CorruptStore(message)

    def look(self, number: int) -> Entry | Unreadable:
        """One entry, or what is wrong with it. StoreError when the file cannot be read at all."""
        path = self.path(number)
        try:
            content = read_limited(path)
        except FileNotFoundError:
            return Unreadable(number, "", "the file is missing")
        except NotAPlainFile as error:
            return Unreadable(number, "", f"{error.strerror}")
        except OSError as error:
            raise unreachable(path, error) from error
        try:
            return decode_entry(content, number)
        except ValueError as error:
            return Unreadable(number, sha256_of(content), str(error))

    def end(self) -> LogEnd:
        """The end of the log, going back over unreadable entries to the last good one."""
        unreadable: list[Unreadable] = []
        for number in reversed(self.numbers()):
            found = self.look(number)
            if isinstance(found, Entry):
                return LogEnd(found, tuple(reversed(unreadable)))
            unreadable.append(found)
        return LogEnd(None, tuple(reversed(unreadable)))

    def entries(self) -> Iterator[Entry | Unreadable]:
        """All entries from the first on, read one at a time."""
        for number in self.numbers():
            yield self.look(number)

    def standing(self) -> Iterator[Entry]:
        """The good entries that no later one names void, newest first, read one at a time."""
        void: set[int] = set()
        for number in reversed(self.numbers()):
            found = self.look(number)
            if isinstance(found, Entry) and number not in void:
                void |= voided_by(found)
                yield found

    @contextlib.contextmanager
    def refreshed(self) -> Iterator[None]:
        """Make a file in the folder for as long as the block lasts.

        Reading the end inside the block sees what others published: the new file drops a listing that the client of a
        shared folder may have kept. Raises StoreError where nothing can be written.
        """
        probe = temporary_path(self.folder)
        try:
            write_passing_file(probe)
        except OSError as error:
            raise unreachable(self.folder, error) from error
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                probe.unlink()

    def publish(self, fields: Mapping[str, Any], parent: LogEnd) -> Entry:
        """Add an entry after `parent`, the end that the caller read and built `fields` on; flushed when this returns.

        `schema`, `number`, `previous` and, where `parent` ends with unreadable entries, `void` are filled in. If
        others came first: LeaseLost if they ended the lease that `fields["lease"]` names, else StaleParent.
        """
        number = parent.number + 1
        data = dict(fields) | {"schema": SCHEMA, "number": number, "previous": parent.sha256}
        if parent.unreadable:
            data["void"] = [entry.number for entry in parent.unreadable]
        content = seal(data)
        entry = decode_entry(content, number)
        begun = time.monotonic()
        try:
            way = self._give_number(number, content)
        except FileExistsError as error:
            raise self._came_too_late(fields, parent) from error
        except OSError as error:
            raise unreachable(self.path(number), error) from error
        if way is Way.CREATE and time.monotonic() - begun > self.patience_s:
            self._check_not_void(number)
        return entry

    def _give_number(self, number: int, content: bytes) -> Way:
        temporary = temporary_path(self.folder)
        try:
            write_new_file(temporary, content)
            try:
                way = publish_file(temporary, self.path(number), content, self.patience_s)
            except FileExistsError:
                if not holds_content(self.path(number), content):
                    raise
                way = Way.LINK  # ours, by an earlier request whose answer was lost
            fsync_folder(self.folder)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        return way

    def _came_too_late(self, fields: Mapping[str, Any], parent: LogEnd) -> StoreError:
        """The error for a number that is taken, after reading what was published since `parent`."""
        nonce = fields.get("lease")
        if nonce is not None and lease_nonce(parent.state) == nonce:
            for found in self._entries_after(parent.number):
                if lease_nonce(found.state) != nonce:
                    return LeaseLost(lost_message(self.folder, found))
        message = f"Somebody else published an entry in {self.folder} first; read the series again."
        return StaleParent(message)

    def _check_not_void(self, number: int) -> None:
        """After a slow creation in sight of others: nobody may have given up on this entry."""
        for found in self._entries_after(number):
            if number in voided_by(found):
                raise LeaseLost(lost_message(self.folder, found))

    def _entries_after(self, number: int) -> Iterator[Entry]:
        for later in self.numbers():
            found = self.look(later) if later > number else None
            if isinstance(found, Entry):
                yield found


def voided_by(entry: Entry) -> set[int]:
    """Numbers of the entries before it that an entry found unreadable, so that they do not count."""
    named = entry.data.get("void", [])
    return {number for number in named if isinstance(number, int)} if isinstance(named, list) else set()


def lost_message(folder: Path, ended_by: Entry) -> str:
    """What to tell the holder of a lease that an entry ended."""
    who = f"{ended_by.data.get('user')} on {ended_by.data.get('host')}"
    return (
        f"The lease on {folder.parent} was ended by {who} (log entry {ended_by.number}); "
        "edits that are in no version yet are kept beside it. Open the series again."
    )
