"""Strokes on an open series with 35 ROI: from the shell's changed copy to an edit that survives a crash."""

from __future__ import annotations

import shutil
from pathlib import Path

from .measure import Timing, milliseconds
from .result import Result
from .strokes import Painter
from .study import SERIES, annotation_of, kept_abdomen, new_study, save_version

STROKES = 700
SAVED_MS, WITH_DETECTION_MS = 2, 10


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Each stroke in a hurry: the next one comes at once."""
    project = new_study(folder)
    save_version(project, annotation_of(kept_abdomen(folder)))
    with project[SERIES].edit() as session:
        painter = Painter(session)
        finding, saving = painter.paint(STROKES)
        painter.check()
    shutil.rmtree(project.folder)
    both = Timing(tuple(a + b for a, b in zip(finding.runs_s, saving.runs_s, strict=True)))
    return [
        _result("An edit saved to the journal", SAVED_MS, saving),
        _result("An edit found by comparing copies, and saved", WITH_DETECTION_MS, both),
    ]


def _result(what: str, most_ms: float, timing: Timing) -> Result:
    detail = f"median {milliseconds(timing.p50_s)}, longest of {len(timing.runs_s)} {milliseconds(max(timing.runs_s))}"
    p95 = f"{milliseconds(timing.p95_s)} in 95 of 100 cases"
    return Result(what, f"≤ {most_ms} ms in 95 of 100 cases", p95, timing.p95_s * 1e3 <= most_ms, detail)
