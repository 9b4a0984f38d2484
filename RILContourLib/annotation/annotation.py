"""The annotation of one track of one series, as it stands after some edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..errors import CorruptStore, LockedROI, UnknownROI
from .answers import Answers
from .changes import (
    AnswerChange,
    Change,
    LockChange,
    MaskChange,
    PointsChange,
    SliceAxisChange,
    Status,
    StatusChange,
    pack,
    unpack,
)
from .edit import Edit
from .extent import Extent, Shape
from .makers import SliceMakers
from .mask import Mask
from .mask_buffer import MaskBuffer
from .points import Point


@dataclass
class ROIAnnotation:
    """One ROI of one series: voxels by frame, points, status, lock, makers of slices by frame."""

    buffers: dict[int, MaskBuffer] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    status: Status = "unseen"
    locked: bool = False
    makers: dict[int, SliceMakers] = field(default_factory=dict)


class Annotation:
    """Masks, points, answers, status and locks of one series.

    `shape` is the image's (ni, nj, nk), `frames` its number of time points (1 for 2D and 3D), `slice_axis` the axis
    (0, 1, 2) along which makers and answers count slices. Changed only by `apply`.
    """

    def __init__(self, shape: Shape, frames: int = 1, slice_axis: int = 2) -> None:
        self.shape = shape
        self.frames = frames
        self.slice_axis = slice_axis
        self.rois: dict[str, ROIAnnotation] = {}
        self.answers = Answers()
        self.template: frozenset[str] | None = None

    def roi(self, roi: str) -> ROIAnnotation:
        """The ROI's annotation; an empty one, not kept, where there is none yet.

        UnknownROI for an id that is neither annotated nor in `template`, where that is given: an empty mask would say
        that somebody looked.
        """
        held = self.rois.get(roi)
        if held is None and self.template is not None and roi not in self.template:
            message = f"The project has no ROI {roi!r}; it has {', '.join(sorted(self.template)) or 'none'}."
            raise UnknownROI(message)
        return held or ROIAnnotation()

    def mask(self, roi: str, frame: int = 0) -> Mask:
        """The ROI's voxels on a frame."""
        buffer = self.roi(roi).buffers.get(frame)
        return buffer.to_mask() if buffer else Mask.empty(self.shape)

    def makers(self, roi: str, frame: int = 0) -> SliceMakers:
        return self.roi(roi).makers.get(frame, SliceMakers())

    def read(self, roi: str, box: Extent, frame: int = 0) -> np.ndarray:
        """The ROI's voxels inside `box`, bool (i, j, k); do not write into it."""
        buffer = self.roi(roi).buffers.get(frame)
        return buffer.read(box) if buffer else np.zeros(box.shape, bool, order="F")

    def masks(self) -> Iterable[tuple[str, int, Mask]]:
        """Every mask that has a voxel, as (ROI id, frame, mask)."""
        for roi, held in self.rois.items():
            for frame, buffer in sorted(held.buffers.items()):
                mask = buffer.to_mask()
                if mask.extent:
                    yield roi, frame, mask

    def set_mask(self, roi: str, frame: int, mask: Mask, makers: SliceMakers) -> None:
        """Put a stored mask in place; for readers of files, not for edits."""
        held = self.held(roi)
        held.buffers[frame] = MaskBuffer(mask)
        held.makers[frame] = makers

    def mask_change(self, roi: str, frame: int, box: Extent, voxels: np.ndarray, maker: str) -> MaskChange | None:
        """The change that makes the ROI's voxels in `box` equal `voxels`, bool (i, j, k); None if they are already.

        `maker` is added to the slices along `slice_axis` in which a voxel changes.
        """
        present = self.read(roi, box, frame)
        difference = present ^ voxels
        different = Extent.around(difference)
        if different is None:
            return None
        inner = different.slices()
        others = tuple(axis for axis in range(3) if axis != self.slice_axis)
        slices = np.flatnonzero(np.logical_or.reduce(difference[inner], axis=others))
        changed_box = different.shifted(box.start)
        before = self.makers(roi, frame)
        after = before.with_slices(maker, (slices + changed_box.start[self.slice_axis]).tolist())
        return MaskChange(roi, frame, changed_box, pack(present[inner]), pack(voxels[inner]), before, after)

    def apply(self, edit: Edit) -> None:
        """Do every change of the edit, or none.

        LockedROI if it changes a locked ROI (unlocking it is no such change); CorruptStore if a change does not start
        from what is here: it belongs to another state.
        """
        locked = {roi for roi, held in self.rois.items() if held.locked}
        done: list[Change] = []
        try:
            for change in edit.changes:
                _refuse_locked(change, locked)
                self._check_before(change)
                done.append(change)  # before it is done: it may be interrupted half-way
                self.put(change)
        except BaseException:
            for change in reversed(done):
                self.put(change.inverted())
            raise

    def _check_before(self, change: Change) -> None:
        if not self._is_at(change):
            message = (
                f"A {change.kind} change does not fit the state of the annotation that it should change; "
                "run  rilcontour verify  on the project."
            )
            raise CorruptStore(message)

    def _is_at(self, change: Change) -> bool:
        match change:
            case MaskChange():
                if not Extent.whole(self.shape).contains(change.box) or not 0 <= change.frame < self.frames:
                    return False
                present = self.read(change.roi, change.box, change.frame)
                return pack(present) == change.before and len(change.after) == len(change.before)
            case PointsChange():
                return self.roi(change.roi).points == change.before
            case AnswerChange():
                return self.answers.get(change.subject, change.field) == change.before
            case StatusChange():
                return self.roi(change.roi).status == change.before
            case LockChange():
                return self.roi(change.roi).locked == change.before
            case SliceAxisChange():
                return self.slice_axis == change.before

    def put(self, change: Change) -> None:
        """Make one change without any check; for whoever takes back what `apply` did."""
        match change:
            case MaskChange():
                held = self.held(change.roi)
                buffer = held.buffers.setdefault(change.frame, MaskBuffer(Mask.empty(self.shape)))
                buffer.write(change.box, unpack(change.after, change.box))
                held.makers[change.frame] = change.makers_after
            case PointsChange():
                self.held(change.roi).points = change.after
            case AnswerChange():
                self.answers.put(change.subject, change.field, change.after)
            case StatusChange():
                self.held(change.roi).status = change.after
            case LockChange():
                self.held(change.roi).locked = change.after
            case SliceAxisChange():
                self.slice_axis = change.after

    def held(self, roi: str) -> ROIAnnotation:
        """The ROI's annotation, made if there is none yet; for `apply` and readers of files."""
        return self.rois.setdefault(roi, ROIAnnotation())


def _refuse_locked(change: Change, locked: set[str]) -> None:
    roi = getattr(change, "roi", None)
    if roi in locked and not isinstance(change, LockChange):
        message = f"{roi} is locked; unlock it to change it."
        raise LockedROI(message)
