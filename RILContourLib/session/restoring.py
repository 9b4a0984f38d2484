"""From the present content to another version's, as an edit that can be undone like any other."""

from __future__ import annotations

from ..annotation.annotation import Annotation
from ..annotation.changes import (
    AnswerChange,
    Change,
    LockChange,
    MaskChange,
    PointsChange,
    SliceAxisChange,
    StatusChange,
    pack,
)
from ..annotation.extent import Extent


def changes_to(present: Annotation, target: Annotation) -> tuple[Change, ...]:
    """All that makes `present` say what `target` says: voxels, makers, points, answers, status, locks, slice axis."""
    changes: list[Change] = []
    if present.slice_axis != target.slice_axis:
        changes.append(SliceAxisChange(present.slice_axis, target.slice_axis))
    for roi in dict.fromkeys((*present.rois, *target.rois)):
        changes += _roi_changes(present, target, roi)
    held = {(subject, field): answer for subject, field, answer in present.answers}
    wanted = {(subject, field): answer for subject, field, answer in target.answers}
    for subject, field in dict.fromkeys((*held, *wanted)):
        before, after = held.get((subject, field)), wanted.get((subject, field))
        if before != after:
            changes.append(AnswerChange(subject, field, before, after))
    return tuple(changes)


def _roi_changes(present: Annotation, target: Annotation, roi: str) -> list[Change]:
    before, after = present.roi(roi), target.roi(roi)
    changes: list[Change] = []
    for frame in dict.fromkeys((*before.buffers, *before.makers, *after.buffers, *after.makers)):
        change = _mask_change(present, target, roi, frame)
        if change:
            changes.append(change)
    if before.points != after.points:
        changes.append(PointsChange(roi, before.points, after.points))
    if before.status != after.status:
        changes.append(StatusChange(roi, before.status, after.status))
    if before.locked != after.locked:
        changes.append(LockChange(roi, before.locked, after.locked))
    return changes


def _mask_change(present: Annotation, target: Annotation, roi: str, frame: int) -> MaskChange | None:
    makers_before, makers_after = present.makers(roi, frame), target.makers(roi, frame)
    extents = [extent for extent in (present.mask(roi, frame).extent, target.mask(roi, frame).extent) if extent]
    box = extents[0].union(extents[-1]) if extents else Extent((0, 0, 0), (1, 1, 1))
    before, after = present.read(roi, box, frame), target.read(roi, box, frame)
    different = Extent.around(before ^ after)
    if different is None and makers_before == makers_after:
        return None
    inner = different or Extent((0, 0, 0), (1, 1, 1))
    part = inner.slices()
    return MaskChange(
        roi, frame, inner.shifted(box.start), pack(before[part]), pack(after[part]), makers_before, makers_after
    )
