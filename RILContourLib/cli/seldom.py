"""Log lines that come again and again: a few are printed, the others counted, so that no page or disk fills a log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TextIO

EVERY_S = 60.0
MOST_OF_ONE_TEXT = 10
MOST_OF_ONE_SOURCE = 100
MOST_KEPT = 1000  # kinds that are counted; beyond that counting begins anew


@dataclass
class _Kind:
    """Records of one kind: how many of them are printed in a minute, from `began_s` on."""

    most: int
    began_s: float
    came: int = 0

    @property
    def left_out(self) -> int:
        return max(0, self.came - self.most)


class SeldomHandler(logging.StreamHandler[TextIO]):
    """Prints at most so many records a minute of one text, and of one logger and level, and how many it left out."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._texts: dict[Hashable, _Kind] = {}
        self._sources: dict[Hashable, _Kind] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record, or count it; called by logging with the handler's lock held."""
        source = (record.name, record.levelno)
        text = (*source, record.getMessage())
        if self._is_taken(record, self._texts, text, MOST_OF_ONE_TEXT) and self._is_taken(
            record, self._sources, source, MOST_OF_ONE_SOURCE
        ):
            super().emit(record)

    def _is_taken(self, record: logging.LogRecord, kinds: dict[Hashable, _Kind], key: Hashable, most: int) -> bool:
        """Whether one more of that kind is to be printed; says so when that ends, and what was left out."""
        now_s = self._clock()
        kind = kinds.get(key)
        if kind is None or now_s - kind.began_s >= EVERY_S:
            missed = kind.left_out if kind else 0
            if len(kinds) >= MOST_KEPT:
                kinds.clear()
            kind = kinds[key] = _Kind(most, now_s)
            if missed:
                self._say(record, f"{missed} more of that kind were left out.")
        kind.came += 1
        if kind.left_out == 1:
            self._say(record, f"More of that kind are left out for up to {EVERY_S:.0f} s: {record.getMessage()}")
        return not kind.left_out

    def _say(self, about: logging.LogRecord, text: str) -> None:
        source = self._sources.get((about.name, about.levelno))
        if source and source.left_out > 1:
            return
        said = {"name": about.name, "levelno": about.levelno, "levelname": about.levelname, "msg": text}
        super().emit(logging.makeLogRecord(said))
