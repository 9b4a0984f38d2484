"""Thirty-five ROI saved as a version and loaded again, beside the same segments in a .seg.nrrd through slicer-core."""

from __future__ import annotations

import shutil
from pathlib import Path

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.mask import Mask
from RILContourLib.session.project import Project

from .measure import Timing, in_turns, run_s, seconds
from .result import Result
from .slicer_segmentation import SlicerSegmentation
from .study import SERIES, USER, annotation_of, kept_abdomen, new_study

SAVES, LOADS = 2, 7
TIMES_AS_FAST_SAVED, TIMES_AS_FAST_LOADED = 10, 2


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Save and load, ours and Slicer's in turns."""
    masks = kept_abdomen(folder)
    project = new_study(folder)
    peer = SlicerSegmentation(masks, folder / "abdomen.seg.nrrd")
    saved = in_turns(lambda: _save(project, masks), lambda: _save_by_peer(peer), SAVES)
    loaded = in_turns(lambda: _load(project), lambda: _load_by_peer(peer), LOADS)
    _check_the_same(project, masks)
    shutil.rmtree(project.folder)
    return [
        _result(f"{len(masks)} ROI saved", *saved, TIMES_AS_FAST_SAVED),
        _result(f"{len(masks)} ROI loaded", *loaded, TIMES_AS_FAST_LOADED),
    ]


def _result(what: str, ours: Timing, peer: Timing, least: int) -> Result:
    ratio = peer.best_s / ours.best_s
    detail = f"{seconds(ours.best_s)}; .seg.nrrd {seconds(peer.best_s)}"
    return Result(what, f"≥ {least}x as fast as .seg.nrrd by slicer-core", f"{ratio:.1f}x", ratio >= least, detail)


def _save(project: Project, masks: dict[str, Mask]) -> float:
    """The first version of the series; every ROI was just edited."""
    for sidecar in project.folder.glob("*.ril"):
        shutil.rmtree(sidecar)
    lease = project.store.acquire(SERIES, USER)
    annotation = _just_edited(masks)
    duration_s = run_s(lambda: project.store.commit(lease, annotation, reason="save"))
    project.store.release(lease)
    return duration_s


def _just_edited(masks: dict[str, Mask]) -> Annotation:
    """Nothing of it is as it was loaded: every slab of every ROI was written to."""
    annotation = annotation_of(masks)
    for roi, mask in masks.items():
        if mask.extent:
            annotation.roi(roi).buffers[0].write(mask.extent, mask.voxels)
    return annotation


def _load(project: Project) -> float:
    return run_s(lambda: project.store.read(SERIES))


def _save_by_peer(peer: SlicerSegmentation) -> float:
    node = peer.new_node()
    duration_s = run_s(lambda: peer.save(node))
    peer.forget(node)
    return duration_s


def _load_by_peer(peer: SlicerSegmentation) -> float:
    nodes = []
    duration_s = run_s(lambda: nodes.append(peer.load()))
    peer.forget(nodes.pop())
    return duration_s


def _check_the_same(project: Project, masks: dict[str, Mask]) -> None:
    stored = project.store.read(SERIES).annotation
    wrong = [roi for roi, mask in masks.items() if not stored.mask(roi).same_as(mask)]
    if wrong:
        message = f"What was loaded is not what was saved: {', '.join(wrong)}."
        raise AssertionError(message)
