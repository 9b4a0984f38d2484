"""Long work: done where the shell wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..progress import Progress


class Executor(Protocol):
    """Runs work, one piece after the other, in the order of submission: a `ThreadPoolExecutor(1)` is one.

    A shell gives one whose thread is not the one that draws. What a piece of work found out is in the panel's state
    when it ends; errors of the library become messages there, so nothing has to be fetched from the result.
    """

    def submit(self, work: Callable[[], object], /) -> object: ...


class AtOnce:
    """Runs work while it is submitted: for scripts, tests, and shells whose only thread may wait."""

    def submit(self, work: Callable[[], object], /) -> None:
        work()


def said_seldom(progress: Progress, steps: int = 200) -> Progress:
    """Tell `progress` of the first step, the last, and at most about `steps` between: of 100,000 nobody sees more."""
    told = -1

    def hear(done: int, total: int | None, label: str) -> None:
        nonlocal told
        every = max(1, (total or 0) // steps)
        if told < 0 or done == total or done - told >= every:
            told = done
            progress(done, total, label)

    return hear
