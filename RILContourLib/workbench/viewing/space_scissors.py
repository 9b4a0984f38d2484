"""Scissors in the 3D view: what is drawn round there is cut or filled through the whole volume.

The page draws the outline (its `outline.js`): without a graphics card a picture of the view for each move would take
longer than the hand.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from trame_slicer.views import ThreeDView

from ...panels.scissors import Into, Scissors
from ...panels.tools_panel import ToolsPanel
from ...slicerbridge.geometry import DisplayGeometry
from .outline_tools import CLOSE_PIXELS
from .space_projection import XY, ijk_to_xyw


class SpaceScissors:
    """A `SpaceTool`. display() is None while nothing is shown."""

    def __init__(self, view: ThreeDView, tools: ToolsPanel, display: Callable[[], DisplayGeometry | None]) -> None:
        self._view = view
        self._tools = tools
        self._display = display
        self._scissors = Scissors(tools)
        self._corners: list[XY] = []
        self._into: Into | None = None

    def press(self, xy: XY) -> bool:
        target = self._tools.target
        if target is None or self._display() is None:
            return False
        if self._tools.may_change():
            self._into = target, self._tools.frame
            self._corners.append(xy)
        return True

    def drag(self, xy: XY) -> None:
        if self._corners and np.hypot(*np.subtract(xy, self._corners[-1])) >= CLOSE_PIXELS:
            self._corners.append(xy)

    def release(self) -> None:
        corners, display = np.array(self._corners), self._display()
        self.drop()
        if len(corners) > 2 and display and self._into:
            self._scissors.cut_through(corners, ijk_to_xyw(self._view, display), self._into)

    def settle(self) -> None:
        """An outline that is not closed yet is no edit."""

    def drop(self) -> None:
        self._corners = []
