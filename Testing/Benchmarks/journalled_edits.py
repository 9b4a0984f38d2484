"""Strokes on an open series with 35 ROI: from the shell's changed copy to an edit that survives a crash."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path

from .measure import Timing, milliseconds
from .result import Result
from .strokes import Painter
from .study import SERIES, annotation_of, kept_abdomen, new_study, save_version

ROUNDS, STROKES = 5, 200
SAVED_MS, WITH_DETECTION_MS = 2, 10


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Rounds of strokes, each stroke at once after the one before."""
    project = new_study(folder)
    save_version(project, annotation_of(kept_abdomen(folder)))
    with project[SERIES].edit() as session:
        painter = Painter(session)
        rounds = [painter.paint(STROKES) for _ in range(ROUNDS)]
        painter.check()
    shutil.rmtree(project.folder)
    saving = [saving for _, saving in rounds]
    both = [Timing(tuple(map(sum, zip(finding.runs_s, saving.runs_s, strict=True)))) for finding, saving in rounds]
    return [
        _result("An edit saved to the journal", SAVED_MS, saving),
        _result("An edit found by comparing copies, and saved", WITH_DETECTION_MS, both),
    ]


def _result(what: str, most_ms: float, rounds: Sequence[Timing]) -> Result:
    """Judged by the middle one of the rounds' 95th percentiles."""
    p95_s = statistics.median(timing.p95_s for timing in rounds)
    every = Timing(tuple(run for timing in rounds for run in timing.runs_s))
    detail = f"median {milliseconds(every.p50_s)}, longest of {len(every.runs_s)} {milliseconds(max(every.runs_s))}"
    return Result(what, f"≤ {most_ms} ms (p95)", milliseconds(p95_s), p95_s * 1e3 <= most_ms, detail)
