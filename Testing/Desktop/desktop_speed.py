"""How fast the module is: `python Testing/Desktop/desktop_speed.py [PART ...]`, parts: opening strokes browser.

In 3D Slicer: `Slicer --python-script Testing/Desktop/desktop_speed.py`. Needs 2 GB below the folder for temporary files
and prints a line a measure. On the stand-in there are no views to draw: what Slicer's own drawing takes is not in it.

The clock is what people feel, and what the aims are about. In brackets is how long processors computed meanwhile: all
of them for opening and listing, the GUI thread's for strokes. On a computer that does something else as well the clock
says little, and where the second number grows, too, memory is what is waited for.

Between looks whether something is there, the GUI thread lets go of the interpreter for a millisecond, as `Desk.wait`
and Qt's idle loop do; one that asks without a pause would take half of the time from the thread that it waits for.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
STROKES, FEWER = 200, 40
SERIES, FOLDERS = 100_000, 200
REPEATS = 5
_LET_GO_S = 0.001


class Spent(NamedTuple):
    """Seconds by the clock, and of all processors."""

    clock_s: float
    computed_s: float

    def __str__(self) -> str:
        return f"{self.clock_s:.2f} s ({self.computed_s:.2f} s)"


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

    ours, alone = [], []
    for _ in range(REPEATS):
        alone.append(_timed(lambda: by_slicer(study / NAME)))
        ours.append(_timed(lambda: (desk.models.workspace.open(NAME), desk.wait())))
        desk.models.workspace.close_series()
        desk.wait()
    opening, image = min(ours), min(alone)
    most_s = 1.3 * image.clock_s + 0.3
    _tell(f"opening 512x512x300 with 35 ROI: {opening}; the image alone by Slicer {image}; aim {most_s:.2f} s")


def measureStrokes(desk: Any) -> None:
    """Brushes on one slice of 35 ROI: what the GUI thread does for us afterwards, in turns, until nothing waits.

    Then what is hardest: strokes on the largest ROI only, on all ROI at once, and on one that fills the image.
    """
    from Testing.Benchmarks.segment_editor import random_strokes
    from Testing.Benchmarks.shell_copy import disc
    from Testing.Benchmarks.study import SERIES as NAME

    desk.models.workspace.open(NAME)
    desk.wait()
    annotation = desk.session.annotation
    strokes = random_strokes(annotation, [disc(6), disc(12), disc(25)], STROKES, "Add")
    _tellStrokes(desk, "a stroke", strokes)
    sizes = {roi: mask.extent.voxels for roi, _frame, mask in annotation.masks()}
    largest = max(sizes, key=sizes.__getitem__)
    _tellStrokes(desk, "a stroke on the largest ROI", [replace(each, roi=largest) for each in strokes[:FEWER]])
    node = _editor().mrmlSegmentEditorNode()
    node.SetOverwriteMode(node.OverwriteAllSegments)
    _tellStrokes(desk, "a stroke that takes its voxels from all others", strokes[-FEWER:])
    node.SetOverwriteMode(node.OverwriteNone)
    desk.session[largest].mask[...] = True
    desk.wait()
    erased = [replace(each, roi=largest, mode="Remove") for each in strokes[:FEWER]]
    _tellStrokes(desk, "erasing in an ROI that fills the image", erased)


def _tellStrokes(desk: Any, what: str, strokes: list[Any]) -> None:
    spent, editor_ms = [], []
    flush, paint = desk.turns.flush, _painter(desk)

    def timed() -> None:
        begin, computed = time.perf_counter(), time.thread_time()
        flush()
        spent.append((time.perf_counter() - begin, time.thread_time() - computed))

    desk.turns.flush = timed
    of_strokes = []
    for stroke in strokes:
        desk.models.rois.choose(stroke.roi)
        desk.wait()
        editor_ms.append(_timed(lambda: paint(stroke)).clock_s * 1e3)  # noqa: B023
        spent.clear()
        desk.wait()
        of_strokes.append(np.sum(spent, axis=0) * 1e3)
    del desk.turns.flush
    (clock50, computed50), (clock95, computed95) = np.percentile(of_strokes, (50, 95), axis=0)
    _tell(
        f"{what} costs the GUI thread for us: p50 {clock50:.1f} ms ({computed50:.1f} ms), p95 {clock95:.1f} ms "
        f"({computed95:.1f} ms); the editor itself takes {np.median(editor_ms):.1f} ms"
    )


def _editor() -> Any:
    import slicer

    return slicer.util.getModuleWidget("RILContour").panel.panels["Editor"].editor


def _painter(desk: Any) -> Callable[[Any], None]:
    """What makes a stroke in the module's segment editor."""
    from RILContourLib.annotation.block import Block
    from RILContourLib.slicerbridge.segment_masks import new_labelmap

    editor = _editor()
    geometry = desk.series.current.image.display

    def paint(stroke: Any) -> None:
        editor.setActiveEffectByName("Paint")
        effect = editor.activeEffect()
        labelmap = new_labelmap(geometry, Block(stroke.box, stroke.brush))
        effect.modifySelectedSegmentByLabelmap(labelmap, getattr(effect, f"ModificationMode{stroke.mode}"))

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
    shown = _timed(lambda: _showAll(desk, project.folder))
    _tell(f"the browser shows {SERIES} series {shown} after the project is opened anew")
    desk.wait(600)
    panel = slicer.util.getModuleWidget("RILContour").panel.panels["Browser"]
    texts = ("9", "99", "patient-01", "no such", "")
    filtered = [_timed(lambda: _filter(desk, panel, text)).clock_s * 1e3 for text in texts]  # noqa: B023
    _tell(f"filters in {', '.join(f'{ms:.0f}' for ms in filtered)} ms")
    tree, model = panel.ui.seriesTree, panel.model
    opened = _timed(lambda: tree.expand(model.index(0, 0))).clock_s * 1e3
    rows = range(0, SERIES // FOLDERS, 20)
    pages = [_timed(lambda: _scroll(tree, model, row)).clock_s * 1e3 for row in rows]  # noqa: B023
    _tell(f"a folder opens in {opened:.1f} ms; a page is scrolled in {np.percentile(pages, 95):.1f} ms (p95)")


def _showAll(desk: Any, project: Path) -> None:
    import slicer

    desk.openProject(project)
    while desk.models.browser.state.total < SERIES or desk.turns._waiting:
        slicer.app.processEvents()
        time.sleep(_LET_GO_S)


def _filter(desk: Any, panel: Any, text: str) -> None:
    panel.ui.filterEdit.setText(text)
    desk.turns.flush()


def _scroll(tree: Any, model: Any, row: int) -> None:
    tree.scrollTo(model.index(row, 0, model.index(0, 0)))
    tree.viewport().repaint()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _timed(action: Callable[[], object]) -> Spent:
    begin, computed = time.perf_counter(), time.process_time()
    action()
    return Spent(time.perf_counter() - begin, time.process_time() - computed)


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if not each.startswith("-")] or ["opening", "strokes", "browser"])
