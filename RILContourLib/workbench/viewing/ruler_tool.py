"""Distances are measured with the mouse."""

from __future__ import annotations

import math

from ...panels.ruler import Ruler
from .spot import Idle, Spot

DRAGGED_PIXELS = 5.0


class RulerTool(Idle):
    """A click where the distance begins and another where it ends; or drawn from one to the other."""

    def __init__(self, ruler: Ruler) -> None:
        self._ruler = ruler
        self._pressed_xy: tuple[float, float] | None = None

    def press(self, spot: Spot, *, double: bool) -> None:
        if self._goes_on(spot):
            self._ruler.lead(spot.ijk, to_its_end=True)
        else:
            self._pressed_xy = spot.xy
            self._ruler.begin(spot.axis, spot.plane.number, spot.ijk)

    def drag(self, spot: Spot) -> None:
        self.hover(spot)

    def hover(self, spot: Spot) -> None:
        if self._goes_on(spot):
            self._ruler.lead(spot.ijk)

    def release(self, spot: Spot) -> None:
        pressed, self._pressed_xy = self._pressed_xy, None
        if pressed and math.dist(pressed, spot.xy) > DRAGGED_PIXELS and self._goes_on(spot):
            self._ruler.lead(spot.ijk, to_its_end=True)

    def drop(self) -> None:
        self._pressed_xy = None
        if self._ruler.is_begun:
            self._ruler.clear()

    def _goes_on(self, spot: Spot) -> bool:
        """Whether the distance that was begun lies in the slice below the pointer."""
        distance = self._ruler.state
        return (
            distance is not None
            and not distance.is_set
            and (distance.axis, distance.number) == (spot.axis, spot.plane.number)
        )
