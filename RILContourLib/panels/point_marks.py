"""Placing, moving, labelling and removing the points of an ROI. Part of the Tools panel."""

from __future__ import annotations

from ..annotation.edit import Edit
from ..annotation.points import Point
from .observing import Panel
from .tools_panel import ToolsPanel

IJK = tuple[float, float, float]


class PointMarks(Panel):
    """Of the current ROI on the frame shown. `chosen` is the point that was placed or touched last; None for none."""

    def __init__(self, tools: ToolsPanel) -> None:
        super().__init__()
        self._tools = tools
        self._workspace = tools.workspace
        self._chosen: tuple[str, str] | None = None  # ROI and point
        self._subscriptions += [
            self._workspace.switched.subscribe(lambda: self.choose(None)),
            self._workspace.edited.subscribe(self._edited),
        ]

    @property
    def points(self) -> tuple[Point, ...]:
        """Those of the current ROI on the frame shown."""
        opened, roi = self._workspace.opened, self._tools.target
        held = opened.annotation.roi(roi.id).points if opened and roi else ()
        return tuple(point for point in held if point.frame == self._tools.frame)

    @property
    def chosen(self) -> Point | None:
        roi = self._tools.target
        if roi is None or self._chosen is None or self._chosen[0] != roi.id:
            return None
        return next((point for point in self.points if point.id == self._chosen[1]), None)

    @property
    def state(self) -> Point | None:
        """The chosen point."""
        return self.chosen

    def choose(self, point: str | None) -> None:
        """Work with a point of the current ROI from now on."""
        roi = self._tools.target
        self._chosen = (roi.id, point) if roi and point is not None else None
        self.changed.tell()

    def place(self, ijk: IJK) -> None:
        """A new point at continuous file ijk, which is then the chosen one."""
        roi = self._tools.target
        made: list[Point] = []
        if roi and self._tools.may_change():
            frame = self._tools.frame
            self._workspace.change(lambda session: made.append(session[roi.id].add_point(ijk, frame=frame)))
        if made:
            self.choose(made[0].id)

    def move(self, point: str, ijk: IJK) -> None:
        roi = self._tools.target
        if roi and self._tools.may_change():
            self._workspace.change(lambda session: session[roi.id].move_point(point, ijk))

    def label(self, text: str) -> None:
        """Write at the chosen point."""
        roi, point = self._tools.target, self.chosen
        if roi and point and text != point.label and self._tools.may_change():
            self._workspace.change(lambda session: session[roi.id].label_point(point.id, text))

    def remove(self) -> None:
        """Take the chosen point away."""
        roi, point = self._tools.target, self.chosen
        if roi and point and self._tools.may_change():
            self._workspace.change(lambda session: session[roi.id].remove_point(point.id))

    def _edited(self, edit: Edit) -> None:
        if self._chosen and self._chosen[0] in edit.rois():
            self.changed.tell()
