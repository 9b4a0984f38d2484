"""The brush in the 3D view: it marks, or erases, balls of voxels where it goes over the surface of the current ROI."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from trame_slicer.views import ThreeDView

from ...annotation.extent import Extent
from ...panels.scissors import Into
from ...panels.tools_panel import ToolsPanel
from ...project.roi import ROI
from ...refine.lines_of_sight import first_marked
from ...refine.strokes import Brush, strokes_voxels
from ...slicerbridge.geometry import DisplayGeometry
from .space_projection import XY, line_behind, pixels_of_mm

STEP_PIXELS = 4.0
"""So far apart are the places of a stroke at which the surface is looked for."""


class SpaceBrush:
    """A `SpaceTool`. The surface is that of the voxels before the stroke: it does not grow under the brush.

    display_of(roi) is None where the view does not show that ROI; brushing(pixels) hears how wide the brush is seen
    when a stroke begins, and 0 when it has ended.
    """

    def __init__(
        self,
        view: ThreeDView,
        tools: ToolsPanel,
        display_of: Callable[[ROI], DisplayGeometry | None],
        brushing: Callable[[float], object],
    ) -> None:
        self._view = view
        self._tools = tools
        self._display_of = display_of
        self._brushing = brushing
        self._paths: list[list[np.ndarray]] = []
        self._last: XY = (0.0, 0.0)
        self._erasing = False
        self._into: Into | None = None

    def press(self, xy: XY) -> bool:
        """Beside the ROI, or while it cannot be changed, the view turns."""
        target = self._tools.target
        display = self._display_of(target) if target else None
        if target is None or display is None:
            return False
        self._into, self._last = (target, self._tools.frame), xy
        met = self._met(xy, display)
        if met is None or not self._tools.may_change():
            return False
        self._erasing = self._tools.tool == "erase"  # to its end, though the key may go up before the button
        self._paths = [[met]]
        self._brushing(pixels_of_mm(self._view, display, met, self._tools.settings.brush_mm))
        return True

    def drag(self, xy: XY) -> None:
        display = self._display_of(self._into[0]) if self._into and self._paths else None
        if display is None:
            return
        way = np.subtract(xy, self._last)
        steps = int(np.hypot(*way) // STEP_PIXELS)
        for _step in range(steps):
            self._last = tuple(np.add(self._last, way / steps).tolist())
            self._go_to(self._met(self._last, display), display)

    def release(self) -> None:
        self.settle()

    def settle(self) -> None:
        paths, self._paths = [np.array(path) for path in self._paths if path], []
        opened = self._tools.workspace.opened
        if not paths or opened is None:
            return
        self._brushing(0)
        geometry = opened.image.geometry
        marked = strokes_voxels(paths, Brush(self._tools.settings.brush_mm), geometry.spacing_mm, geometry.shape)
        if marked:
            tool = "erase" if self._erasing else "paint"
            self._tools.mark(*marked, tool=tool, erase=self._erasing, into=self._into)

    def drop(self) -> None:
        if self._paths:
            self._brushing(0)
        self._paths = []

    def _go_to(self, met: np.ndarray | None, display: DisplayGeometry) -> None:
        """The brush goes straight on as long as the surface does; where it jumps or ends, a new path begins."""
        path = self._paths[-1]
        if met is None:
            if path:
                self._paths.append([])
        elif path and self._apart_mm(path[-1], met, display) > self._tools.settings.brush_mm:
            self._paths.append([met])
        else:
            path.append(met)

    def _met(self, xy: XY, display: DisplayGeometry) -> np.ndarray | None:
        """Where the line of sight meets the ROI, (3,) continuous file ijk."""
        opened = self._tools.workspace.opened
        if opened is None or self._into is None:
            return None
        annotation, (roi, frame) = opened.annotation, self._into

        def read(box: Extent) -> np.ndarray:
            return annotation.read(roi.id, box, frame)

        return first_marked(*line_behind(self._view, display, xy), display.shape, read)

    @staticmethod
    def _apart_mm(one: np.ndarray, other: np.ndarray, display: DisplayGeometry) -> float:
        return float(np.linalg.norm((one - other) * display.spacing_mm))
