"""Status, locks and the slice axis: what may be set when."""

from __future__ import annotations

from ..annotation.annotation import Annotation
from ..annotation.changes import STATUSES, Change, LockChange, SliceAxisChange, Status, StatusChange
from ..errors import EditRefused, LockedROI
from ..project.roi import ROI


def has_marks(annotation: Annotation, roi: str) -> bool:
    """Whether the ROI has a voxel or a point in the series."""
    held = annotation.roi(roi)
    return bool(held.points) or any(buffer.is_marked for buffer in held.buffers.values())


def status_changes(annotation: Annotation, roi: ROI, status: Status) -> tuple[Change, ...]:
    """The change that sets an ROI's status. EditRefused where voxels or points contradict it; LockedROI."""
    if status not in STATUSES:
        message = f"{status!r} is not a status; use one of {', '.join(STATUSES)}."
        raise EditRefused(message)
    held = annotation.roi(roi.id)
    if held.status == status:
        return ()
    if held.locked:
        message = f"{roi.name} is locked; unlock it to change its status."
        raise LockedROI(message)
    if status in ("absent", "unseen") and has_marks(annotation, roi.id):
        message = f"{roi.name} is marked in this series, so it cannot be {status}: erase its marks first."
        raise EditRefused(message)
    return (StatusChange(roi.id, held.status, status),)


def lock_changes(annotation: Annotation, roi: str, locked: bool) -> tuple[Change, ...]:
    """The change that locks or unlocks an ROI."""
    present = annotation.roi(roi).locked
    return () if present == locked else (LockChange(roi, present, locked),)


def slice_axis_changes(annotation: Annotation, axis: int) -> tuple[Change, ...]:
    """The change that counts slices along another axis. EditRefused once makers or answers count along the old one."""
    if axis not in (0, 1, 2):
        message = f"{axis!r} is not an axis; use 0, 1 or 2 for i, j or k."
        raise EditRefused(message)
    if axis == annotation.slice_axis:
        return ()
    counted = any(makers.makers() for held in annotation.rois.values() for makers in held.makers.values())
    if counted or any(subject.about == "slice" for subject, _, _ in annotation.answers):
        message = "The slice axis is fixed once something was annotated: who made which slice is counted along it."
        raise EditRefused(message)
    return (SliceAxisChange(annotation.slice_axis, axis),)
