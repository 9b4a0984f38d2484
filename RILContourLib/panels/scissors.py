"""Scissors: what an outline encloses is cut out of the current ROI, or filled, in slices or through the volume."""

from __future__ import annotations

import numpy as np

from ..annotation.extent import Extent
from ..project.roi import ROI
from ..refine.outlines import outline_voxels
from ..refine.seen_through import seen_through
from .opened import OpenSeries
from .tool_settings import Cut
from .tools_panel import ToolsPanel
from .translation import _

Into = tuple[ROI, int]
"""An ROI and a frame."""


class Scissors:
    """Does what the tools' setting `cut` says, as one edit, within the tools' limits.

    An outline that encloses nothing changes nothing, also where all outside of it is meant: a message says so.
    """

    def __init__(self, tools: ToolsPanel) -> None:
        self._tools = tools

    def cut_slices(self, corners_ijk: np.ndarray, axis: int, number: int, into: Into) -> None:
        """An outline in slice `number` along an image axis; through all slices if that is set.

        corners_ijk: (n, 3) continuous
        """
        opened, settings = self._tools.workspace.opened, self._tools.settings
        if opened is None:
            return
        shape = opened.annotation.shape
        start, stop = [0, 0, 0], list(shape)
        if not settings.through:
            start[axis], stop[axis] = number, number + 1
        found = outline_voxels(corners_ijk, axis, (start[axis], stop[axis]), shape)
        box = Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
        if found is None:
            self._say_nothing_is_inside()
        elif settings.cut in ("erase inside", "fill inside"):
            self._mark(*found, settings.cut, into, axis)
        else:
            outside = np.ones(box.shape, bool)
            outside[found[0].slices(box.start)] &= ~found[1]
            self._mark(box, outside, settings.cut, into, axis)

    def cut_through(self, corners_xy: np.ndarray, ijk_to_xyw: np.ndarray, into: Into) -> None:
        """An outline on a picture of the volume, cut along the lines of sight, beside the event loop.

        corners_xy: (n, 2) pixels; ijk_to_xyw: (3, 4) how the picture shows homogeneous ijk, as (x w, y w, w)
        """
        opened, cut = self._tools.workspace.opened, self._tools.settings.cut
        if opened is None or self._tools.state.busy_with:
            return
        self._tools.busy(_("scissors"))
        work = lambda: self._cut_through(opened, corners_xy, ijk_to_xyw, cut, into)  # noqa: E731
        self._tools.workspace.executor.submit(work)

    def _cut_through(
        self, opened: OpenSeries, corners_xy: np.ndarray, ijk_to_xyw: np.ndarray, cut: Cut, into: Into
    ) -> None:
        """On the executor's thread. Only where there are voxels of the ROI can any be erased."""
        try:
            roi, frame = into
            box: Extent | None = Extent.whole(opened.annotation.shape)
            if cut in ("erase inside", "erase outside"):
                box = opened.annotation.mask(roi.id, frame).extent
            inside = seen_through(corners_xy, ijk_to_xyw, box) if box else np.zeros((0, 0, 0), bool)
            if box is None or not inside.any():
                self._say_nothing_is_inside()
            elif self._tools.workspace.opened is opened:
                chosen = inside if cut in ("erase inside", "fill inside") else ~inside
                self._mark(box, chosen, cut, into, None)
        finally:
            self._tools.busy("")

    def _mark(self, box: Extent, chosen: np.ndarray, cut: Cut, into: Into, axis: int | None) -> None:
        found = Extent.around(chosen)
        if found:
            erase = cut in ("erase inside", "erase outside")
            part = found.shifted(box.start)
            self._tools.mark(part, chosen[found.slices()], tool="scissors", axis=axis, erase=erase, into=into)

    def _say_nothing_is_inside(self) -> None:
        self._tools.workspace.messages.say(_("The outline encloses nothing that scissors could change."))
