"""The slices strip: which slice holds which ROI, and how much of it a human made."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..annotation.changes import MaskChange, PointsChange, SliceAxisChange
from ..annotation.edit import Edit
from ..project.roi import ROI
from .observing import Panel
from .opened import OpenSeries
from .slice_presence import Level, mask_levels, mask_presence, point_levels, update_presence
from .workspace import Workspace


@dataclass(frozen=True)
class SliceRow:
    """An ROI's line of the strip: a `Level` for each slice."""

    roi: str
    name: str
    color: str
    levels: tuple[int, ...]


@dataclass(frozen=True)
class SlicesState:
    """`axis` is the image axis (0, 1, 2) that slices are counted along, `count` how many there are.

    rows : of all ROI in the template's order, without those that have nothing on this frame
    ready : False while the series is first looked through
    """

    axis: int = 2
    count: int = 0
    frame: int = 0
    rows: tuple[SliceRow, ...] = ()
    ready: bool = False

    @cached_property
    def overall(self) -> tuple[int, ...]:
        """The fullest level of any ROI on each slice, for a strip of one line; found out when it is asked for."""
        if not self.rows:
            return (0,) * self.count
        return tuple(map(max, zip(*(row.levels for row in self.rows), strict=True)))


class SlicesPanel(Panel):
    """Looks through a series once, by the workspace's executor; from then on each edit costs what it touched."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._frame = 0
        self._present: dict[str, np.ndarray] = {}
        self._levels: dict[str, tuple[int, ...]] = {}
        self._edited_meanwhile: set[str] = set()
        self._ready = False
        self._lock = threading.Lock()
        self._subscriptions += [workspace.switched.subscribe(self._switched), workspace.edited.subscribe(self._edited)]
        self._look()

    @property
    def state(self) -> SlicesState:
        opened = self._workspace.opened
        if opened is None:
            return SlicesState()
        axis = opened.annotation.slice_axis
        with self._lock:
            levels = {roi.id: self._levels.get(roi.id, ()) for roi in opened.definitions.rois}
        rows = [SliceRow(roi.id, roi.name, roi.color, levels[roi.id]) for roi in opened.definitions.rois]
        rows = [row for row in rows if any(row.levels)]
        count = opened.annotation.shape[axis]
        return SlicesState(axis, count, self._frame, tuple(rows), self._ready)

    def set_frame(self, frame: int) -> None:
        """Show another frame of a 4D image."""
        opened = self._workspace.opened
        if opened and 0 <= frame < opened.annotation.frames and frame != self._frame:
            self._frame = frame
            self._look()

    def neighbour(self, number: int, step: int, roi: str | None = None) -> int | None:
        """The next (1) or previous (-1) slice that holds an ROI, any unless named; None if there is no further one."""
        state = self.state
        levels = next((row.levels for row in state.rows if row.roi == roi), ()) if roi else state.overall
        while levels and 0 <= (number := number + step) < len(levels):
            if levels[number] != Level.NOTHING:
                return number
        return None

    def _switched(self) -> None:
        self._frame = 0
        self._look()

    def _look(self) -> None:
        """Begin anew."""
        with self._lock:
            self._present, self._levels, self._ready = {}, {}, False
            self._edited_meanwhile = set()
        self.changed.tell()
        opened, frame = self._workspace.opened, self._frame
        if opened:
            self._workspace.executor.submit(lambda: self._look_through(opened, frame))

    def _look_through(self, opened: OpenSeries, frame: int) -> None:
        waiting = [roi for roi in opened.definitions.rois if roi.kind == "area"]
        while self._is_about(opened, frame):
            found = {roi.id: mask_presence(opened.annotation, roi.id, frame) for roi in waiting}
            with self._lock:
                if not self._is_about(opened, frame):
                    return
                self._present |= found
                # What was edited while it was read may have been read before or after: read it again.
                waiting = [roi for roi in opened.definitions.rois if roi.id in self._edited_meanwhile]
                self._edited_meanwhile = set()
                if not waiting:
                    self._levels = {roi.id: self._level(opened, roi) for roi in opened.definitions.rois}
                    self._ready = True
                    break
        self.changed.tell()

    def _is_about(self, opened: OpenSeries, frame: int) -> bool:
        return self._workspace.opened is opened and self._frame == frame

    def _edited(self, edit: Edit) -> None:
        opened = self._workspace.opened
        if opened is None:
            return
        if any(isinstance(change, SliceAxisChange) for change in edit.changes):
            self._look()
            return
        with self._lock:
            touched = [change for change in edit.changes if isinstance(change, MaskChange | PointsChange)]
            for change in touched:
                if not self._ready:
                    self._edited_meanwhile |= {change.roi} if isinstance(change, MaskChange) else set()
                    continue
                if isinstance(change, MaskChange) and change.frame == self._frame and change.roi in self._present:
                    update_presence(self._present[change.roi], opened.annotation, change)
                roi = next((each for each in opened.definitions.rois if each.id == change.roi), None)
                if roi:
                    self._levels[roi.id] = self._level(opened, roi)
        if touched:
            self.changed.tell()

    def _level(self, opened: OpenSeries, roi: ROI) -> tuple[int, ...]:
        annotation, axis = opened.annotation, opened.annotation.slice_axis
        if roi.kind == "point":
            return point_levels(annotation.roi(roi.id).points, self._frame, axis, annotation.shape[axis])
        return mask_levels(self._present[roi.id], annotation.makers(roi.id, self._frame))
