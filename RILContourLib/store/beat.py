"""Signs of life: a small file that the holder of a lease rewrites, and those who wait for it to stop changing.

No clock is compared with another: a waiter counts seconds of its own clock in which the file stayed the same.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..files import NO_LINK, NotAPlainFile, open_plain_file, write_new_file
from .folders import write_passing_file

logger = logging.getLogger(__name__)

_ON_LINUX: bool = sys.platform.startswith("linux")
_ON_MACOS: bool = sys.platform == "darwin"


@dataclass(frozen=True)
class LeaseTimes:
    """Seconds between signs of life, until their absence counts as the holder's end, and between looks at them."""

    beat_s: float = 10.0
    stale_s: float = 120.0
    look_s: float = 5.0


def clock_that_runs_in_sleep() -> float:
    """Seconds of a clock that goes on while the machine sleeps and that nobody sets."""
    if _ON_LINUX:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if _ON_MACOS:
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # counts sleep there; time.monotonic() does not
    return time.monotonic()  # counts sleep on Windows


class Beat:
    """The holder's side: `beat-<nonce>` in `live`, made and flushed at once, rewritten by each `give`."""

    def __init__(self, live: Path, nonce: str) -> None:
        self.path = live / beat_name(nonce)
        self._count = 0
        write_new_file(self.path, self._text())

    def _text(self) -> bytes:
        # Always of one length, so that rewriting needs no new space on a full disk.
        return f"{self._count:012d} {secrets.token_hex(8)}\n".encode()

    def give(self) -> None:
        """Rewrite the file. OSError if that cannot be done; then no sign of life was given."""
        self._count += 1
        with _opened_for_rewriting(self.path) as descriptor:
            os.write(descriptor, self._text())

    def remove(self) -> None:
        """Take the file away after the lease ended."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def beat_name(nonce: str) -> str:
    return f"beat-{nonce}"


@contextlib.contextmanager
def _opened_for_rewriting(path: Path) -> Iterator[int]:
    """A descriptor of the file, made anew if somebody removed it; closing it hands the bytes to a file server."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | NO_LINK | getattr(os, "O_BINARY", 0), 0o666)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class StalenessWatch:
    """The waiter's side: for how long the holder has given no sign, by `clock`, a monotonic one of this process.

    Each `look` reads the signs anew. Only time between two looks that both could write in the folder counts, and at
    most two look intervals of it: who was cut off from the folder, or asleep, learns nothing about the holder.
    """

    def __init__(
        self,
        live: Path,
        read_signs: Callable[[], object],
        times: LeaseTimes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._live = live
        self._read_signs = read_signs
        self._times = times
        self._clock = clock
        self._signs: object = None
        self._last_look: float | None = None
        self.silent_s = 0.0

    def look(self) -> bool:
        """Look once; whether the holder has been silent for long enough to count as gone."""
        try:
            self._write_something()
            signs = self._read_signs()
        except OSError as error:
            logger.warning("The watch in %s is interrupted (%s)", self._live, error)
            self._last_look = None
            return False
        now = self._clock()
        if signs != self._signs:
            self.silent_s = 0.0
        elif self._last_look is not None:
            self.silent_s += min(now - self._last_look, 2 * self._times.look_s)
        self._signs, self._last_look = signs, now
        return self.silent_s >= self._times.stale_s

    def _write_something(self) -> None:
        probe = self._live / f"watch-{secrets.token_hex(8)}"
        write_passing_file(probe)
        probe.unlink()


def read_beat(live: Path, nonce: str) -> bytes | None:
    """The present sign of life, opened anew; None if the file is not there."""
    try:
        with open_plain_file(live / beat_name(nonce)) as file:
            return file.read(64)
    except (FileNotFoundError, NotAPlainFile):
        return None
