"""Points of point ROI: placing, moving, labelling, removing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from ..annotation.annotation import Annotation
from ..annotation.answers import Subject
from ..annotation.changes import AnswerChange, Change, PointsChange, StatusChange
from ..annotation.points import Point, next_point_id
from ..errors import EditRefused, GeometryMismatch, LockedROI, UsageError
from ..project.roi import ROI

IJK = tuple[float, float, float]
_LONGEST_ID = 100


def new_point(annotation: Annotation, roi: ROI, ijk: IJK, frame: int, label: str, maker: str) -> Point:
    """A point that is inside the image (up to half a voxel round it). GeometryMismatch, EditRefused, LockedROI."""
    _check_open(annotation, roi)
    place = checked_place(ijk)
    _check_inside(annotation, place, frame)
    point = Point(next_point_id(annotation.roi(roi.id).points), place)
    return replace(point, frame=frame, label=checked_label(label), maker=maker)


def adding(annotation: Annotation, roi: ROI, point: Point) -> tuple[Change, ...]:
    """The changes that add a point."""
    held = annotation.roi(roi.id)
    changes: list[Change] = [PointsChange(roi.id, held.points, (*held.points, point))]
    if held.status in ("unseen", "absent"):
        changes.append(StatusChange(roi.id, held.status, "in progress"))
    return tuple(changes)


def changing(annotation: Annotation, roi: ROI, point: Point) -> tuple[Change, ...]:
    """The change that puts `point` in the place of the one with its id."""
    _check_open(annotation, roi)
    _check_inside(annotation, point.ijk, point.frame)
    present = find_point(annotation, roi, point.id)
    if present == point:
        return ()
    before = annotation.roi(roi.id).points
    return (PointsChange(roi.id, before, tuple(point if held.id == point.id else held for held in before)),)


def removing(annotation: Annotation, roi: ROI, point_id: str) -> tuple[Change, ...]:
    """The changes that take a point away, and the answers about it."""
    _check_open(annotation, roi)
    gone = find_point(annotation, roi, point_id)
    before = annotation.roi(roi.id).points
    subject = Subject.point(roi.id, point_id)
    answers = [AnswerChange(subject, field, answer, None) for field, answer in annotation.answers.of(subject).items()]
    return (PointsChange(roi.id, before, tuple(held for held in before if held != gone)), *answers)


def find_point(annotation: Annotation, roi: ROI, point_id: str) -> Point:
    """The ROI's point of that id. UsageError if there is none."""
    for point in annotation.roi(roi.id).points:
        if point.id == point_id:
            return point
    message = f"{roi.name} has no point {point_id!r} in this series."
    raise UsageError(message)


def check_given(annotation: Annotation, roi: ROI, point: Point) -> None:
    """EditRefused or GeometryMismatch for a point from elsewhere that could not have been placed here."""
    if len(point.id) > _LONGEST_ID or "/" in point.id or not point.id.isprintable():
        message = f"{point.id[:_LONGEST_ID]!r} cannot be the id of a point of {roi.name}."
        raise EditRefused(message)
    checked_label(point.label)
    _check_inside(annotation, point.ijk, point.frame)


def checked_place(ijk: Sequence[float]) -> IJK:
    """Three indices as plain numbers. GeometryMismatch if they are something else."""
    try:
        i, j, k = (float(value) for value in ijk)
    except (TypeError, ValueError) as error:
        message = f"{ijk!r:.80} is no place in an image: give three indices, i, j and k."
        raise GeometryMismatch(message) from error
    return i, j, k


def checked_label(label: str) -> str:
    """A label of one line. EditRefused if it has control characters or more than 200 characters."""
    if not isinstance(label, str) or len(label) > 200 or not label.isprintable():
        message = "A point's label is one line of at most 200 characters."
        raise EditRefused(message)
    return label


def _check_open(annotation: Annotation, roi: ROI) -> None:
    if roi.kind != "point":
        message = f"{roi.name} marks an area, not points: paint it instead."
        raise EditRefused(message)
    if annotation.roi(roi.id).locked:
        message = f"{roi.name} is locked; unlock it to change it."
        raise LockedROI(message)


def _check_inside(annotation: Annotation, ijk: IJK, frame: int) -> None:
    inside = all(
        math.isfinite(value) and -0.5 <= value <= length - 0.5
        for value, length in zip(ijk, annotation.shape, strict=True)
    )
    if not inside or not 0 <= frame < annotation.frames:
        place = ", ".join(f"{value:g}" for value in ijk)
        message = f"The point ({place}) on frame {frame} is outside the image {annotation.shape}."
        raise GeometryMismatch(message)
