"""Tools that mark, or choose, what is connected to the voxel that is clicked on."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...annotation.extent import Extent
from ...panels.opened import OpenSeries
from ...panels.roi_operations import ROIOperations
from ...panels.tools_panel import ToolsPanel
from ...panels.translation import _
from ...project.roi import ROI
from ...refine.filling import flooded
from .marking_tools import Marking
from .spot import Spot


class FloodFill(Marking):
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
                others = _others_in(opened, into, *marked)
                if tools.mark(*marked, tool="flood fill", axis=axis, into=into) and others:
                    tools.workspace.messages.say(_remark(opened, others))
        finally:
            tools.busy("")


def _others_in(opened: OpenSeries, into: tuple[ROI, int], box: Extent, voxels: np.ndarray) -> list[str]:
    """The names of the other areas that hold some of the voxels: bool (i, j, k) of `box`."""
    target, frame = into
    others = []
    for roi in opened.definitions.rois:
        if roi.kind == "area" and roi.id != target.id:
            held = opened.annotation.mask(roi.id, frame).extent
            if held and held.intersection(box) and (opened.annotation.read(roi.id, box, frame) & voxels).any():
                others.append(roi.name)
    return others


def _remark(opened: OpenSeries, others: list[str]) -> str:
    """A fill goes as far as the intensities are alike, and that is often further than was meant."""
    if opened.definitions.one_roi_per_voxel:
        return _("The fill reached into {others}, which lost what it gained unless locked.").format(
            others=", ".join(others)
        )
    return _("Some of the filled voxels are in {others}, too.").format(others=", ".join(others))


class Island(Marking):
    """Keeps, removes or gives away the connected part of the ROI that is clicked on."""

    def __init__(self, tools: ToolsPanel, operations: ROIOperations) -> None:
        super().__init__(tools)
        self._operations = operations

    def press(self, spot: Spot, *, double: bool) -> None:
        if spot.plane.holds(spot.voxel):
            self._operations.use_island(spot.voxel)
