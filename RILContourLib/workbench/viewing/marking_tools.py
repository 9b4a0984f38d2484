"""Tools that mark voxels in the planes."""

from __future__ import annotations

import numpy as np

from ...panels.tools_panel import ToolsPanel
from ...project.roi import ROI
from ...refine.strokes import Brush, stroke_voxels
from .feedback import Colour, Feedback, rgb
from .spot import Idle, Spot

ERASING: Colour = (1.0, 1.0, 1.0)


class Marking(Idle):
    """What tools have that mark the current ROI."""

    def __init__(self, tools: ToolsPanel) -> None:
        self.tools = tools
        self._feedback: Feedback | None = None
        self._into: tuple[ROI, int] | None = None

    def _begin(self) -> bool:
        """Whether the current ROI may be changed; then the whole stroke is its, whatever is chosen meanwhile."""
        target = self.tools.target
        if target is None or not self.tools.may_change():
            return False
        self._into = target, self.tools.frame
        return True

    @property
    def colour(self) -> Colour:
        target = self.tools.target
        return rgb(target.color) if target else ERASING

    def drop(self) -> None:
        if self._feedback:
            self._feedback.hide()
            self._feedback = None


class PaintBrush(Marking):
    """Paints, or erases; the stroke is one edit, made when the button is let go."""

    def __init__(self, tools: ToolsPanel) -> None:
        super().__init__(tools)
        self._path: list[Spot] = []
        self._erasing = False

    def hover(self, spot: Spot) -> None:
        if self._feedback is not spot.feedback:
            self.drop()
        self._feedback = spot.feedback
        self._show_brush(spot)

    def press(self, spot: Spot, *, double: bool) -> None:
        self._path = []
        self._erasing = self.tools.tool == "erase"  # to its end, though the key may go up before the button
        if self._begin():
            self._add(spot)

    def drag(self, spot: Spot) -> None:
        if self._path:
            self._add(spot)

    def release(self, spot: Spot) -> None:
        self.settle()

    def settle(self) -> None:
        path, self._path = self._path, []
        if not path:
            return
        settings, plane = self.tools.settings, path[0].plane
        axis = path[0].axis
        sphere = settings.brush_shape == "sphere"
        brush = Brush(settings.brush_mm, None if sphere else axis, settings.brush_slices)
        marked = stroke_voxels(np.array([at.ijk for at in path]), brush, plane.spacing_mm, plane.shape)
        if marked:
            tool = "erase" if self._erasing else "paint"
            self.tools.mark(*marked, tool=tool, axis=axis, erase=self._erasing, into=self._into)
        path[0].feedback.hide_trail()

    def drop(self) -> None:
        self._path = []
        super().drop()

    def _add(self, spot: Spot) -> None:
        self._feedback = spot.feedback
        before = self._path[-1] if self._path else spot
        self._path.append(spot)
        spot.feedback.trail(before.xy, spot.xy, self._radius_pixels(spot), self._brush_colour)
        self._show_brush(spot)

    def _show_brush(self, spot: Spot) -> None:
        spot.feedback.brush(spot.xy, self._radius_pixels(spot), self._brush_colour)

    def _radius_pixels(self, spot: Spot) -> float:
        return self.tools.settings.brush_mm / 2 / spot.plane.mm_per_pixel

    @property
    def _brush_colour(self) -> Colour:
        erasing = self._erasing if self._path else self.tools.tool == "erase"
        return ERASING if erasing else self.colour
