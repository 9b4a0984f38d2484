"""What a command gets besides its arguments: where to report, how to show progress, how it is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from ..progress import CancelToken
from .interrupts import may_be_interrupted
from .output import Output
from .progress_bar import ProgressBar


@dataclass
class Context:
    """The surroundings of one run of a command."""

    output: Output
    progress: ProgressBar = field(default_factory=ProgressBar)

    def report(self, data: Any, lines: Iterable[str]) -> None:
        """Print a result, after taking the progress bar away; see `Output.report`."""
        self.progress.clear()
        self.output.report(data, lines)

    def note(self, text: str) -> None:
        """A remark for the person, after taking the progress bar away."""
        self.progress.clear()
        self.output.note(text)

    @contextmanager
    def stoppable(self) -> Iterator[CancelToken]:
        """A token for long work: the first Ctrl-C asks it to stop after the step in hand, the second stops at once.

        The work that checks the token then raises Cancelled; without such a step Ctrl-C would not stop it gently.
        """
        token = CancelToken()
        if not may_be_interrupted():
            yield token
            return

        def stop(number: int, frame: FrameType | None) -> None:
            if token.cancelled:
                raise KeyboardInterrupt
            token.cancel()
            self.output.note("Stopping after this step; press Ctrl-C again to stop at once.")

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield token
        finally:
            signal.signal(signal.SIGINT, before)
