"""Which voxels of a slice the intensity range lets tools change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from trame_slicer.views import SliceView

from .screen_image import ScreenImage
from .slice_plane import SlicePlane

AllowedIn = Callable[[int, int, int], "np.ndarray | None"]
_COLOUR = (90, 200, 255)
_BETWEEN, _DOT = 60, 210  # opacity, of 255
_EVERY, _WIDE = 5, 2  # pixels


class RangePicture:
    """Dots, which neither ROI nor drafts have, in one view.

    allowed_in(axis, number, frame) : bool (i, j, k) of that slice, one voxel thick; None while no range is on
    """

    def __init__(self, view: SliceView, allowed_in: AllowedIn) -> None:
        self._picture = ScreenImage(view)
        self._allowed_in = allowed_in

    def draw(self, plane: SlicePlane, frame: int) -> None:
        axis = plane.plane.axis
        allowed = self._allowed_in(axis, plane.number, frame)
        if allowed is None:
            self.hide()
            return
        up, right = plane.plane.up[0], plane.plane.right[0]
        flat = allowed.squeeze(axis) if up < right else allowed.squeeze(axis).T
        self._picture.fit()
        columns, rows = plane.voxels_of_pixels()
        y, x = np.flatnonzero(rows >= 0), np.flatnonzero(columns >= 0)
        opacity = np.zeros(self._picture.pixels.shape[:2], np.uint8)
        dots = np.where((y[:, None] % _EVERY < _WIDE) & (x % _EVERY < _WIDE), _DOT, _BETWEEN)
        opacity[np.ix_(y, x)] = dots * flat[np.ix_(rows[y], columns[x])]
        self._picture.pixels[..., :3] = _COLOUR
        self._picture.pixels[..., 3] = opacity
        self._picture.show()

    def hide(self) -> None:
        if self._picture.shown:
            self._picture.hide()
