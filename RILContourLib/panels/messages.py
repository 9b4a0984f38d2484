"""What a status line says: no pop-ups."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from ..errors import Cancelled, RILContourError
from .observing import Panel

Severity = Literal["info", "warning", "error"]
KEPT = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One sentence or a few. `number` grows, so that a shell can tell a new message from the one that it shows."""

    text: str
    severity: Severity = "info"
    number: int = 0


class Messages(Panel):
    """The newest message, and those before it for whoever looks back."""

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[Message] = deque(maxlen=KEPT)
        self._count = 0

    @property
    def newest(self) -> Message | None:
        return self._held[-1] if self._held else None

    @property
    def all(self) -> tuple[Message, ...]:
        """The last ones, oldest first."""
        return tuple(self._held)

    def say(self, text: str, severity: Severity = "info") -> None:
        self._count += 1
        self._held.append(Message(text, severity, self._count))
        self.changed.tell()

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do it; where the library refuses or fails, say why and return False."""
        try:
            action()
        except RILContourError as error:
            self.report(error)
            return False
        return True

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Errors of the library inside the block end it and become messages."""
        try:
            yield
        except RILContourError as error:
            self.report(error)

    def report(self, error: RILContourError) -> None:
        """Say why something was not done."""
        _log.info("Not done: %s", type(error).__name__)
        self.say(str(error), "info" if isinstance(error, Cancelled) else "error")
