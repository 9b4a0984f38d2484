"""Tools that change what is seen, and nothing of the annotation."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ...panels.views_panel import ViewsPanel
from .spot import Idle, Spot

ZOOM_BY_PIXEL = 1.01


class Look(Idle):
    """Without a tool: the other planes go where one clicks."""

    def __init__(self, panel: ViewsPanel) -> None:
        self._panel = panel

    def press(self, spot: Spot, *, double: bool) -> None:
        self._panel.go_to(spot.ijk)

    def drag(self, spot: Spot) -> None:
        self._panel.go_to(spot.ijk)


class _Dragging(Idle, ABC):
    """Does something for each pixel on the way."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def press(self, spot: Spot, *, double: bool) -> None:
        self._last = spot.xy

    def drag(self, spot: Spot) -> None:
        if self._last is not None:
            self.moved(spot, (spot.xy[0] - self._last[0], spot.xy[1] - self._last[1]))
        self._last = spot.xy

    def release(self, spot: Spot) -> None:
        self._last = None

    def drop(self) -> None:
        self._last = None

    @abstractmethod
    def moved(self, spot: Spot, by: tuple[float, float]) -> None:
        """The pointer went so many pixels right and down since it was heard of last."""


class Pan(_Dragging):
    """The image goes with the pointer."""

    def moved(self, spot: Spot, by: tuple[float, float]) -> None:
        spot.plane.pan(by)


class Zoom(_Dragging):
    """Up is larger."""

    def moved(self, spot: Spot, by: tuple[float, float]) -> None:
        spot.plane.zoom(ZOOM_BY_PIXEL ** by[1])


class WindowLevel(_Dragging):
    """To the right a wider window, up a lower level (a brighter image); as fast as the window is wide."""

    def __init__(self, panel: ViewsPanel) -> None:
        super().__init__()
        self._panel = panel

    def moved(self, spot: Spot, by: tuple[float, float]) -> None:
        window = self._panel.window
        if window:
            a_pixel = max(window.width, 1e-6) / 300
            self._panel.set_window(window.width + by[0] * a_pixel, window.level - by[1] * a_pixel)
