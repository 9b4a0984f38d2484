"""What the mouse does in a plane's view."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from trame_slicer.views import SliceView
from vtkmodules.vtkCommonCore import vtkCommand

from .feedback import Feedback
from .slice_plane import SlicePlane
from .spot import MouseTool, Spot

DOUBLE_CLICK_S = 0.4
DOUBLE_CLICK_PIXELS = 6.0
ZOOM_BY_WHEEL = 1.15
ZOOM_BY_PIXEL = 1.01
_FIRST = 100.0  # before Slicer's own, which then hear nothing of it

Step = Callable[[int], object]


class Pointer:
    """Left: the tool in hand. Middle: move. Right: zoom. Wheel: slices; with Shift the brush, with Ctrl zoom.

    plane() is None while nothing is shown; tool() is the one in hand; turned(by, shift) hears of the wheel;
    passed(spot) of the pointer with Shift held: the other planes go there. Keys come here that are no shortcut
    of the page.
    """

    def __init__(
        self,
        view: SliceView,
        plane: Callable[[], SlicePlane | None],
        tool: Callable[[], MouseTool],
        *,
        turned: Callable[[int, bool], object],
        passed: Callable[[Spot], object],
    ) -> None:
        self.feedback = Feedback(view)
        self._interactor = view.interactor()
        self._plane = plane
        self._tool = tool
        self._turned = turned
        self._passed = passed
        self._held = ""
        self._last_xy = (0.0, 0.0)
        self._pressed_at = (-math.inf, (0.0, 0.0))
        self._last_used = -math.inf
        hears: dict[int, Callable[[Spot], None]] = {
            vtkCommand.LeftButtonPressEvent: self._press,
            vtkCommand.LeftButtonReleaseEvent: self._release,
            vtkCommand.MiddleButtonPressEvent: lambda spot: self._hold("middle", spot),
            vtkCommand.MiddleButtonReleaseEvent: lambda spot: self._hold("", spot),
            vtkCommand.RightButtonPressEvent: lambda spot: self._hold("right", spot),
            vtkCommand.RightButtonReleaseEvent: lambda spot: self._hold("", spot),
            vtkCommand.MouseMoveEvent: self._move,
            vtkCommand.MouseWheelForwardEvent: lambda spot: self._wheel(1, spot),
            vtkCommand.MouseWheelBackwardEvent: lambda spot: self._wheel(-1, spot),
            vtkCommand.LeaveEvent: lambda _spot: self.feedback.hide() if not self._held else None,
            vtkCommand.KeyPressEvent: lambda _spot: self._tool().key(self._interactor.GetKeySym() or ""),
            vtkCommand.KeyReleaseEvent: lambda _spot: None,  # the page's shortcuts answer keys, not Slicer's
            vtkCommand.CharEvent: lambda _spot: None,
        }
        for event, hear in hears.items():
            self._observe(event, hear)

    @property
    def last_used(self) -> float:
        """When a button was last down here, by time.monotonic."""
        return time.monotonic() if self._held else self._last_used

    def _observe(self, event: int, hear: Callable[[Spot], None]) -> None:
        tag = 0

        def heard(_caller: Any, _event: str) -> None:
            self._interactor.GetCommand(tag).SetAbortFlag(1)
            plane = self._plane()
            if plane is not None:
                hear(self._spot(plane))

        tag = self._interactor.AddObserver(event, heard, _FIRST)

    def _spot(self, plane: SlicePlane) -> Spot:
        x, y = self._interactor.GetEventPosition()
        return Spot(plane, self.feedback, (float(x), float(y)), plane.place_at((x, y)))

    def _press(self, spot: Spot) -> None:
        at, xy = self._pressed_at
        double = time.monotonic() - at < DOUBLE_CLICK_S and math.dist(xy, spot.xy) < DOUBLE_CLICK_PIXELS
        self._pressed_at = (-math.inf if double else time.monotonic(), spot.xy)
        self._hold("left", spot)
        self._tool().press(spot, double=double)

    def _release(self, spot: Spot) -> None:
        if self._held == "left":
            self._tool().release(spot)
        self._hold("", spot)

    def _hold(self, button: str, spot: Spot) -> None:
        self._held, self._last_xy = button, spot.xy
        self._last_used = time.monotonic()

    def _move(self, spot: Spot) -> None:
        by = spot.xy[0] - self._last_xy[0], spot.xy[1] - self._last_xy[1]
        self._last_xy = spot.xy
        if self._held == "left":
            self._tool().drag(spot)
        elif self._held == "middle":
            spot.plane.pan(by)
        elif self._held == "right":
            spot.plane.zoom(ZOOM_BY_PIXEL ** by[1])
        else:
            if self._interactor.GetShiftKey():
                self._passed(spot)
            self._tool().hover(spot)

    def _wheel(self, by: int, spot: Spot) -> None:
        if self._interactor.GetControlKey():
            spot.plane.zoom(ZOOM_BY_WHEEL**by, spot.xy)
        else:
            self._turned(by, bool(self._interactor.GetShiftKey()))
        self._tool().hover(self._spot(spot.plane))
