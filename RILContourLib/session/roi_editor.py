"""One ROI of an open series: its voxels, points, status, lock and answers."""

from __future__ import annotations

from dataclasses import replace
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.answers import Subject
from ..annotation.changes import Status
from ..annotation.points import Point
from ..project.roi import ROI
from . import point_rules, status_rules
from .mask_view import MaskView
from .text_answers import TextAnswers

if TYPE_CHECKING:
    from .edit_session import EditSession


class ROIEditor:
    """Reads like plain data; each assignment is one checked and journalled edit."""

    def __init__(self, session: EditSession, roi: ROI) -> None:
        self._session = session
        self.definition = roi

    @property
    def id(self) -> str:
        return self.definition.id

    @property
    def mask(self) -> MaskView:
        """The voxels of the first (or only) frame, indexed (i, j, k) like a bool array of the image's shape."""
        return self.frame_mask(0)

    @mask.setter
    def mask(self, voxels: Any) -> None:
        if not isinstance(voxels, MaskView):  # an in-place operator hands the view itself back
            self.frame_mask(0)[...] = np.asarray(voxels)

    def frame_mask(self, frame: int) -> MaskView:
        """The voxels of one frame of a 4D image."""
        return MaskView(self._session, self.definition.id, index(frame))

    @property
    def points(self) -> tuple[Point, ...]:
        return self._session.annotation.roi(self.id).points

    def add_point(self, ijk: point_rules.IJK, *, frame: int = 0, label: str = "") -> Point:
        """Place a point at continuous `ijk` (voxel centres on whole numbers)."""
        session = self._session
        with session.exclusively():
            point = point_rules.new_point(session.annotation, self.definition, ijk, index(frame), label, session.maker)
            session.do(point_rules.adding(session.annotation, self.definition, point), tool="add point")
        return point

    def move_point(self, point_id: str, ijk: point_rules.IJK, *, frame: int | None = None) -> Point:
        """Put a point elsewhere; whoever moves it is its maker from then on."""
        session = self._session
        with session.exclusively():
            present = point_rules.find_point(session.annotation, self.definition, point_id)
            place = point_rules.checked_place(ijk)
            moved = replace(present, ijk=place, maker=session.maker)
            moved = moved if frame is None else replace(moved, frame=index(frame))
            session.do(point_rules.changing(session.annotation, self.definition, moved), tool="move point")
        return moved

    def label_point(self, point_id: str, label: str) -> Point:
        session = self._session
        with session.exclusively():
            present = point_rules.find_point(session.annotation, self.definition, point_id)
            labelled = replace(present, label=point_rules.checked_label(label))
            session.do(point_rules.changing(session.annotation, self.definition, labelled), tool="label point")
        return labelled

    def remove_point(self, point_id: str) -> None:
        """Take a point away, with the answers about it."""
        session = self._session
        with session.exclusively():
            session.do(point_rules.removing(session.annotation, self.definition, point_id), tool="remove point")

    def point_text(self, point_id: str) -> TextAnswers:
        """The answers about one point."""
        point_rules.find_point(self._session.annotation, self.definition, point_id)
        return TextAnswers(self._session, Subject.point(self.id, point_id))

    @property
    def text(self) -> TextAnswers:
        """The answers about this ROI."""
        return TextAnswers(self._session, Subject.roi(self.id))

    @property
    def status(self) -> Status:
        return self._session.annotation.roi(self.id).status

    @status.setter
    def status(self, status: Status) -> None:
        with self._session.exclusively():
            changes = status_rules.status_changes(self._session.annotation, self.definition, status)
            self._session.do(changes, tool="status")

    @property
    def locked(self) -> bool:
        return self._session.annotation.roi(self.id).locked

    @locked.setter
    def locked(self, locked: bool) -> None:
        with self._session.exclusively():
            changes = status_rules.lock_changes(self._session.annotation, self.id, bool(locked))
            self._session.do(changes, tool="lock" if locked else "unlock")
