"""Points are placed, moved and chosen with the mouse."""

from __future__ import annotations

import numpy as np

from ...panels.point_marks import PointMarks
from ...panels.tools_panel import ToolsPanel
from .feedback import Feedback, rgb
from .spot import Idle, Spot

NEAR_PIXELS = 10.0
_CROSS = np.array([[-9, 0], [9, 0], [0, 0], [0, 9], [0, -9]], float)


class PointTool(Idle):
    """A click beside all points places one; on one it is chosen, and goes where it is dragged to.

    Placed and moved points lie in the middle of the slice shown.
    """

    def __init__(self, tools: ToolsPanel, marks: PointMarks) -> None:
        self._tools = tools
        self._marks = marks
        self._held: str | None = None
        self._moved = False
        self._feedback: Feedback | None = None

    def press(self, spot: Spot, *, double: bool) -> None:
        self.drop()
        target = self._tools.target
        if target is None or target.kind != "point":
            return
        near = self._near(spot)
        if near is None:
            if spot.plane.holds(spot.voxel):
                self._marks.place(_place(spot))
        else:
            self._marks.choose(near)
            self._held = near

    def drag(self, spot: Spot) -> None:
        if self._held is None or self._tools.obstacle():
            return
        self._moved = True
        self._feedback = spot.feedback
        target = self._tools.target
        if target:
            spot.feedback.outline(_CROSS + spot.xy, rgb(target.color), closed=False)

    def release(self, spot: Spot) -> None:
        held, moved = self._held, self._moved
        self.drop()
        if held is not None and moved and spot.plane.holds(spot.voxel):
            self._marks.move(held, _place(spot))

    def key(self, name: str) -> None:
        if name in ("Delete", "BackSpace"):
            self._marks.remove()

    def drop(self) -> None:
        self._held, self._moved = None, False
        if self._feedback:
            self._feedback.hide()
            self._feedback = None

    def _near(self, spot: Spot) -> str | None:
        """The nearest point of the current ROI in the slice shown, if the pointer is at it."""
        shown = [p for p in self._marks.points if abs(p.ijk[spot.axis] - spot.plane.number) <= 0.5]
        if not shown:
            return None
        pixels = spot.plane.pixels_at(np.array([point.ijk for point in shown]))
        distances = np.hypot(*(pixels - spot.xy).T)
        nearest = int(np.argmin(distances))
        return shown[nearest].id if distances[nearest] <= NEAR_PIXELS else None


def _place(spot: Spot) -> tuple[float, float, float]:
    i, j, k = (float(at) for at in spot.ijk)
    return i, j, k
