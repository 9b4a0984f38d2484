"""The guard: nothing that a segmentation's effects or scripts do becomes part of an annotation without the session."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import nullcontext

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.block import Block
from ..annotation.changes import MaskChange, unpack
from ..annotation.edit import Edit
from ..annotation.extent import Extent
from ..errors import RILContourError
from ..session.edit_session import EditSession
from ..session.voxel_rules import Wish
from .adjacent_slices import AdjacentSlices
from .editable_range import EditableRange
from .requirements import slicer
from .roi_segmentation import ROISegmentation
from .segment_masks import LABEL
from .segment_structure import SegmentStructure, SegmentTimes
from .stroke_rules import judge
from .waking import Defer, Waker

_ONE_ROI_A_VOXEL = "The project has one ROI a voxel: those of locked ROI stay theirs."


class Guard:
    """Watches the segments of an open series; with `session` None nothing may change, and `reason` says why.

    Events only wake it. `defer(callback)` runs the callback once the program is back in its event loop; then the guard
    finds out what changed, has the session journal what is allowed as one edit, and puts back the rest, with a sentence
    to `on_refused`. Edits that others make in the session it shows in the segments.

    tool, axis : how the next edits are journalled; whoever starts a tool sets them
    editable_range : where not None, voxels with other intensities keep what they have
    adjacent : where not None, a stroke on one slice is done on its neighbours, too; what undo brings back is not
    All methods are for the thread of the scene. `defer` must be callable from each thread on which the session is
    edited.
    """

    def __init__(
        self,
        segments: ROISegmentation,
        session: EditSession | None,
        *,
        defer: Defer,
        on_refused: Callable[[str], object],
        reason: str = "The series is open for reading only.",
    ) -> None:
        self.tool = "paint"
        self.axis: int | None = None
        self.editable_range: EditableRange | None = None
        self.adjacent: AdjacentSlices | None = None
        self.segments = segments
        self._session = session
        self._waker = Waker(defer)
        self._on_refused = on_refused
        self._reason = reason
        self._structure = SegmentStructure(segments)
        self._seen: dict[str, int | None] = {}
        self._heard: deque[Edit] = deque()
        self._scene_thread = threading.get_ident()
        self._settling = self._closed = False
        self._drawn = False  # voxels were changed in place, as effects do; undo exchanges images
        self._observe()
        self.wake()

    def _observe(self) -> None:
        segmentation = self.segments.segmentation
        events = (
            *("SourceRepresentationModified", "RepresentationModified", "ContainedRepresentationNamesModified"),
            *("SegmentAdded", "SegmentRemoved", "SegmentModified", "SegmentsOrderModified", "ModifiedEvent"),
        )
        observed = [(segmentation, getattr(segmentation, event, event)) for event in events]
        observed.append((self.segments.node, slicer.vtkMRMLSegmentationNode.SegmentationChangedEvent))
        self._observations = [(each, each.AddObserver(event, self.wake)) for each, event in observed]
        drawn = segmentation.AddObserver(segmentation.SourceRepresentationModified, self._note_stroke)
        self._observations.append((segmentation, drawn))
        if self._session:
            self._unlisten = self._session.listen(self._hear)
            self._session.before_close(self._settle_before_closing)

    def close(self) -> None:
        """Look a last time, and watch no more; a second call does nothing."""
        if self._closed:
            return
        self.settle()
        self._closed = True
        for observed, observation in self._observations:
            observed.RemoveObserver(observation)
        self._observations = []
        if self._session:
            self._unlisten()

    # Looking

    def wake(self, *_event: object) -> None:
        """Look at the segments in the next turn of the event loop."""
        if not self._closed:
            self._waker.wake(self.settle)

    def _note_stroke(self, *_event: object) -> None:
        self._drawn |= not self._settling

    def settle(self) -> None:
        """Look now; for whoever cannot wait for the next turn: before undo, saving, closing, another series."""
        if self._settling or self._closed:
            return
        self._settling = True
        self._waker.rest()
        sentences: list[str] = []
        try:
            with self._session.exclusively() if self._session else nullcontext():
                self._look(sentences)
        finally:
            self._settling = self._drawn = False
            if self._heard:  # from another thread, just now, which took it for ours
                self.wake()
            for sentence in dict.fromkeys(sentences):
                self._on_refused(sentence)

    def show(self, annotation: Annotation, frame: int) -> None:
        """Show another version of the annotation, or another frame of it; of a session, only its own annotation."""
        self.settle()
        self._heard.clear()
        self.segments.show(annotation, frame)

    def _look(self, sentences: list[str]) -> None:
        heard = self._take_heard()
        with self.segments.changing():
            self._show_properties(heard)
            repair = self._structure.repair()
            self._show_edits(heard, {})
        sentences += repair.sentences
        changed = self._changed(repair.times)
        if not changed:
            return
        as_wished: set[str] = set()
        try:
            as_wished = self._ask(changed, repair.foreign, sentences)
        except RILContourError as error:
            sentences.append(str(error))
        finally:
            heard = self._take_heard()
            with self.segments.changing():
                self._show_properties(heard)
                self._show_edits(heard, changed)
                self._put_back(changed, as_wished)

    def _changed(self, times: dict[str, SegmentTimes]) -> dict[str, Extent]:
        """Where segments are not what was accepted. Only images that were modified since are compared."""
        changed = self.segments.changed(roi for roi, each in times.items() if each.image != self._seen.get(roi))
        self._seen = {roi: each.image for roi, each in times.items()}
        return changed

    def _ask(self, changed: dict[str, Extent], foreign: tuple[Block, ...], sentences: list[str]) -> set[str]:
        """Have the session do what is allowed; the ROI that got all they wished. RILContourError if it refuses."""
        segments, session = self.segments, self._session
        if session is None:
            sentences.append(self._reason)
            return set()
        wishes = [Wish(roi, segments.frame, box, segments.read(roi, box) == LABEL) for roi, box in changed.items()]
        if self.adjacent and self._drawn and self.tool in self.adjacent.tools:
            wishes = [self.adjacent.widen(segments.annotation, wish) for wish in wishes]
        judged = judge(segments.definitions, segments.annotation, wishes, foreign, self.editable_range)
        sentences += judged.sentences
        if not judged.wishes:
            return set()
        session.set_voxels(judged.wishes, tool=self.tool, axis=self.axis)
        granted = list(judged.wishes)
        if segments.definitions.one_roi_per_voxel:
            granted = [wish for wish in granted if np.array_equal(self._accepted(wish.roi, wish.box), wish.voxels)]
            if len(granted) < len(judged.wishes):
                sentences.append(_ONE_ROI_A_VOXEL)
        return {wish.roi for wish in granted if any(wish is each for each in wishes)}

    def _put_back(self, changed: dict[str, Extent], as_wished: set[str]) -> None:
        for roi, box in changed.items():
            shown = self.segments.read(roi, box)
            if roi in as_wished and shown.max() <= LABEL:  # scripts write other numbers, too
                continue
            accepted = self._accepted(roi, box)
            if not np.array_equal(shown, accepted):
                self.segments.write(roi, box, accepted)

    def _accepted(self, roi: str, box: Extent) -> np.ndarray:
        return self.segments.annotation.read(roi, box, self.segments.frame)

    # Hearing

    def _hear(self, edit: Edit) -> None:
        """Called by the session, on any thread."""
        self._heard.append(edit)
        if not self._settling:
            self.wake()

    def _take_heard(self) -> list[Edit]:
        return [self._heard.popleft() for _ in range(len(self._heard))]

    def _show_properties(self, edits: list[Edit]) -> None:
        touched = {roi for edit in edits for roi in edit.rois()}
        self.segments.show_properties(touched & self.segments.rois.keys())

    def _show_edits(self, edits: list[Edit], put_back: Mapping[str, Extent]) -> None:
        """Change in the segments what the edits changed, and nothing else: a stroke may have come between.

        Boxes that are put back anyway are left out.
        """
        for edit in edits:
            for change in edit.changes:
                if isinstance(change, MaskChange) and change.frame == self.segments.frame:
                    box = put_back.get(change.roi)
                    if not (box and box.contains(change.box)):
                        self._show_change(change)

    def _show_change(self, change: MaskChange) -> None:
        before, after = unpack(change.before, change.box), unpack(change.after, change.box)
        shown = self.segments.read(change.roi, change.box)
        wanted = np.where(before != after, after, shown)
        if not np.array_equal(shown, wanted):
            self.segments.write(change.roi, change.box, wanted == LABEL)

    def _settle_before_closing(self) -> None:
        if threading.get_ident() == self._scene_thread:
            self.settle()
