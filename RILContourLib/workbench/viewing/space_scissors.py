"""Scissors in the 3D view: what is drawn round there is cut or filled through the whole volume.

The page draws the outline (its `outline.js`): without a graphics card a picture of the view for each move would take
longer than the hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from trame_slicer.views import ThreeDView
from vtkmodules.vtkCommonCore import vtkCommand

from ...panels.scissors import Into, Scissors
from ...panels.tools_panel import ToolsPanel
from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.vtk_data import affine_of
from .outline_tools import CLOSE_PIXELS

_FIRST = 100.0  # before Slicer's own, which then hear nothing of it


def ijk_to_xyw(view: ThreeDView, display: DisplayGeometry) -> np.ndarray:
    """(3, 4): homogeneous continuous file ijk to (x w, y w, w), x and y in the view's pixels from bottom left.

    As the camera sees it now; w <= 0 is behind it.
    """
    renderer = view.renderer()
    camera = renderer.GetActiveCamera()
    seen = affine_of(camera.GetCompositeProjectionTransformMatrix(renderer.GetTiledAspectRatio(), -1, 1))
    x, y, _depth, w = seen @ display.affine_ijk_to_ras
    width, height = view.render_window().GetSize()
    return np.stack([(x + w) * (width / 2), (y + w) * (height / 2), w])


class SpaceScissors:
    """With scissors in hand the left button draws here, and turns the view with Shift; else it does as ever.

    display() is None while nothing is shown.
    """

    def __init__(self, view: ThreeDView, tools: ToolsPanel, display: Callable[[], DisplayGeometry | None]) -> None:
        self._view = view
        self._interactor: Any = view.interactor()
        self._tools = tools
        self._display = display
        self._scissors = Scissors(tools)
        self._corners: list[tuple[float, float]] = []
        self._into: Into | None = None
        self._held: Literal["", "drawing", "turning"] = ""
        for event, hear in (
            (vtkCommand.LeftButtonPressEvent, self._press),
            (vtkCommand.MouseMoveEvent, self._move),
            (vtkCommand.LeftButtonReleaseEvent, self._release),
        ):
            self._observe(event, hear)

    def drop(self) -> None:
        """Forget what was drawn: another tool, another series, Escape."""
        self._corners = []

    def follow(self) -> None:
        """Another tool may be in hand."""
        if self._tools.tool != "scissors":
            self.drop()

    def _observe(self, event: int, hear: Callable[[], bool]) -> None:
        tag = 0

        def heard(_caller: Any, _event: str) -> None:
            if hear():
                self._interactor.GetCommand(tag).SetAbortFlag(1)

        tag = self._interactor.AddObserver(event, heard, _FIRST)

    # Each says whether nobody else is to hear of it.

    def _press(self) -> bool:
        self.drop()
        target = self._tools.target
        if self._tools.tool != "scissors" or target is None or self._display() is None:
            return False
        if self._interactor.GetShiftKey():
            self._held = "turning"
            return self._without_shift()
        self._held = "drawing"
        if self._tools.may_change():
            self._into = target, self._tools.frame
            self._corners.append(self._at)
        return True

    def _move(self) -> bool:
        if self._held == "turning":
            return self._without_shift()
        if self._corners and np.hypot(*np.subtract(self._at, self._corners[-1])) >= CLOSE_PIXELS:
            self._corners.append(self._at)
        return self._held == "drawing"

    def _release(self) -> bool:
        held, self._held = self._held, ""
        if held == "turning":
            return self._without_shift()
        corners, display = np.array(self._corners), self._display()
        self.drop()
        if len(corners) > 2 and display and self._into:
            self._scissors.cut_through(corners, ijk_to_xyw(self._view, display), self._into)
        return held == "drawing"

    @property
    def _at(self) -> tuple[float, float]:
        x, y = self._interactor.GetEventPosition()
        return float(x), float(y)

    def _without_shift(self) -> bool:
        """Slicer would move the view with Shift; here it is to turn as ever."""
        self._interactor.SetShiftKey(0)
        return False
