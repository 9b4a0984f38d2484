"""Where a brush went since the button was pressed."""

from __future__ import annotations

import numpy as np
from trame_slicer.views import SliceView
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR, vtkFloatArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkPolyDataMapper2D, vtkTexture, vtkTexturedActor2D

from .overlay import overlay

_OPACITY = 0.45


class Trail:
    """A picture as large as the view, laid over it: so that crossing strokes are no darker than others."""

    def __init__(self, view: SliceView) -> None:
        self._view = view
        self._image = vtkImageData()
        self._pixels = np.zeros((0, 0, 4), np.uint8)
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

    def add(self, start: tuple[float, float], end: tuple[float, float], radius: float, colour: tuple) -> None:
        width, height = self._view.render_window().GetSize()
        if self._pixels.shape[:2] != (height, width):
            self._fit(width, height)
        radius = max(radius, 1.0)
        x0, x1 = (int(np.clip(at, 0, width)) for at in _reach(start[0], end[0], radius))
        y0, y1 = (int(np.clip(at, 0, height)) for at in _reach(start[1], end[1], radius))
        if x0 < x1 and y0 < y1:
            near = _near(np.arange(x0, x1), np.arange(y0, y1), np.array(start), np.array(end), radius)
            part = self._pixels[y0:y1, x0:x1]
            part[near] = (*(round(255 * value) for value in colour), round(255 * _OPACITY))
            self._image.GetPointData().GetScalars().Modified()
            self._image.Modified()
        self._actor.SetVisibility(True)

    def clear(self) -> None:
        if self._actor.GetVisibility():
            self._pixels[...] = 0
            self._image.GetPointData().GetScalars().Modified()
            self._image.Modified()
            self._actor.SetVisibility(False)

    def _fit(self, width: int, height: int) -> None:
        self._image.SetDimensions(width, height, 1)
        self._image.AllocateScalars(VTK_UNSIGNED_CHAR, 4)
        self._pixels = vtk_to_numpy(self._image.GetPointData().GetScalars()).reshape(height, width, 4)
        self._pixels[...] = 0
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


def _reach(start: float, end: float, radius: float) -> tuple[float, float]:
    return min(start, end) - radius, max(start, end) + radius + 2


def _near(x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray, radius: float) -> np.ndarray:
    """bool (y, x): pixels no further than the radius from the way between two."""
    across, along = x[None, :] - start[0], y[:, None] - start[1]
    way = end - start
    length_squared = float(way @ way)
    share = np.clip((across * way[0] + along * way[1]) / length_squared, 0, 1) if length_squared else 0.0
    return (across - share * way[0]) ** 2 + (along - share * way[1]) ** 2 <= radius**2
