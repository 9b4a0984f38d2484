"""What a status line says: no pop-ups."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from ..errors import Cancelled, RILContourError
from .observing import Panel
from .translation import _

Severity = Literal["info", "warning", "error"]
KEPT = 100
MOST_UNSEEN = 5
SHORTEST_S = 2.0  # that a message stands at least: an edit that was refused in part also succeeds in part

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
        self._said_at_s = 0.0
        self._over = 0  # messages up to this number need not be read any more
        self._unseen: tuple[Message, ...] = ()

    @property
    def newest(self) -> Message | None:
        return self._held[-1] if self._held else None

    @property
    def current(self) -> Message | None:
        """What is to be read now: the newest one, unless the work has gone on since."""
        newest = self.newest
        return newest if newest and newest.number > self._over else None

    @property
    def unseen(self) -> tuple[Message, ...]:
        """Those that stand until somebody says to have read them, oldest first: what touches the safety of edits."""
        return self._unseen

    def seen(self, number: int) -> None:
        """Somebody read an unseen message."""
        self._unseen = tuple(message for message in self._unseen if message.number != number)
        self.changed.tell()

    def move_on(self, *, also_errors: bool = False) -> None:
        """Work goes on: what was said a while before is over. Errors stand until something else begins."""
        current = self.current
        if current is None or time.monotonic() - self._said_at_s < SHORTEST_S:
            return
        if also_errors or current.severity != "error":
            self._over = current.number
            self.changed.tell()

    @property
    def all(self) -> tuple[Message, ...]:
        """The last ones, oldest first."""
        return tuple(self._held)

    def say(self, text: str, severity: Severity = "info", *, until_seen: bool = False) -> None:
        """`until_seen`: keep it among the `unseen`, whatever is said next."""
        self._count += 1
        self._said_at_s = time.monotonic()
        message = Message(text, severity, self._count)
        self._held.append(message)
        if until_seen:
            known = [each for each in self._unseen if each.text != text]  # an attempt that failed twice is told once
            self._unseen = (*known, message)[-MOST_UNSEEN:]
        self.changed.tell()

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do it; where the library refuses or fails, say why and return False."""
        try:
            action()
        except RILContourError as error:
            self.report(error)
            return False
        except OSError as error:
            self.say(system_words(error), "error")
            return False
        return True

    @contextmanager
    def refusals(self, *, until_seen: bool = False) -> Iterator[None]:
        """Errors of the library and of the system inside the block end it and become messages."""
        try:
            yield
        except RILContourError as error:
            self.report(error, until_seen=until_seen)
        except OSError as error:
            self.say(system_words(error), "error", until_seen=until_seen)

    def report(self, error: RILContourError, *, until_seen: bool = False) -> None:
        """Say why something was not done."""
        _log.info("Not done: %s", type(error).__name__)
        self.say(str(error), "info" if isinstance(error, Cancelled) else "error", until_seen=until_seen)


def sentence_of(error: Exception) -> str:
    """What went wrong, for a person: of the library, of the system, or too little memory."""
    if isinstance(error, OSError):
        return system_words(error)
    if isinstance(error, MemoryError):
        return _("This computer has too little memory for what was asked; close other programs and try again.")
    return str(error) or type(error).__name__


def system_words(error: OSError) -> str:
    """What the system could not do, as a sentence."""
    reason = error.strerror or type(error).__name__
    file = f"{error.filename}: " if error.filename else ""
    return _("What was asked could not be done ({reason}); mend that and try again.").format(reason=f"{file}{reason}")
