"""The area ROI in a plane: their fill and their outlines, as one picture.

Slicer draws a picture as large as the view twice for each segment; with 35 of them and no graphics card that takes
longer than a hand needs to move on. Here only what an ROI covers is worked out, and what an edit changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from trame_slicer.views import SliceView

from ...annotation.annotation import Annotation
from ...annotation.extent import Extent
from ...project.roi import ROI
from .feedback import rgb
from .screen_image import ScreenImage
from .slice_plane import SlicePlane

LINE_PIXELS = 2
_Box = tuple[slice, slice]


@dataclass(frozen=True)
class ROILook:
    """fill : opacity from 0 to 1; hidden : ids of ROI that are not drawn; current : the one on top."""

    fill: float
    outlines_only: bool
    hidden: frozenset[str]
    current: str | None = None


class ROIPicture:
    """Of one view. `forget` what an edit changed, then `draw`."""

    def __init__(self, view: SliceView) -> None:
        self._picture = ScreenImage(view)
        self._of: tuple[Annotation, int, int, int] | None = None
        self._slices: dict[str, tuple[_Box, np.ndarray] | None] = {}

    def forget(self, rois: Iterable[str]) -> None:
        """Read these ROI again before they are drawn next."""
        for roi in rois:
            self._slices.pop(roi, None)

    def hide(self) -> None:
        self._of, self._slices = None, {}
        self._picture.hide()

    def draw(self, plane: SlicePlane, annotation: Annotation, rois: Sequence[ROI], frame: int, look: ROILook) -> None:
        """Draw the slice that the plane shows; later ROI lie over earlier ones, the current one over all."""
        self._keep_what_holds(annotation, plane, frame)
        self._picture.fit()
        height, width = self._picture.pixels.shape[:2]
        canvas = np.zeros((height, width, 4), np.float32)  # colours times opacity, and opacity
        columns, rows = plane.voxels_of_pixels()
        for roi in sorted(rois, key=lambda each: each.id == look.current):
            if roi.kind == "area" and roi.id not in look.hidden:
                self._draw_one(canvas, roi, self._slice_of(roi.id, annotation, plane, frame), columns, rows, look)
        opacity = canvas[..., 3]
        np.divide(canvas[..., :3], opacity[..., None], out=canvas[..., :3], where=opacity[..., None] > 0)
        np.multiply(canvas, 255, out=canvas)
        np.copyto(self._picture.pixels, canvas, casting="unsafe")
        self._picture.show()

    def _keep_what_holds(self, annotation: Annotation, plane: SlicePlane, frame: int) -> None:
        of = annotation, plane.plane.axis, plane.number, frame
        if self._of is None or self._of[0] is not annotation or self._of[1:] != of[1:]:
            self._of, self._slices = of, {}

    def _slice_of(
        self, roi: str, annotation: Annotation, plane: SlicePlane, frame: int
    ) -> tuple[_Box, np.ndarray] | None:
        """What the ROI marks in the slice: where along up and right, and bool (up, right) of that; None for nothing."""
        if roi not in self._slices:
            start, stop = [0, 0, 0], list(annotation.shape)
            start[plane.plane.axis], stop[plane.plane.axis] = plane.number, plane.number + 1
            box = Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
            marked = annotation.read(roi, box, frame)
            found = Extent.around(marked)
            up, right = plane.plane.up[0], plane.plane.right[0]
            if found is None:
                self._slices[roi] = None
            else:
                across = found.slices()
                flat = marked[across].squeeze(plane.plane.axis)
                self._slices[roi] = (across[up], across[right]), flat if up < right else flat.T
        return self._slices[roi]

    def _draw_one(
        self,
        canvas: np.ndarray,
        roi: ROI,
        held: tuple[_Box, np.ndarray] | None,
        columns: np.ndarray,
        rows: np.ndarray,
        look: ROILook,
    ) -> None:
        if held is None:
            return
        (up, right), marked = held
        y, x = pixels_within(rows, up), pixels_within(columns, right)
        if y is None or x is None:
            return
        mask = marked[np.ix_(rows[y] - up.start, columns[x] - right.start)]
        self._lay(canvas[y, x], mask, roi, look, (y.start, x.start))

    def _lay(self, part: np.ndarray, mask: np.ndarray, roi: ROI, look: ROILook, corner: tuple[int, int]) -> None:
        """Lay a mask, bool (y, x), over `part`, whose first pixel is the view's pixel `corner` (y, x)."""
        inner = without_border(mask)
        opacity = np.where(inner, 0.0 if look.outlines_only else look.fill, 1.0) * mask
        part *= (1 - opacity)[..., None]
        part += opacity[..., None] * np.array([*rgb(roi.color), 1.0], np.float32)


def pixels_within(voxels: np.ndarray, marked: slice) -> slice | None:
    """The pixels whose voxels lie in a range; they are neighbours, as voxels only grow or only fall along a line."""
    found = np.flatnonzero((voxels >= marked.start) & (voxels < marked.stop))
    return slice(int(found[0]), int(found[-1]) + 1) if found.size else None


def without_border(mask: np.ndarray) -> np.ndarray:
    """What is more than LINE_PIXELS from all that is not marked, along x and y; the border of the array counts so."""
    inner = np.pad(mask, LINE_PIXELS)
    for axis in (0, 1):
        whole = inner.copy()
        for step in range(1, LINE_PIXELS + 1):
            inner &= np.roll(whole, step, axis) & np.roll(whole, -step, axis)
    return inner[LINE_PIXELS:-LINE_PIXELS, LINE_PIXELS:-LINE_PIXELS]
