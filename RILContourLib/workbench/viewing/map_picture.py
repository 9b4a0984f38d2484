"""A map that explains a model, laid over a plane."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from trame_slicer.views import SliceView

from .screen_image import ScreenImage
from .slice_plane import SlicePlane

MapAt = Callable[[int, int, int], "np.ndarray | None"]


class MapPicture:
    """Of one view: each voxel's colour, as it lies below the pixels.

    map_at(axis, number, frame) : uint8 (.., .., 4), red, green, blue and opacity, of that slice of the image, its two
        image axes in their order; None for no map
    """

    def __init__(self, view: SliceView, map_at: MapAt) -> None:
        self._picture = ScreenImage(view)
        self._map_at = map_at

    def hide(self) -> None:
        self._picture.hide()

    def draw(self, plane: SlicePlane, frame: int) -> None:
        colours = self._map_at(plane.plane.axis, plane.number, frame)
        if colours is None:
            self.hide()
            return
        self._picture.fit()
        columns, rows = plane.voxels_of_pixels()
        turned = colours if plane.plane.up[0] < plane.plane.right[0] else colours.swapaxes(0, 1)
        found = turned[np.ix_(rows, columns)]
        found[rows < 0] = 0
        found[:, columns < 0] = 0
        np.copyto(self._picture.pixels, found)
        self._picture.show()
