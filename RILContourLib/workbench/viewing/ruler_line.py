"""The line of a ruler and its length, in the view of a plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from trame_slicer.views import SliceView
from vtkmodules.vtkRenderingCore import vtkTextActor

from ...panels.ruler import Ruler
from .feedback import Colour, Line
from .overlay import overlay
from .slice_plane import SlicePlane

_COLOUR: Colour = (1.0, 0.87, 0.2)
_SHADOW: Colour = (0.0, 0.0, 0.0)
_TICK_PIXELS = 6
_TEXT_PIXELS = 15
_BESIDE_PIXELS = 10


class RulerLine:
    """Seen in the slice that was measured in, and in no other."""

    def __init__(self, view: SliceView, ruler: Ruler) -> None:
        self._ruler = ruler
        self._lines = [(Line(view, width), colour) for width, colour in ((4, _SHADOW), (2, _COLOUR))]
        self._text: Any = vtkTextActor()
        look = self._text.GetTextProperty()
        look.SetFontSize(_TEXT_PIXELS)
        look.SetColor(*_COLOUR)
        look.SetBackgroundColor(*_SHADOW)
        look.SetBackgroundOpacity(0.7)
        look.BoldOn()
        self._text.SetVisibility(False)
        overlay(view).AddViewProp(self._text)

    def draw(self, plane: SlicePlane, frame: int) -> None:
        distance = self._ruler.state
        if distance is None or (distance.axis, distance.number) != (plane.plane.axis, plane.number):
            self.hide()
            return
        start, end = plane.pixels_at(np.array([distance.start_ijk, distance.end_ijk]))
        for line, colour in self._lines:
            line.show(_with_ticks(start, end), colour, closed=False)
        self._text.SetInput(f" {distance.length_mm:.1f} mm ")
        size = np.zeros(2)
        self._text.GetSize(plane.view.first_renderer(), size)
        limits = np.array(plane.size_pixels) - size
        x, y = np.clip(end + _BESIDE_PIXELS, 0, np.maximum(limits, 0))
        self._text.SetPosition(x, y)
        self._text.SetVisibility(distance.length_mm > 0)

    def hide(self) -> None:
        for line, _colour in self._lines:
            line.hide()
        self._text.SetVisibility(False)


def _with_ticks(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(n, 2): the way from one place to the other, with a short line across it at both."""
    way = end - start
    length = float(np.hypot(*way))
    across = np.array([-way[1], way[0]]) / length * _TICK_PIXELS if length else np.zeros(2)
    return np.array([start + across, start - across, start, end, end + across, end - across])
