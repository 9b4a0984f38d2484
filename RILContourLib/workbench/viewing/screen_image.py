"""A picture as large as a slice view, laid over it."""

from __future__ import annotations

import numpy as np
from trame_slicer.views import SliceView
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR, vtkFloatArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkPolyDataMapper2D, vtkTexture, vtkTexturedActor2D

from .overlay import overlay


class ScreenImage:
    """`pixels`: uint8 (height, width, 4), red, green, blue and opacity, the first row at the bottom."""

    def __init__(self, view: SliceView) -> None:
        self._view = view
        self._image = vtkImageData()
        self.pixels = np.zeros((0, 0, 4), np.uint8)
        texture = vtkTexture()
        texture.SetInputData(self._image)
        texture.InterpolateOff()
        self._square = vtkPolyData()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(self._square)
        self._actor = vtkTexturedActor2D()
        self._actor.SetMapper(mapper)
        self._actor.SetTexture(texture)
        self._actor.SetVisibility(False)
        overlay(view).AddViewProp(self._actor)

    @property
    def shown(self) -> bool:
        return bool(self._actor.GetVisibility())

    def fit(self) -> None:
        """Make it as large as the view is now; empty if it was not."""
        width, height = self._view.render_window().GetSize()
        if self.pixels.shape[:2] == (height, width):
            return
        self._image.SetDimensions(width, height, 1)
        self._image.AllocateScalars(VTK_UNSIGNED_CHAR, 4)
        self.pixels = vtk_to_numpy(self._image.GetPointData().GetScalars()).reshape(height, width, 4)
        self.pixels[...] = 0
        self._cover(width, height)

    def show(self) -> None:
        """Show what was written to `pixels`."""
        self._image.GetPointData().GetScalars().Modified()
        self._image.Modified()
        self._actor.SetVisibility(True)

    def hide(self) -> None:
        self._actor.SetVisibility(False)

    def _cover(self, width: int, height: int) -> None:
        """Span the picture over the whole view."""
        corners = np.array([[0, 0, 0], [width, 0, 0], [width, height, 0], [0, height, 0]], np.float32)
        points = vtkPoints()
        points.SetData(numpy_to_vtk(corners, deep=True))
        square = vtkCellArray()
        square.InsertNextCell(4, [0, 1, 2, 3])
        places = vtkFloatArray()
        places.SetNumberOfComponents(2)
        for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)):
            places.InsertNextTuple2(x, y)
        self._square.SetPoints(points)
        self._square.SetPolys(square)
        self._square.GetPointData().SetTCoords(places)
