"""How the workbench is asked to end: Ctrl-C, a service manager's request, a terminal that was closed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]


def _interrupt() -> None:
    raise KeyboardInterrupt


@contextmanager
def asked_to_stop(end_at_once: Callable[[], object] = _interrupt) -> Iterator[asyncio.Event]:
    """An event that is set by the first of the signals; whoever asks again does not want to wait: `end_at_once()`.

    After the block they mean what they meant before.
    """
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def hear(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            end_at_once()
        loop.call_soon_threadsafe(asked.set)

    before = {
        number: signal.signal(number, hear)
        for number in SIGNALS
        if signal.getsignal(number) is not signal.SIG_IGN  # as nohup has it, and shells for what is in the background
    }
    try:
        yield asked
    finally:
        for number, former in before.items():
            signal.signal(number, former)
