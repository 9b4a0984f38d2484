"""Size and sha256 of images that were read before, so that an unchanged image is not hashed again at every opening."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from ..errors import StoreError
from ..images.identity import FileState, ImageIdentity
from .cache_database import CacheDatabase
from .user_folders import cache_folder

_log = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (
    device TEXT, inode TEXT, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, sha256 TEXT NOT NULL,
    PRIMARY KEY (device, inode)
) WITHOUT ROWID;
"""
# A file written twice within one tick of its file system's clock (2 s on FAT) looks the same both times.
_UNSETTLED_NS = 3_000_000_000


class IdentityCache:
    """Remembers an identity for as long as a file's device, inode, size and times stay the same.

    May be used from several threads and processes at once. Files changed a moment ago are not remembered.
    """

    def __init__(self, database: CacheDatabase, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._database = database
        self._now_ns = now_ns

    @staticmethod
    def open(folder: Path | None = None, now_ns: Callable[[], int] = time.time_ns) -> IdentityCache:
        """The user's cache, or one in `folder`; kept in memory only where it cannot be used."""
        try:
            place = folder or cache_folder()
        except StoreError as error:
            _log.warning("Checksums of images are not remembered for the next time: %s", error)
            return IdentityCache(CacheDatabase(None, _SCHEMA), now_ns)
        return IdentityCache(CacheDatabase(place / "identities-v1.sqlite", _SCHEMA), now_ns)

    def find(self, state: FileState) -> ImageIdentity | None:
        """The identity remembered for exactly this state."""
        query = "SELECT size, mtime_ns, ctime_ns, sha256 FROM identity WHERE device = ? AND inode = ?"
        row = self._database.read(lambda db: db.execute(query, _key(state)).fetchone())
        if row is None or row[:3] != (state.size, state.mtime_ns, state.ctime_ns):
            return None
        return ImageIdentity(state.size, row[3])

    def remember(self, state: FileState, identity: ImageIdentity) -> None:
        """Keep the identity of a file whose state is settled; a later state of the same file replaces it."""
        if self._now_ns() - max(state.mtime_ns, state.ctime_ns) < _UNSETTLED_NS:
            return
        row = (*_key(state), state.size, state.mtime_ns, state.ctime_ns, identity.sha256)
        self._database.write(lambda db: db.execute("INSERT OR REPLACE INTO identity VALUES (?, ?, ?, ?, ?, ?)", row))

    def close(self) -> None:
        self._database.close()


def _key(state: FileState) -> tuple[str, str]:
    """As text: both are unsigned 64-bit (or more, on Windows) numbers, which SQLite has not."""
    return str(state.device), str(state.inode)
