"""Hints of what was published, so that shells need not look through all folders: the logs of the series stay the truth.

`.rilcontour/changes/<nonce>.log` is written by one process only, one JSON object a line: first who writes, then for
each entry {"series", "track", "number", "op"}.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..files import NO_LINK, open_plain_file, write_new_file
from .entry import canonical, parse_object
from .process_identity import ProcessIdentity, is_gone, this_process
from .values import Change

logger = logging.getLogger(__name__)

SUFFIX = ".log"
KEPT_S = 86_400.0  # logs of ended processes stay at least so long, by the file system's clock
LONGEST_READ = 4 << 20


class ChangeWriter:
    """This process' log of changes, made with the first one. A hint that cannot be written is only logged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._lock = threading.Lock()

    def tell(self, change: Change) -> None:
        """Add a line."""
        fields = {"series": change.series, "track": change.track, "number": change.number, "op": change.op}
        try:
            with self._lock:
                if self._path is None:
                    self._path = self._begin()
                _append(self._path, canonical(fields))
        except OSError as error:
            logger.warning("Others will notice a change of %s late: %s", change.series, error)

    def _begin(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(8)}{SUFFIX}"
        write_new_file(path, canonical({"writer": this_process().to_json()}))
        remove_old_logs(self._folder, path.stat().st_mtime)
        return path


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | NO_LINK | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, line)  # a short write leaves a torn line, which readers skip
    finally:
        os.close(descriptor)


def remove_old_logs(folder: Path, now: float) -> None:
    """Take away logs that nobody writes any more: of processes proved gone, unchanged for a day.

    `now` is the time stamp of a new file there, so that only the file system's own clock counts.
    """
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            if now - path.stat().st_mtime > KEPT_S and _writer_is_gone(path):
                path.unlink()
        except OSError as error:
            logger.debug("%s stays (%s)", path, error)


def _writer_is_gone(path: Path) -> bool:
    with open_plain_file(path) as file:
        first = file.readline(4096)
    try:
        return is_gone(ProcessIdentity.from_json(parse_object(first)["writer"]))
    except (KeyError, TypeError, ValueError):
        return False


class ChangeReader:
    """Follows the logs of all writers. What was there before the reader was made is not told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read_to: dict[str, int] = self._sizes() or {}

    def poll(self) -> list[Change]:
        """The changes since the last call: one listing and a look at the sizes; only logs that grew are opened."""
        sizes = self._sizes()
        changes: list[Change] = []
        if sizes is None:
            return changes
        for name, size in sorted(sizes.items()):
            read_to = self._read_to.get(name, 0)
            if size > read_to:
                self._read_to[name], told = self._read(name, read_to)
                changes += told
        self._read_to = {name: read_to for name, read_to in self._read_to.items() if name in sizes}
        return changes

    def _sizes(self) -> dict[str, int] | None:
        """Sizes of all logs by name; None while the folder cannot be read."""
        sizes = {}
        try:
            with os.scandir(self._folder) as listing:
                for item in listing:
                    if item.name.endswith(SUFFIX):
                        with contextlib.suppress(FileNotFoundError):
                            sizes[item.name] = Path(item.path).stat().st_size  # item.stat() is late on Windows
        except FileNotFoundError:
            return {}
        except OSError as error:
            logger.debug("No changes can be read from %s (%s)", self._folder, error)
            return None
        return sizes

    def _read(self, name: str, start: int) -> tuple[int, list[Change]]:
        """The complete lines from byte `start` on, and where they end. A line still being written waits."""
        try:
            with (self._folder / name).open("rb") as file:
                file.seek(start)
                block = file.read(LONGEST_READ)
        except OSError as error:
            logger.debug("%s cannot be read (%s)", name, error)
            return start, []
        whole = block[: block.rfind(b"\n") + 1]
        if not whole and len(block) == LONGEST_READ:
            return start + len(block), []  # no line is so long: it is damaged
        found = (_parse(line) for line in whole.splitlines())
        return start + len(whole), [change for change in found if change]


def _parse(line: bytes) -> Change | None:
    """The change that a line tells; None for the first line of a log, and for damaged ones."""
    try:
        fields: Mapping[str, Any] = json.loads(line)
        series, track, op = (fields[key] for key in ("series", "track", "op"))
        number = fields["number"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in (series, track, op)) or not isinstance(number, int):
        return None
    return Change(series, track, number, op)
