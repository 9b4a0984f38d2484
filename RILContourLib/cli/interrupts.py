"""When Ctrl-C is heard."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def in_main_thread() -> bool:
    """Whether signals can be dealt with here: only the main thread hears them."""
    return threading.current_thread() is threading.main_thread()


def may_be_interrupted() -> bool:
    """Whether Ctrl-C means this process at all: shells have what they start in the background ignore it."""
    return in_main_thread() and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN


@contextmanager
def interrupts_put_off() -> Iterator[None]:
    """Ctrl-C is heard at the end of the block, as KeyboardInterrupt.

    For importing modules: some turn an interrupt into errors of their own.
    """
    if not may_be_interrupted():
        yield
        return
    heard = False

    def hear(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        heard = True

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt
