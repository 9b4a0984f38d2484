"""Small files that anybody may add beside a log, without a lease: they cannot fence its holder.

`<id>.json` is a record, and `<id>.resolved.json` says how it was settled; the first to settle it wins, and both stay.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError, UsageError
from ..files import NotAPlainFile, fsync_folder, write_new_file
from .entry import read_limited, seal, unseal
from .entry_fields import signed, utc_now
from .failures import unreachable
from .folders import folder_exists, make_folders
from .publishing import publish_file, temporary_path

logger = logging.getLogger(__name__)

_ID = re.compile(r"[0-9]{8}T[0-9]{9}-[0-9a-f]{8}")
_RESOLVED = ".resolved.json"


@dataclass(frozen=True)
class LooseRecord:
    """A record's fields, and those of its settlement, if it has one."""

    id: str
    fields: Mapping[str, Any]
    resolution: Mapping[str, Any] | None


class LooseRecords:
    """The records of one folder, `drafts` or `notes`."""

    def __init__(self, folder: Path, what: str) -> None:
        self.folder = folder
        self._what = what

    def add(self, op: str, user: str, **fields: Any) -> LooseRecord:
        """Keep a new record, flushed. StoreError."""
        record_id = f"{re.sub('[^0-9T]', '', utc_now())}-{secrets.token_hex(4)}"
        data = signed(op, user, id=record_id, schema=1, **fields)
        make_folders(self.folder)
        self._write(self._path(record_id), data)
        return LooseRecord(record_id, data, None)

    def resolve(self, record_id: str, op: str, user: str, **fields: Any) -> LooseRecord:
        """Settle a record. UsageError if there is none of that id; StoreError if it is settled already."""
        record = self.get(record_id)
        try:
            self._write(self._resolution_path(record_id), signed(op, user, id=record_id, schema=1, **fields))
        except FileExistsError as error:
            earlier = self.get(record_id).resolution or {}
            message = f"This {self._what} was settled already by {earlier.get('user', 'somebody')}."
            raise StoreError(message) from error
        return self.get(record.id)

    def get(self, record_id: str) -> LooseRecord:
        """One record. UsageError if there is none of that id; CorruptStore if it is damaged."""
        fields = self._read(self._path(record_id)) if _ID.fullmatch(record_id) else None
        if fields is None:
            message = f"There is no {self._what} {record_id!r} in {self.folder}, or it is damaged."
            raise UsageError(message)
        return LooseRecord(record_id, fields, self._read(self._resolution_path(record_id)))

    def all(self, *, resolved: bool) -> list[LooseRecord]:
        """The records that wait, oldest first; with `resolved` the settled ones too. Damaged ones are left out."""
        found = []
        for record_id in self.ids():
            if not resolved and self._resolution_path(record_id).exists():
                continue
            with contextlib.suppress(UsageError):
                found.append(self.get(record_id))
        return found

    def damaged(self) -> list[Path]:
        """Files that are no record or settlement as they should be."""
        paths = [path for record_id in self.ids() for path in (self._path(record_id), self._resolution_path(record_id))]
        return [path for path in paths if os.path.lexists(path) and self._read(path) is None]

    def ids(self) -> Iterator[str]:
        """Ids of all records, oldest first."""
        names = sorted(path.name for path in self.folder.glob("*.json")) if folder_exists(self.folder) else []
        return (name.removesuffix(".json") for name in names if _ID.fullmatch(name.removesuffix(".json")))

    def _path(self, record_id: str) -> Path:
        return self.folder / f"{record_id}.json"

    def _resolution_path(self, record_id: str) -> Path:
        return self.folder / f"{record_id}{_RESOLVED}"

    def _read(self, path: Path) -> dict[str, Any] | None:
        try:
            return unseal(read_limited(path))
        except FileNotFoundError:
            return None
        except (ValueError, NotAPlainFile) as error:
            logger.warning("%s is damaged and left out: %s", path, error)
            return None
        except OSError as error:
            raise unreachable(path, error) from error

    def _write(self, path: Path, data: Mapping[str, Any]) -> None:
        content = seal(data)
        temporary = temporary_path(self.folder)
        try:
            write_new_file(temporary, content)
            publish_file(temporary, path, content)
            fsync_folder(self.folder)
        except FileExistsError:
            raise
        except OSError as error:
            raise unreachable(path, error) from error
        finally:
            temporary.unlink(missing_ok=True)
