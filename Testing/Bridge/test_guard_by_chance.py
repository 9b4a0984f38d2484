"""Random work under the guard: segments, annotation, journal and a plain numpy model agree after every turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import slicer
from guarded_scene import AREAS, LEFT_HANDED, RIGHT_HANDED, SHAPE, Box, GuardedScene, box, intensities, marked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from RILContourLib.errors import LockedROI
from RILContourLib.slicerbridge.editable_range import EditableRange

State = tuple[dict[str, np.ndarray], frozenset[str]]
RANGE = (250, 600)


class Model:
    """What the annotation should be, worked out on whole arrays. `masks` by ROI; `locked` ROI."""

    def __init__(self, masks: dict[str, np.ndarray], locked: set[str], *, exclusive: bool) -> None:
        self.masks, self.locked, self.exclusive = dict(masks), frozenset(locked), exclusive
        self.in_range = np.ones(SHAPE, bool)
        self._undo: list[State] = []
        self._redo: list[State] = []

    def wish(self, wanted: dict[str, np.ndarray]) -> None:
        """All ROI as the segments have them after a stroke."""
        kept = ~self.in_range
        for roi in self.locked:
            kept = kept | (wanted[roi] ^ self.masks[roi])
        masks = {roi: np.where(kept, self.masks[roi], wanted[roi]) for roi in AREAS}
        if self.exclusive:
            self._make_exclusive(masks)
        self._become(masks, self.locked)

    def _make_exclusive(self, masks: dict[str, np.ndarray]) -> None:
        for roi in AREAS:
            gained = masks[roi] & ~self.masks[roi]
            for other in set(AREAS) - {roi}:
                both = gained & masks[other]
                masks[roi if other in self.locked else other] &= ~both

    def lock(self, roi: str, locked: bool) -> None:
        self._become(self.masks, self.locked | {roi} if locked else self.locked - {roi})

    def _become(self, masks: dict[str, np.ndarray], locked: frozenset[str]) -> None:
        if self._differ(masks, self.masks) or locked != self.locked:
            self._undo.append((self.masks, self.locked))
            self._redo.clear()
            self.masks, self.locked = masks, locked

    def turn_back(self) -> bool:
        return self._turn(self._undo, self._redo)

    def do_again(self) -> bool:
        return self._turn(self._redo, self._undo)

    def _turn(self, source: list[State], target: list[State]) -> bool:
        """False where it would change what is locked."""
        if source:
            masks, locked = source[-1]
            if self._differ(masks, self.masks) & self.locked:
                return False
            source.pop()
            target.append((self.masks, self.locked))
            self.masks, self.locked = masks, locked
        return True

    @staticmethod
    def _differ(some: dict[str, np.ndarray], others: dict[str, np.ndarray]) -> set[str]:
        return {roi for roi in AREAS if not np.array_equal(some[roi], others[roi])}


@dataclass(frozen=True)
class Stroke:
    roi: str
    voxels: Box
    mode: str
    overwrite: str

    def do(self, guarded: GuardedScene, model: Model) -> None:
        guarded.overwrite(self.overwrite)
        wanted = {roi: mask.copy() for roi, mask in model.masks.items()}
        if self.mode == "Set":
            wanted[self.roi][...] = False
        wanted[self.roi][self.voxels] = self.mode != "Remove"
        if self.overwrite == "AllSegments" and self.mode != "Remove":
            for other in set(AREAS) - {self.roi}:
                wanted[other][self.voxels] = False
        guarded.modify(self.roi, self.voxels, self.mode)
        guarded.loop.run_until_idle()
        model.wish(wanted)


@dataclass(frozen=True)
class Script:
    """Writes into the node's memory, or exchanges the image."""

    roi: str
    voxels: Box

    def do(self, guarded: GuardedScene, model: Model) -> None:
        guarded.widen(self.roi)[self.voxels] = 1
        guarded.loop.run_until_idle()
        wanted = {roi: mask.copy() for roi, mask in model.masks.items()}
        wanted[self.roi][self.voxels] = True
        model.wish(wanted)


@dataclass(frozen=True)
class Lock:
    roi: str
    locked: bool

    def do(self, guarded: GuardedScene, model: Model) -> None:
        guarded.session[self.roi].locked = self.locked
        model.lock(self.roi, self.locked)


