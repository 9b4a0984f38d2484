"""How far long work is, in one line at the bottom of a terminal."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import TextIO

from .output import clean

_SECONDS_BETWEEN = 0.1
_BAR_WIDTH = 24


class ProgressBar:
    """A Progress that draws itself on standard error if that is a terminal, and is silent anywhere else.

    Used as a context manager it takes its line away at the end.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._drawn_at = float("-inf")
        self._drawn = False

    def __call__(self, done: int, total: int | None, label: str) -> None:
        """Show `done` of `total` steps (None: unknown) and what is being done."""
        stream = self._stream or sys.stderr
        if not stream.isatty():
            return
        now = time.monotonic()
        if now - self._drawn_at < _SECONDS_BETWEEN and done != total:
            return
        self._drawn_at, self._drawn = now, True
        columns = shutil.get_terminal_size().columns
        stream.write("\r\x1b[K" + progress_line(done, total, label)[: columns - 1])
        stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            stream = self._stream or sys.stderr
            stream.write("\r\x1b[K")
            stream.flush()
            self._drawn = False

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.clear()


def progress_line(done: int, total: int | None, label: str) -> str:
    """``[######------]  3/6 label``, or ``3 label`` where the total is not known."""
    if not total:
        return f"{done} {clean(label)}"
    filled = min(done, total) * _BAR_WIDTH // total
    bar = "#" * filled + "-" * (_BAR_WIDTH - filled)
    return f"[{bar}] {done:>{len(str(total))}}/{total} {clean(label)}"
