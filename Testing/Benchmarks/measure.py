"""Measuring: time in best, median and 95th percentile, ours and a peer's in turns; the peak memory of this process."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Timing:
    """How long each of several runs took, in seconds."""

    runs_s: tuple[float, ...]

    @property
    def best_s(self) -> float:
        return min(self.runs_s)

    def percentile_s(self, percent: float) -> float:
        return float(np.percentile(self.runs_s, percent))

    @property
    def p50_s(self) -> float:
        return self.percentile_s(50)

    @property
    def p95_s(self) -> float:
        return self.percentile_s(95)


def run_s(action: Callable[[], Any]) -> float:
    """How long one call takes, with what it returned freed outside the clock."""
    gc.collect()
    begin = time.perf_counter()
    result = action()
    duration_s = time.perf_counter() - begin
    del result
    return duration_s


def in_turns(ours: Callable[[], float], peer: Callable[[], float], repeats: int) -> tuple[Timing, Timing]:
    """Run both `repeats` times, alternating which goes first, so that what else the machine does hits both alike.

    Each returns how long it took, without what it prepares and puts away.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(repeats):
        for which, run in list(enumerate((ours, peer)))[:: 1 if number % 2 == 0 else -1]:
            times[which].append(run())
    return Timing(tuple(times[0])), Timing(tuple(times[1]))


def peak_memory_bytes() -> int:
    """The most memory that this process had resident at any moment until now."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def resident_bytes() -> int:
    """The memory that this process has resident now; where the system does not say, the most it ever had."""
    statm = Path("/proc/self/statm")
    if not statm.is_file():
        return peak_memory_bytes()
    return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def milliseconds(duration_s: float) -> str:
    return f"{duration_s * 1e3:.1f} ms"


def seconds(duration_s: float) -> str:
    return f"{duration_s:.2f} s" if duration_s < 9.95 else f"{duration_s:.1f} s"


def megabytes(count: float) -> str:
    return f"{count / 1e6:.0f} MB"
