"""Where a brush went since the button was pressed."""

from __future__ import annotations

import numpy as np
from trame_slicer.views import SliceView

from .screen_image import ScreenImage

_OPACITY = 0.45


class Trail:
    """One picture, not a shape for each piece of the way: where it crosses itself it is no darker."""

    def __init__(self, view: SliceView) -> None:
        self._picture = ScreenImage(view)

    def add(self, start: tuple[float, float], end: tuple[float, float], radius: float, colour: tuple) -> None:
        """The way from one pixel to another, as wide as the brush; colours from 0 to 1."""
        self._picture.fit()
        pixels = self._picture.pixels
        height, width = pixels.shape[:2]
        radius = max(radius, 1.0)
        x0, x1 = (int(np.clip(at, 0, width)) for at in _reach(start[0], end[0], radius))
        y0, y1 = (int(np.clip(at, 0, height)) for at in _reach(start[1], end[1], radius))
        if x0 < x1 and y0 < y1:
            near = _near(np.arange(x0, x1), np.arange(y0, y1), np.array(start), np.array(end), radius)
            pixels[y0:y1, x0:x1][near] = (*(round(255 * value) for value in colour), round(255 * _OPACITY))
        self._picture.show()

    def clear(self) -> None:
        if self._picture.shown:
            self._picture.pixels[...] = 0
            self._picture.hide()


def _reach(start: float, end: float, radius: float) -> tuple[float, float]:
    return min(start, end) - radius, max(start, end) + radius + 2


def _near(x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray, radius: float) -> np.ndarray:
    """bool (y, x): pixels no further than the radius from the way between two."""
    across, along = x[None, :] - start[0], y[:, None] - start[1]
    way = end - start
    length_squared = float(way @ way)
    share = np.clip((across * way[0] + along * way[1]) / length_squared, 0, 1) if length_squared else 0.0
    return np.asarray((across - share * way[0]) ** 2 + (along - share * way[1]) ** 2 <= radius**2)
