"""A peer that runs in a process of its own, with the settings that its users would have."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def peer_process(module: str, *arguments: str) -> Iterator[Callable[[], float]]:
    """A function that has `Testing.Benchmarks.<module>` run once, and says how many seconds that took.

    When the block ends, so does the peer's standard input. ValueError if the peer failed.
    """
    command = [sys.executable, "-m", f"Testing.Benchmarks.{module}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        ask, answers = process.stdin, process.stdout

        def once() -> float:
            ask.write("once\n")
            ask.flush()
            return float(answers.readline())

        yield once
    if process.returncode:
        message = f"The process that ran {module} ended with {process.returncode}."
        raise ValueError(message)


def answer(run: Callable[[], Any]) -> Any:
    """In the peer's process: run once for each line on standard input, until it ends; what the last run returned."""
    result = None
    for _ in sys.stdin:
        begin = time.perf_counter()
        result = run()
        print(time.perf_counter() - begin, flush=True)
    return result