@dataclass(frozen=True)
class UndoOrRedo:
    redo: bool

    def do(self, guarded: GuardedScene, model: Model) -> None:
        act = guarded.session.redo if self.redo else guarded.session.undo
        allowed = model.do_again() if self.redo else model.turn_back()
        try:
            act()
        except LockedROI:
            assert not allowed
        else:
            assert allowed


@dataclass(frozen=True)
class Range:
    on: bool

    def do(self, guarded: GuardedScene, model: Model) -> None:
        numbers = intensities()
        editable = EditableRange(*RANGE, lambda extent, frame: numbers[extent.slices()])
        guarded.guard.editable_range = editable if self.on else None
        model.in_range = (numbers >= RANGE[0]) & (numbers <= RANGE[1]) if self.on else np.ones(SHAPE, bool)


@dataclass(frozen=True)
class Vandalism:
    """What must leave no trace at all."""

    how: str
    roi: str

    def do(self, guarded: GuardedScene, model: Model) -> None:
        segmentation = guarded.segmentation
        match self.how:
            case "remove":
                segmentation.RemoveSegment(self.roi)
            case "add":
                segmentation.AddEmptySegment("", "Mine")
            case "rename":
                segmentation.GetSegment(self.roi).SetName("Mine")
            case "reorder":
                segmentation.ReorderSegments([self.roi])
            case "empty by turning to surfaces":
                segmentation.CreateRepresentation("Closed surface")
                segmentation.SetSourceRepresentationName("Closed surface")
            case "copy":
                added = slicer.vtkSegment()
                added.AddRepresentation("Binary labelmap", guarded.labelmap(self.roi))
                segmentation.AddSegment(added, "mine")


areas = st.sampled_from(AREAS)
bounds = st.tuples(*(st.lists(st.integers(0, n), min_size=2, max_size=2, unique=True).map(sorted) for n in SHAPE))
ACROSS_LIVER_AND_SPLEEN = box((8, 16), (6, 10), (3, 5))
boxes = st.one_of(st.just(ACROSS_LIVER_AND_SPLEEN), bounds.map(lambda each: box(*map(tuple, each))))
strokes = st.builds(
    Stroke, areas, boxes, st.sampled_from(["Add", "Remove", "Set"]), st.sampled_from(["None", "AllSegments"])
)
HOW = ["remove", "add", "rename", "reorder", "empty by turning to surfaces", "copy"]
acts = st.one_of(
    strokes,
    strokes,
    strokes,
    st.builds(Script, areas, boxes),
    st.builds(Lock, areas, st.booleans()),
    st.builds(UndoOrRedo, st.booleans()),
    st.builds(Range, st.booleans()),
    st.builds(Vandalism, st.sampled_from(HOW), areas),
)
START = {
    "liver": marked(box((4, 12), (4, 12), (2, 6))),
    "spleen": marked(box((12, 18), (6, 14), (3, 7))),
    "tumour": np.zeros(SHAPE, bool),
    "aorta": np.zeros(SHAPE, bool),
}


@given(st.lists(acts, min_size=1, max_size=12), st.sets(areas, max_size=2), st.booleans(), st.booleans())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_segments_annotation_journal_and_model_agree(work, locked, exclusive, left_handed):
    affine = LEFT_HANDED if left_handed else RIGHT_HANDED
    guarded = GuardedScene.in_memory(
        slicer.vtkMRMLScene(), START, affine=affine, one_roi_per_voxel=exclusive, locked=tuple(locked)
    )
    model = Model(START, locked, exclusive=exclusive)
    for act in work:
        act.do(guarded, model)
        guarded.loop.run_until_idle()
        guarded.check()
        for roi in AREAS:
            assert np.array_equal(guarded.accepted(roi), model.masks[roi]), f"{roi} after {act}"
    guarded.close()


@given(st.lists(strokes, min_size=1, max_size=4), st.sets(areas, min_size=1))
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_strokes_of_one_turn_never_change_what_is_locked_and_are_one_edit(work, locked):
    guarded = GuardedScene.in_memory(slicer.vtkMRMLScene(), START, locked=tuple(locked))
    for stroke in work:
        guarded.overwrite(stroke.overwrite)
        guarded.modify(stroke.roi, stroke.voxels, stroke.mode)
    guarded.loop.run_until_idle()
    guarded.check()
    assert len(guarded.edits) <= 1
    for roi in locked:
        assert np.array_equal(guarded.accepted(roi), START[roi])
    guarded.close()
