"""Tools that mark voxels in the planes."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...annotation.extent import Extent
from ...panels.opened import OpenSeries
from ...panels.roi_operations import ROIOperations
from ...panels.tools_panel import ToolsPanel
from ...project.roi import ROI
from ...refine.filling import flooded
from ...refine.outlines import outline_voxels
from ...refine.strokes import Brush, stroke_voxels
from .feedback import Colour, Feedback, rgb
from .spot import Idle, Spot

ERASING: Colour = (1.0, 1.0, 1.0)
CLOSE_PIXELS = 3.0


class _Marking(Idle):
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


class PaintBrush(_Marking):
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


class Outline(_Marking):
    """Drawn round what is to be marked, or cut (scissors), with the button down."""

    def __init__(self, tools: ToolsPanel) -> None:
        super().__init__(tools)
        self.corners: list[Spot] = []

    def press(self, spot: Spot, *, double: bool) -> None:
        self.drop()
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
        shape = first.plane.shape
        if self.tools.tool == "scissors":
            self._cut(np.array(corners), axis, number, shape)
            return
        reach = (self.tools.settings.brush_slices - 1) // 2
        marked = outline_voxels(np.array(corners), axis, (number - reach, number + reach + 1), shape)
        if marked:
            erase = self.tools.tool == "erase"
            self.tools.mark(*marked, tool=self.tools.tool, axis=axis, erase=erase, into=self._into)

    def _cut(self, corners: np.ndarray, axis: int, number: int, shape: tuple[int, int, int]) -> None:
        settings = self.tools.settings
        slices = (0, shape[axis]) if settings.through else (number, number + 1)
        inside = outline_voxels(corners, axis, slices, shape)
        if inside is None:
            return
        if settings.cut == "erase inside":
            self.tools.mark(*inside, tool="scissors", axis=axis, erase=True, into=self._into)
            return
        start, stop = [0, 0, 0], list(shape)
        start[axis], stop[axis] = slices
        box = Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
        outside = np.ones(box.shape, bool)
        outside[inside[0].slices(box.start)] &= ~inside[1]
        self.tools.mark(box, outside, tool="scissors", axis=axis, erase=True, into=self._into)


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


class FloodFill(_Marking):
    """Marks what is connected to the voxel clicked on and as bright, as one edit, beside the event loop."""

    def press(self, spot: Spot, *, double: bool) -> None:
        tools, voxel = self.tools, spot.voxel
        opened = tools.workspace.opened
        target = tools.target
        if opened is None or target is None or not tools.may_change() or not spot.plane.holds(voxel):
            return
        if tools.state.busy_with:
            return
        pixels = tools.pixels_of(opened, tools.frame)
        axis = None if tools.settings.fill_in_3d else spot.axis
        tools.busy("flood fill")
        tools.workspace.executor.submit(partial(self._fill, opened, (target, tools.frame), pixels, voxel, axis))

    def _fill(
        self,
        opened: OpenSeries,
        into: tuple[ROI, int],
        pixels: np.ndarray,
        voxel: tuple[int, int, int],
        axis: int | None,
    ) -> None:
        """On the executor's thread."""
        tools = self.tools
        try:
            if pixels.ndim == 4:
                pixels = pixels[..., :3].mean(axis=3)
            whole = Extent.whole(opened.annotation.shape)
            allowed = tools.allowed(opened, whole, into[1]) if tools.limits else None
            marked = flooded(pixels, voxel, tools.settings.tolerance, axis=axis, allowed=allowed)
            if tools.workspace.opened is opened:
                tools.mark(*marked, tool="flood fill", axis=axis, into=into)
        finally:
            tools.busy("")


class Island(_Marking):
    """Keeps, removes or gives away the connected part of the ROI that is clicked on."""

    def __init__(self, tools: ToolsPanel, operations: ROIOperations) -> None:
        super().__init__(tools)
        self._operations = operations

    def press(self, spot: Spot, *, double: bool) -> None:
        if spot.plane.holds(spot.voxel):
            self._operations.use_island(spot.voxel)
