"""A model's draft in a plane, so that nobody takes it for the annotation: hatched, with a dashed outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from trame_slicer.views import SliceView

from ...annotation.annotation import Annotation
from ...project.roi import ROI
from .feedback import rgb
from .roi_picture import ROILook, ROIPicture, without_border
from .slice_plane import SlicePlane

DASH_PIXELS = 6
HATCH_PIXELS = 9
HATCH_LINE_PIXELS = 2
HATCH_OPACITY = 0.55


@dataclass(frozen=True, eq=False)
class DraftShown:
    """annotation : has only what waits for a decision; hidden : ids of ROI that are not drawn"""

    annotation: Annotation
    rois: tuple[ROI, ...]
    hidden: frozenset[str]


class DraftPicture:
    """A layer over the ROI of one view; `shown` says what is to be drawn."""

    def __init__(self, view: SliceView, shown: Callable[[], DraftShown | None]) -> None:
        self._picture = _Hatched(view)
        self._shown = shown

    def draw(self, plane: SlicePlane, frame: int) -> None:
        """Draw the slice that the plane shows."""
        shown = self._shown()
        if shown is None:
            self._picture.hide()
        else:
            look = ROILook(0.0, True, shown.hidden)
            self._picture.draw(plane, shown.annotation, shown.rois, frame, look)

    def hide(self) -> None:
        self._picture.hide()


class _Hatched(ROIPicture):
    """Outlines alternate between the ROI's colour and white."""

    def _lay(self, part: np.ndarray, mask: np.ndarray, roi: ROI, look: ROILook, corner: tuple[int, int]) -> None:
        hatch(part, mask, rgb(roi.color), corner)


def hatch(part: np.ndarray, mask: np.ndarray, colour: tuple[float, ...], corner: tuple[int, int]) -> None:
    """Lay a mask, bool (y, x), hatched over `part`, float (y, x, 4): colours times opacity from 0 to 1, and opacity.

    corner : the pixel (y, x) of the view that is the first of both, so that the pattern stays where it is while slices
    pass by
    """
    border = mask & ~without_border(mask)
    along = np.add.outer(corner[0] + np.arange(mask.shape[0]), corner[1] + np.arange(mask.shape[1]))
    lines = mask & ~border & (along % HATCH_PIXELS < HATCH_LINE_PIXELS)
    white = border & (along // DASH_PIXELS % 2 == 0)
    opacity = np.where(border, 1.0, HATCH_OPACITY * lines)[..., None]
    shade = np.where(white[..., None], 1.0, np.array(colour, np.float32))
    part *= 1 - opacity
    part += opacity * np.concatenate([shade, np.ones_like(opacity)], axis=-1)
