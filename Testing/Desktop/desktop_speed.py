"""How fast the module is: `python Testing/Desktop/desktop_speed.py [PART ...]`, parts: opening strokes browser.

In 3D Slicer: `Slicer --python-script Testing/Desktop/desktop_speed.py`. Needs 2 GB below the folder for temporary files
and prints a line a measure. On the stand-in there are no views to draw: what Slicer's own drawing takes is not in it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
STROKES = 200
SERIES, FOLDERS = 100_000, 200
REPEATS = 3


def main(parts: list[str]) -> None:
    _begin()
    import slicer

    from Testing.Benchmarks.study import annotation_of, kept_abdomen, new_study, save_version

    slicer.util.selectModule("RILContour")
    desk = slicer.util.getModuleWidget("RILContour").desk
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(RILCONTOUR_CACHE=str(folder / "cache"), RILCONTOUR_STATE=str(folder / "state"))
        if {"opening", "strokes"} & set(parts):
            project = new_study(folder)
            save_version(project, annotation_of(kept_abdomen(folder)))
            desk.openProject(project.folder)
            desk.wait()
        if "opening" in parts:
            measureOpening(desk, project.folder)
        if "strokes" in parts:
            measureStrokes(desk)
        desk.closeProject()
        if "browser" in parts:
            measureBrowser(desk, folder)
            desk.closeProject()


def _begin() -> None:
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    import slicer

    if not hasattr(slicer, "app"):
        import standin

        standin.install()
        slicer.app.moduleManager().load(HERE.parents[1] / "RILContour" / "RILContour.py")


def measureOpening(desk: Any, study: Path) -> None:
    """From the request until everything is shown and nothing waits, and the image alone by Slicer's own loader."""
    from Testing.Benchmarks.loaded_node import by_slicer
    from Testing.Benchmarks.study import SERIES as NAME

    ours_s, alone_s = [], []
    for _ in range(REPEATS):
        alone_s.append(_seconds(lambda: by_slicer(study / NAME)))
        ours_s.append(_seconds(lambda: (desk.models.workspace.open(NAME), desk.wait())))
        desk.models.workspace.close_series()
        desk.wait()
    alone, ours = min(alone_s), min(ours_s)
    most = 1.3 * alone + 0.3
    _tell(f"opening 512x512x300 with 35 ROI: {ours:.2f} s; the image alone by Slicer {alone:.2f} s, aim {most:.2f} s")


def measureStrokes(desk: Any) -> None:
    """Brushes on one slice of 35 ROI: what the GUI thread does for us afterwards, in turns, until nothing waits."""
    from Testing.Benchmarks.segment_editor import random_strokes
    from Testing.Benchmarks.shell_copy import disc
    from Testing.Benchmarks.study import SERIES as NAME

    desk.models.workspace.open(NAME)
    desk.wait()
    strokes = random_strokes(desk.session.annotation, [disc(6), disc(12), disc(25)], STROKES, "Add")
    spent_s, computed_s = [], []
    flush = desk.turns.flush

    def timed() -> None:
        begin = time.thread_time()
        spent_s.append(_seconds(flush))
        computed_s.append(time.thread_time() - begin)

    desk.turns.flush = timed
    paint, turns_ms, computed_ms, editor_ms = _painter(desk), [], [], []
    for stroke in strokes:
        desk.models.rois.choose(stroke.roi)
        desk.wait()
        editor_ms.append(_seconds(lambda: paint(stroke)) * 1e3)  # noqa: B023
        spent_s.clear()
        computed_s.clear()
        desk.wait()
        turns_ms.append(sum(spent_s) * 1e3)
        computed_ms.append(sum(computed_s) * 1e3)
    del desk.turns.flush
    found, computed = (
        ", ".join(f"p{n} {np.percentile(each, n):.1f} ms" for n in (50, 95)) for each in (turns_ms, computed_ms)
    )
    _tell(f"a stroke costs the GUI thread for us: {found} (computing: {computed})")
    _tell(f"the editor itself takes {np.median(editor_ms):.1f} ms")


def _painter(desk: Any) -> Callable[[Any], None]:
    """What makes a stroke in the module's segment editor."""
    import slicer

    from RILContourLib.annotation.block import Block
    from RILContourLib.slicerbridge.segment_masks import new_labelmap

    editor = slicer.util.getModuleWidget("RILContour").panel.panels["Editor"].editor
    geometry = desk.series.current.image.display

    def paint(stroke: Any) -> None:
        editor.setActiveEffectByName("Paint")
        effect = editor.activeEffect()
        labelmap = new_labelmap(geometry, Block(stroke.box, stroke.brush))
        effect.modifySelectedSegmentByLabelmap(labelmap, effect.ModificationModeAdd)

    return paint


def measureBrowser(desk: Any, folder: Path) -> None:
    """100,000 series in 200 folders: shown at the second start, filtered, and scrolled page by page."""
    import slicer

    from RILContourLib import Project

    study = folder / "many"
    for number in range(FOLDERS):
        (study / f"patient-{number:03d}").mkdir(parents=True)
    for number in range(SERIES):
        (study / f"patient-{number % FOLDERS:03d}" / f"series-{number:06d}.nii.gz").touch()
    project = Project.create(study, name="Many", rois=[{"name": "Liver"}])
    desk.openProject(project.folder)
    desk.wait(600)
    desk.closeProject()
    begin = time.perf_counter()
    desk.openProject(project.folder)
    while desk.models.browser.state.total < SERIES or desk.turns._waiting:
        slicer.app.processEvents()
    _tell(f"the browser shows {SERIES} series {time.perf_counter() - begin:.2f} s after the project is opened anew")
    desk.wait(600)
    panel = slicer.util.getModuleWidget("RILContour").panel.panels["Browser"]
    texts = ("9", "99", "patient-01", "no such", "")
    filtered = [_seconds(lambda: _filter(desk, panel, text)) * 1e3 for text in texts]  # noqa: B023
    _tell(f"filters in {', '.join(f'{ms:.0f}' for ms in filtered)} ms")
    tree, model = panel.ui.seriesTree, panel.model
    opened = _seconds(lambda: tree.expand(model.index(0, 0))) * 1e3
    pages = [_seconds(lambda: _scroll(tree, model, row)) * 1e3 for row in range(0, SERIES // FOLDERS, 20)]  # noqa: B023
    _tell(f"a folder opens in {opened:.1f} ms; a page is scrolled in {np.percentile(pages, 95):.1f} ms (p95)")


def _filter(desk: Any, panel: Any, text: str) -> None:
    panel.ui.filterEdit.setText(text)
    desk.turns.flush()


def _scroll(tree: Any, model: Any, row: int) -> None:
    tree.scrollTo(model.index(row, 0, model.index(0, 0)))
    tree.viewport().repaint()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if not each.startswith("-")] or ["opening", "strokes", "browser"])
