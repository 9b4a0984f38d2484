"""Strokes of Slicer's segment editor on 35 ROI with the guard and without: time as a ratio, memory a stroke."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path

from RILContourLib.session.edit_session import EditSession

from .measure import Timing, in_turns, milliseconds, resident_bytes
from .result import Result
from .segment_editor import OpenSegments, Stroke, random_strokes
from .shell_copy import ball, disc
from .study import SERIES, annotation_of, kept_abdomen, new_study, save_version

MOST_TIMES_AS_LONG = 1.5
MOST_KB_A_STROKE = 100
STROKES, HUGE_STROKES, KEPT_STROKES = 100, 30, 50
WARM_UP, COUNTED = 1, 4  # rounds of the same strokes


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """A brush, the eraser, a huge brush; then how much memory strokes keep."""
    project = new_study(folder)
    save_version(project, annotation_of(kept_abdomen(folder)))
    with project[SERIES].edit() as session:
        guarded = OpenSegments(project[SERIES].image.geometry, session.definitions, session.annotation, session)
        alone = OpenSegments(project[SERIES].image.geometry, session.definitions, session.annotation, None)
        results = [
            _time("A brush of 12 to 50 voxels on one slice", guarded, alone, _brush(session)),
            _time("The same erasing", guarded, alone, _brush(session, "Remove")),
            _time("A ball of 100 voxels", guarded, alone, _huge(session)),
            _memory(guarded, session),
        ]
        guarded.check(session)
    shutil.rmtree(project.folder)
    return results


def _brush(session: EditSession, mode: str = "Add") -> list[Stroke]:
    return random_strokes(session.annotation, [disc(6), disc(12), disc(25)], STROKES, mode)


def _huge(session: EditSession) -> list[Stroke]:
    return random_strokes(session.annotation, [ball(50)], HUGE_STROKES, "Add")


def _time(what: str, guarded: OpenSegments, alone: OpenSegments, strokes: Sequence[Stroke]) -> Result:
    """Each stroke on both, in turns, so that what else the machine does hits both alike."""
    ours, theirs = [], []
    for stroke in strokes:
        with_guard, without = in_turns(lambda: guarded.run_s(stroke), lambda: alone.run_s(stroke), 1)  # noqa: B023
        ours += with_guard.runs_s
        theirs += without.runs_s
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    ratio = sum(ours) / sum(theirs)
    detail = (
        f"median {milliseconds(statistics.median(ours))}, without {milliseconds(statistics.median(theirs))}; "
        f"95 of 100 strokes {Timing(tuple(ratios)).p95_s:.2f}x"
    )
    met = ratio <= MOST_TIMES_AS_LONG
    return Result(f"{what}, guarded", f"≤ {MOST_TIMES_AS_LONG}x the stroke alone", f"{ratio:.2f}x", met, detail)


def _memory(guarded: OpenSegments, session: EditSession) -> Result:
    """What strokes keep once their places were painted on before: the first time copies a part of the ROI."""
    painted = random_strokes(session.annotation, [disc(12), disc(25)], KEPT_STROKES, "Add")
    erased = [stroke.in_mode("Remove") for stroke in painted]
    before = 0
    for number in range(WARM_UP + COUNTED):
        if number == WARM_UP:
            before = resident_bytes()
        for stroke in (*painted, *erased):
            guarded.run_s(stroke)
    count = COUNTED * (len(painted) + len(erased))
    kb = (resident_bytes() - before) / count / 1e3
    target = f"≤ {MOST_KB_A_STROKE} kB"
    return Result(
        "Memory that a guarded stroke keeps", target, f"{kb:.0f} kB", kb <= MOST_KB_A_STROKE, f"{count} strokes"
    )
