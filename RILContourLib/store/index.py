"""The list of a project's series as it was last found, so that 100,000 of them show at once the next time.

Kept in the user's cache folder, never on the shared one: it holds nothing that the images' folder and the sidecars do
not say, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError
from ..project.found_names import FoundSeries
from .cache_database import CacheDatabase
from .user_folders import cache_folder

_log = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS series (name TEXT PRIMARY KEY, file TEXT NOT NULL, summary TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listing (complete INTEGER NOT NULL);
"""
_FORMAT = 1
_END = "\0"  # neither paths nor JSON hold it


@dataclass(frozen=True)
class IndexDifference:
    """What a new listing changed: names in order. `moved`: same name, another spelling of the file on disk."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved)


class ProjectIndex:
    """Names of a project's series and a summary of each (status, owner, answers: whatever its readers stored).

    May be used from several threads and processes at once. A damaged or unusable file is as good as none.
    """

    def __init__(self, database: CacheDatabase) -> None:
        self._database = database

    @staticmethod
    def open(project_id: str, images_root: Path, folder: Path | None = None) -> ProjectIndex:
        """The index of the project of that id on the images below `images_root`, empty at first.

        folder: where it is kept instead of the user's cache folder.
        """
        root = hashlib.sha256(os.fsencode(images_root.absolute())).hexdigest()[:16]
        try:
            place = (folder or cache_folder()) / "index"
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (StoreError, OSError) as error:
            _log.warning("The list of series is not remembered for the next time: %s", error)
            return ProjectIndex(CacheDatabase(None, _SCHEMA))
        return ProjectIndex(CacheDatabase(place / f"{project_id}-{root}-v{_FORMAT}.sqlite", _SCHEMA))

    def is_listed(self) -> bool:
        """Whether a complete listing was stored; if not, an empty list means nothing."""
        return self._database.read(lambda db: db.execute("SELECT 1 FROM listing").fetchone() is not None)

    def names(self) -> list[str]:
        """All names, in order."""
        return sorted(self._columns("name")[0])

    def series(self) -> list[FoundSeries]:
        """All names with their files as the disk spells them, in the order of names."""
        query = "SELECT name, file FROM series ORDER BY name"
        return self._database.read(lambda db: list(map(FoundSeries._make, db.execute(query))))

    def file(self, name: str) -> str | None:
        """The path of a series' file from the images' root as the disk spells it; None if it is not listed."""
        row = self._database.read(lambda db: db.execute("SELECT file FROM series WHERE name = ?", (name,)).fetchone())
        return row[0] if row else None

    def refresh(self, found: Iterable[FoundSeries]) -> IndexDifference:
        """Take over a new, complete listing, and tell what it changed. Summaries of series that stay are kept.

        `found` is used up first, so that nothing changes if it raises (was cancelled) on the way.
        """
        new = dict(found)
        return self._database.write(lambda db: _replace(db, new))

    def summary(self, name: str) -> dict[str, Any] | None:
        """What was last stored about a series."""
        query = "SELECT summary FROM series WHERE name = ?"
        row = self._database.read(lambda db: db.execute(query, (name,)).fetchone())
        return json.loads(row[0]) if row and row[0] else None

    def summaries(self) -> dict[str, dict[str, Any]]:
        """All summaries that there are, by name; those that are alike may be one object: for reading only."""
        names, summaries = self._columns("name", "summary", where="summary IS NOT NULL")
        # Series that nobody touched say the same. Parsed as one array, which takes half the time of single calls.
        texts = list(dict.fromkeys(summaries))
        parsed = dict(zip(texts, json.loads(f"[{','.join(texts)}]"), strict=True))
        return dict(zip(names, map(parsed.__getitem__, summaries), strict=True))

    def _columns(self, *columns: str, where: str = "TRUE") -> list[list[str]]:
        """The texts of whole columns, each as one row: no value of them is NULL, and none holds the character 0.

        Row by row, sqlite3 lets go of the interpreter's lock and takes it again 100,000 times. Beside a thread that
        has it nearly all the time, as a GUI's has, that takes ten times as long.
        """
        query = f"SELECT {', '.join(f'group_concat({column}, ?)' for column in columns)} FROM series WHERE {where}"
        row = self._database.read(lambda db: db.execute(query, (_END,) * len(columns)).fetchone())
        return [joined.split(_END) if joined else [] for joined in row]

    def set_summary(self, name: str, summary: Mapping[str, Any]) -> None:
        """Remember plain data about a series; nothing happens if it is not listed."""
        self.set_summaries({name: summary})

    def set_summaries(self, summaries: Mapping[str, Mapping[str, Any]]) -> None:
        """As `set_summary`, for many at once."""
        rows = [
            (json.dumps(summary, ensure_ascii=False, separators=(",", ":")), name)
            for name, summary in summaries.items()
        ]
        self._database.write(lambda db: db.executemany("UPDATE series SET summary = ? WHERE name = ?", rows))

    def close(self) -> None:
        self._database.close()


def _replace(db: sqlite3.Connection, new: dict[str, str]) -> IndexDifference:
    old = dict(db.execute("SELECT name, file FROM series").fetchall())
    added = sorted(new.keys() - old.keys())
    removed = sorted(old.keys() - new.keys())
    moved = sorted(name for name, file in new.items() if old.get(name, file) != file)
    db.executemany("DELETE FROM series WHERE name = ?", ((name,) for name in removed))
    db.executemany("INSERT INTO series (name, file) VALUES (?, ?)", ((name, new[name]) for name in added))
    db.executemany("UPDATE series SET file = ? WHERE name = ?", ((new[name], name) for name in moved))
    db.execute("DELETE FROM listing")
    db.execute("INSERT INTO listing VALUES (1)")
    return IndexDifference(tuple(added), tuple(removed), tuple(moved))
