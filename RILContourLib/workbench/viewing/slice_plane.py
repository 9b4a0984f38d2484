"""One plane of the image in its view: where it lies, what part of it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from trame_slicer.views import SliceView

from ...annotation.extent import Shape
from ...panels.planes import Plane
from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.vtk_data import affine_of

MARGIN = 1.05  # round the whole image
BAR_PIXELS = 28  # at the top, for the name and the slider: the picture is fitted below
NARROWEST_MM = 2.0
WIDEST = 20.0  # times the image


@dataclass
class _Seen:
    """The part of the plane that is seen: its middle in continuous ijk, and how many mm are as high as the view."""

    centre_ijk: np.ndarray
    height_mm: float
    fitted: bool = True


class SlicePlane:
    """Lays a view's plane along the image's axes. Places are continuous file ijk; `xy` are pixels from bottom left.

    moved : called when another part of the image or another slice is seen
    """

    def __init__(
        self, view: SliceView, plane: Plane, display: DisplayGeometry, moved: Callable[[], object] = lambda: None
    ) -> None:
        self.view = view
        self.plane = plane
        self._display = display
        self._moved = moved
        self._node = view.get_view_node()
        middle = (np.array(display.shape) - 1) / 2
        self._seen = _Seen(middle, 1.0)
        self.number = 0
        self.fit()

    @property
    def shape(self) -> Shape:
        """The image's (ni, nj, nk)."""
        return self._display.shape

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        return self._display.spacing_mm

    def holds(self, voxel: tuple[int, int, int]) -> bool:
        """Whether the image has that voxel."""
        return all(0 <= at < length for at, length in zip(voxel, self.shape, strict=True))

    @property
    def size_pixels(self) -> tuple[int, int]:
        width, height = self.view.render_window().GetSize()
        return max(width, 1), max(height, 1)

    @property
    def mm_per_pixel(self) -> float:
        return self._seen.height_mm / self.size_pixels[1]

    # What is seen

    def show_slice(self, number: int) -> None:
        self.number = number
        self._put()

    def fit(self) -> None:
        """Show the whole plane, in the middle of the view."""
        self._seen.height_mm = self._whole_mm
        middle = (np.array(self._display.shape) - 1) / 2
        self._seen.centre_ijk = middle + self._direction(self.plane.up) * self.mm_per_pixel * BAR_PIXELS / 2
        self._seen.fitted = True
        self._put()

    def resized(self) -> None:
        """The view has another size: what was fitted stays so; else what is seen stays as high."""
        if self._seen.fitted:
            self.fit()
        else:
            self._put()

    def zoom(self, factor: float, about_xy: tuple[float, float] | None = None) -> None:
        """Magnify; the place at `about_xy`, the view's middle unless given, stays where it is."""
        before = self.place_at(about_xy) if about_xy else None
        height = self._seen.height_mm / factor
        self._seen.height_mm = min(max(height, NARROWEST_MM), self._whole_mm * WIDEST)
        self._seen.fitted = False
        self._put()
        if before is not None and about_xy:
            self._seen.centre_ijk = self._seen.centre_ijk + before - self.place_at(about_xy)
            self._put()

    def pan(self, pixels: tuple[float, float]) -> None:
        """Move the image by so many pixels to the right and up."""
        moved = self._direction(self.plane.right) * pixels[0] + self._direction(self.plane.up) * pixels[1]
        self._seen.centre_ijk = self._seen.centre_ijk - moved * self.mm_per_pixel
        self._seen.fitted = False
        self._put()

    # Places

    def place_at(self, xy: tuple[float, float]) -> np.ndarray:
        """The continuous file ijk below a pixel, in the middle of the slice shown."""
        ras = affine_of(self._node.GetXYToRAS()) @ (xy[0], xy[1], 0.0, 1.0)
        place = self._display.ras_mm_to_ijk(ras[:3])
        place[self.plane.axis] = self.number
        return place

    def voxels_of_pixels(self) -> tuple[np.ndarray, np.ndarray]:
        """Which voxel lies below each column of pixels, along `right`, and each row, along `up`; -1 for none."""
        width, height = self.size_pixels
        origin, one_on, one_up = self.place_at((0, 0)), self.place_at((1, 0)), self.place_at((0, 1))
        found = []
        for (axis, _sign), count, step in ((self.plane.right, width, one_on), (self.plane.up, height, one_up)):
            voxels = np.rint(origin[axis] + np.arange(count) * (step - origin)[axis]).astype(int)
            found.append(np.where((voxels >= 0) & (voxels < self.shape[axis]), voxels, -1))
        return found[0], found[1]

    def pixels_at(self, places_ijk: np.ndarray) -> np.ndarray:
        """(n, 2): the pixels above continuous places (n, 3)."""
        ras = self._display.ijk_to_ras_mm(np.asarray(places_ijk, dtype=np.float64).reshape(-1, 3))
        homogeneous = np.column_stack([ras, np.ones(len(ras))])
        return (homogeneous @ np.linalg.inv(affine_of(self._node.GetXYToRAS())).T)[:, :2]

    def _direction(self, towards: tuple[int, int]) -> np.ndarray:
        """A mm along a direction of the screen, in voxels."""
        axis, sign = towards
        step = np.zeros(3)
        step[axis] = sign / self._display.spacing_mm[axis]
        return step

    @property
    def _whole_mm(self) -> float:
        """How many mm are as high as the view when the whole plane is seen."""
        shape, spacing = self._display.shape, self._display.spacing_mm
        across, along = (shape[axis] * spacing[axis] for axis, _sign in (self.plane.right, self.plane.up))
        width, height = self.size_pixels
        return max(along * height / max(height - BAR_PIXELS, 1), across * height / width) * MARGIN

    def _put(self) -> None:
        """Have the node show what is to be seen."""
        centre = self._seen.centre_ijk.copy()
        centre[self.plane.axis] = self.number
        affine = self._display.affine_ijk_to_ras
        directions = affine[:3, :3] / np.array(self._display.spacing_mm)
        matrix = np.eye(4)
        for column, (axis, sign) in enumerate((self.plane.right, self.plane.up, (self.plane.axis, 1))):
            matrix[:3, column] = directions[:, axis] * sign
        matrix[:3, 3] = self._display.ijk_to_ras_mm(centre)
        width, height = self.size_pixels
        mm = self._seen.height_mm
        was_modifying = self._node.StartModify()
        self._node.SetDimensions(width, height, 1)
        self._node.GetSliceToRAS().DeepCopy(matrix.ravel().tolist())
        self._node.SetFieldOfView(mm * width / height, mm, self._display.spacing_mm[self.plane.axis])
        self._node.SetXYZOrigin(0, 0, 0)
        self._node.UpdateMatrices()
        self._node.EndModify(was_modifying)
        self._moved()
        self.view.schedule_render()
