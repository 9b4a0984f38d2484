"""A small SQLite file for what can be rebuilt: used by several processes at once, and thrown away when damaged."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TypeVar

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_BUSY_TIMEOUT_S = 10.0
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class CacheDatabase:
    """Runs functions on a connection; trouble with the file never reaches the caller.

    A damaged file is deleted and begun anew, empty. Where no file can be used (no rights, disk full, locked for too
    long), the rest of this process's life happens in memory. Both are logged as warnings. Threads take turns.
    """

    def __init__(self, path: Path | None, schema: str) -> None:
        """path: the file, made if missing; None: memory only. schema: `CREATE TABLE IF NOT EXISTS` statements."""
        self._path = path
        self._schema = schema
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._pid = os.getpid()
        self._of_parent: list[sqlite3.Connection | None] = []

    def read(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """What `work` returns; it may only read."""
        return self._run(work)

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """What `work` returns; all that it changes is kept, or nothing. It may be run a second time."""

        def in_one_transaction(connection: sqlite3.Connection) -> _Result:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
            except BaseException:
                if connection.in_transaction:  # SQLite goes back by itself where the disk is full
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            return result

        return self._run(in_one_transaction)

    def close(self) -> None:
        self._begin_anew_if_forked()
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _begin_anew_if_forked(self) -> None:
        """After a fork, forget the parent's connection without closing it (sqlite.org/howtocorrupt.html, 2.6)."""
        if self._pid != os.getpid():
            self._of_parent.append(self._connection)  # kept, for it would be closed when nobody has it any more
            self._connection, self._lock, self._pid = None, RLock(), os.getpid()

    def _run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        self._begin_anew_if_forked()
        with self._lock:
            for _ in range(2):
                try:
                    return work(self._connected())
                except sqlite3.DatabaseError as error:
                    self._recover(error)
            return work(self._connected())

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._path or ":memory:", timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            # Losing the cache in a power cut costs less than waiting for the disk at every write.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(self._schema)
        return self._connection

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        """Begin anew: with an empty file if this one is damaged, else in memory."""
        if self._path is None or isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
            raise error
        self.close()
        path = self._path
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGE:
            _log.warning("The cache %s is damaged (%s); it is begun anew.", path, error)
            try:
                path.unlink(missing_ok=True)
                path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
                return
            except OSError as refusal:
                _log.warning("The cache %s cannot be deleted: %s.", path, refusal)
        else:
            _log.warning("The cache %s cannot be used (%s); nothing is remembered for the next time.", path, error)
        self._path = None
