"""Measuring: time in best, median and 95th percentile, ours and a peer's in turns; the peak memory of this process."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Action = Callable[[], Any]


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


def run_s(action: Action) -> float:
    """How long one call takes, with what it returned freed outside the clock."""
    gc.collect()
    begin = time.perf_counter()
    result = action()
    duration_s = time.perf_counter() - begin
    del result
    return duration_s


def in_turns(ours: Action, peer: Action, repeats: int) -> tuple[Timing, Timing]:
    """Run both `repeats` times, alternating which goes first, so that what else the machine does hits both alike."""
    times: dict[Action, list[float]] = {ours: [], peer: []}
    for number in range(repeats):
        for action in (ours, peer) if number % 2 == 0 else (peer, ours):
            times[action].append(run_s(action))
    return Timing(tuple(times[ours])), Timing(tuple(times[peer]))


def peak_memory_bytes() -> int:
    """The most memory that this process had resident at any moment until now."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def milliseconds(duration_s: float) -> str:
    return f"{duration_s * 1e3:.2g} ms" if duration_s < 0.0995 else f"{duration_s * 1e3:.0f} ms"


def seconds(duration_s: float) -> str:
    return f"{duration_s:.2f} s" if duration_s < 9.95 else f"{duration_s:.1f} s"


def megabytes(count: float) -> str:
    return f"{count / 1e6:.0f} MB"
