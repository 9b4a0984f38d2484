"""Tools that mark or cut what an outline in a plane encloses."""

from __future__ import annotations

import numpy as np

from ...panels.scissors import Scissors
from ...panels.tools_panel import ToolsPanel
from ...refine.outlines import outline_voxels
from .marking_tools import Marking
from .spot import Spot

CLOSE_PIXELS = 3.0


class Outline(Marking):
    """Drawn round what is to be marked, or cut (scissors), with the button down."""

    def __init__(self, tools: ToolsPanel) -> None:
        super().__init__(tools)
        self.corners: list[Spot] = []
        self._scissors = Scissors(tools)
        self._cuts = False

    def press(self, spot: Spot, *, double: bool) -> None:
        self.drop()
        self._cuts = self.tools.tool == "scissors"  # to its end, whatever is chosen meanwhile
        if self._begin():
            self.add(spot)

    def drag(self, spot: Spot) -> None:
        if self.corners and np.hypot(*np.subtract(spot.xy, self.corners[-1].xy)) >= CLOSE_PIXELS:
            self.add(spot)

    def release(self, spot: Spot) -> None:
        if self.corners:
            self.finish()

    def add(self, spot: Spot) -> None:
        self._feedback = spot.feedback
        self.corners.append(spot)
        self.show()

    def show(self, pointer: Spot | None = None) -> None:
        """Draw it as far as it goes, and on to the pointer."""
        spots = [*self.corners, pointer] if pointer else self.corners
        if spots:
            closed = len(spots) > 2
            spots[0].feedback.outline(np.array([at.xy for at in spots]), self.colour, closed=closed)

    def drop(self) -> None:
        self.corners = []
        super().drop()

    def finish(self) -> None:
        """Close it, and mark or cut what it encloses as one edit."""
        corners = [at.ijk for at in self.corners]
        first = self.corners[0] if self.corners else None
        self.drop()
        if first is None or len(corners) < 3:
            return
        axis, number = first.axis, first.plane.number
        if self._cuts:
            assert self._into
            self._scissors.cut_slices(np.array(corners), axis, number, self._into)
            return
        reach = (self.tools.settings.brush_slices - 1) // 2
        marked = outline_voxels(np.array(corners), axis, (number - reach, number + reach + 1), first.plane.shape)
        if marked:
            self.tools.mark(*marked, tool=self.tools.tool, axis=axis, into=self._into)


class Polygon(Outline):
    """Clicked corner by corner; a double click or `finish` closes it."""

    def press(self, spot: Spot, *, double: bool) -> None:
        if self.corners and self.corners[0].plane is not spot.plane:
            self.drop()
        if double and len(self.corners) > 2:
            self.finish()
        elif self.corners or self._begin():
            self.add(spot)

    def hover(self, spot: Spot) -> None:
        if self.corners and self.corners[0].plane is spot.plane:
            self.show(spot)

    def key(self, name: str) -> None:
        if name in ("Return", "Enter", "KP_Enter"):
            self.finish()

    def drag(self, spot: Spot) -> None:
        self.hover(spot)

    def release(self, spot: Spot) -> None:
        pass
