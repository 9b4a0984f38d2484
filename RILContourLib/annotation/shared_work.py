"""Work that one thread waits for, done by several: for moments in which a person waits, too."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_HELPERS = min(3, (os.cpu_count() or 1) - 1)  # more do not read memory any faster


def shared(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
    """`work(item)` of each item, in their order, by this thread and those that come to its help.

    For work that lets go of the interpreter's lock nearly all the time. This thread waits for no item that nobody has
    begun: on a busy computer it does them all itself. What `work` raises is raised.
    """
    waiting, results = deque(enumerate(items)), {}

    def take() -> None:
        while waiting:
            try:
                number, item = waiting.popleft()
            except IndexError:  # another thread was faster
                return
            results[number] = work(item)

    helpers: list[Future[None]] = []
    try:
        with suppress(RuntimeError):  # the program is about to end, or has no thread to spare
            for _ in range(min(_HELPERS, len(items) - 1)):
                helpers.append(_pool().submit(take))
        take()
    finally:
        waiting.clear()
        for helper in helpers:
            if not helper.cancel():
                helper.result()
    return [results[number] for number in range(len(items))]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_HELPERS, "rilcontour-helper")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a forked process has none of its threads
