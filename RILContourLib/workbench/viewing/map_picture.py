"""A map that explains a model, laid over a plane."""

from __future__ import annotations

import numpy as np
from trame_slicer.views import SliceView

from .screen_image import ScreenImage
from .slice_plane import SlicePlane


class MapPicture:
    """Of one view: each voxel's colour, as it lies below the pixels."""

    def __init__(self, view: SliceView) -> None:
        self._picture = ScreenImage(view)

    def hide(self) -> None:
        self._picture.hide()

    def draw(self, plane: SlicePlane, colours: np.ndarray | None) -> None:
        """colours : uint8 (.., .., 4) of the slice that the plane shows, its two image axes in their order; or none."""
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
