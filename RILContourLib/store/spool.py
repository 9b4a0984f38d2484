"""Edits that could not be written to the project, kept in a folder of this user's own until they can.

A spool is a journal file (`journal_format`) whose header names the series and lease that its records belong to.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..files import replace_file
from .journal_format import JournalReader, encode_header

logger = logging.getLogger(__name__)

SPOOL_SUFFIX = ".spool"


class Spool:
    """The spool of one lease, `<nonce>.spool` in `folder`; the file exists only while it holds something."""

    def __init__(self, folder: Path, nonce: str, about: Mapping[str, Any]) -> None:
        self.path = folder / f"{nonce}{SPOOL_SUFFIX}"
        self._about = about
        self._good_bytes = 0

    def append(self, frames: Iterable[bytes]) -> None:
        """Add encoded records and flush them to the disk. After an OSError none of them counts as added."""
        content = b"".join(frames)
        if self._good_bytes == 0:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            content = encode_header(self._about) + content
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self.path, flags, 0o600), "wb") as file:
            file.seek(self._good_bytes)
            file.write(content)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        self._good_bytes += len(content)

    def replace(self, frames: Iterable[bytes]) -> None:
        """Hold these encoded records instead of what was added before. After an OSError that is still held."""
        content = encode_header(self._about) + b"".join(frames)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, content)
        self._good_bytes = len(content)

    def clear(self) -> None:
        """Everything is in the project now."""
        if self._good_bytes:
            self._good_bytes = 0
            self.path.unlink(missing_ok=True)


def spools_in(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every readable spool in a folder, with what its header says."""
    try:
        paths = sorted(folder.glob(f"*{SPOOL_SUFFIX}")) if folder.is_dir() else []
    except OSError as error:
        logger.warning("Edits that may wait in %s cannot be looked for (%s)", folder, error)
        return
    for path in paths:
        reader = JournalReader(path)
        try:
            next(iter(reader), None)
        except OSError as error:
            logger.warning("%s cannot be read (%s)", path, error)
        if reader.about:
            yield path, reader.about
