"""Versions of the project file: all are kept, and the file is replaced by one person at a time.

`.rilcontour/definitions/<sha256>.yaml` holds every version that was ever used; a log with a lease like that of a series
says who replaced which by which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CorruptStore, DefinitionsError, StaleDefinitions, StoreError
from ..files import NotAPlainFile, fsync_folder, replace_file, write_new_file
from ..project.check import parse_definitions
from .beat import LeaseTimes
from .claiming import Claiming
from .entry import Entry, read_limited, sha256_of
from .entry_log import EntryLog, LogEnd
from .failures import unreachable
from .folders import make_folders
from .holders import Watches
from .journal import JournalWriter
from .layout import StoreLayout
from .publishing import publish_file, temporary_path

_DIGEST = re.compile(r"[0-9a-f]{64}")


class DefinitionsStore:
    """The project file `file` and its kept versions in the project's own folder."""

    def __init__(self, file: Path, layout: StoreLayout, times: LeaseTimes | None = None) -> None:
        self.file = file
        self._layout = layout
        self._times = times or LeaseTimes()
        self._watches = Watches(self._times)

    def path(self, digest: str) -> Path:
        """Where a version is kept."""
        if not _DIGEST.fullmatch(digest):
            message = f"{digest!r} is not the sha256 of a version of {self.file}."
            raise StoreError(message)
        return self._layout.definitions / f"{digest}.yaml"

    def read(self) -> bytes:
        """The project file as it is now."""
        try:
            return read_limited(self.file)
        except OSError as error:
            raise unreachable(self.file, error) from error

    def version(self, digest: str) -> bytes:
        """A kept version. CorruptStore if it is missing or altered."""
        path = self.path(digest)
        try:
            content = read_limited(path)
        except (FileNotFoundError, NotAPlainFile) as error:
            message = f"{path} is missing: that version of {self.file.name} was not kept or was removed."
            raise CorruptStore(message) from error
        except OSError as error:
            raise unreachable(path, error) from error
        if sha256_of(content) != digest:
            message = f"{path} was altered: it is not the version of {self.file.name} that its name says."
            raise CorruptStore(message)
        return content

    def keep(self, content: bytes) -> str:
        """Keep a version of the project file and return its sha256; nothing happens where it is kept already."""
        digest = sha256_of(content)
        path = self.path(digest)
        if self._is_kept(digest):
            return digest
        make_folders(path.parent)
        temporary = temporary_path(path.parent)
        try:
            write_new_file(temporary, content)
            publish_file(temporary, path, content)
            fsync_folder(path.parent)
        except FileExistsError:
            return digest
        except OSError as error:
            raise unreachable(path, error) from error
        finally:
            temporary.unlink(missing_ok=True)
        return digest

    def _is_kept(self, digest: str) -> bool:
        try:
            return self.path(digest).is_file()
        except OSError as error:
            raise unreachable(self.path(digest), error) from error

    def kept_ids(self) -> frozenset[str]:
        """The project ids in the versions that are kept; damaged ones are left out."""
        found = set()
        for path in sorted(self._layout.definitions.glob("*.yaml")):
            try:
                found.add(parse_definitions(self.version(path.stem), str(path)).id)
            except (StoreError, DefinitionsError):
                continue
        return frozenset(found)

    def ensure_kept(self, digest: str) -> None:
        """Keep the version that a caller works under. StaleDefinitions if the file is another one by now."""
        if self._is_kept(digest):
            return
        content = self.read()
        if sha256_of(content) != digest:
            raise self._stale()
        self.keep(content)

    def replace(self, content: bytes, read_digest: str, user: str, message: str = "", wait_s: float = 10.0) -> str:
        """Make `content` the project file if the file still is what was read; the new sha256.

        StaleDefinitions if somebody changed it meanwhile, SeriesBusy if somebody is just replacing it.
        """
        claiming = Claiming(self._layout.own, _Definitions(self.file), user, self._times, self._watches)
        held = claiming.acquire(wait_s).held
        try:
            before = self.read()
            if sha256_of(before) != read_digest:
                raise self._stale()
            self.keep(before)
            digest = self.keep(content)
            held.publish("commit", lambda end: _replacement(end, digest, read_digest, message))
            held.check()
            replace_file(self.file, content)
        except OSError as error:
            raise unreachable(self.file, error) from error
        finally:
            held.release()
        return digest

    def history(self) -> list[Entry]:
        """The log's entries that replaced the file, oldest first; damaged ones are left out."""
        standing = EntryLog(self._layout.own.log).standing()
        return [entry for entry in standing if entry.op == "commit"][::-1]

    def _stale(self) -> StaleDefinitions:
        message = f"{self.file} was changed by somebody else since it was read; read it again and repeat your change."
        return StaleDefinitions(message)


def _replacement(end: LogEnd, digest: str, read_digest: str, message: str) -> dict[str, Any]:
    version = end.state["version"] + 1
    return {"version": version, "definitions": digest, "replaces": read_digest, "message": message}


class _Definitions:
    """What the lease of the project file says of it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def describe(self) -> str:
        return str(self._file)

    def check(self, end: LogEnd, reason: str) -> None:
        return

    def claim_fields(self, end: LogEnd) -> Mapping[str, Any]:
        return {}

    def recover(self, end: LogEnd) -> Mapping[str, Any]:
        return {}

    def open_journal(self, nonce: str) -> JournalWriter | None:
        return None
