"""What tools draw over a plane's picture while they work: the brush, its trail, an outline."""

from __future__ import annotations

import numpy as np
from trame_slicer.views import SliceView
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor2D, vtkPolyDataMapper2D

from .overlay import overlay
from .trail import Trail

Colour = tuple[float, float, float]
_CORNERS = 48
_GAP = 14
_DARK: Colour = (0.0, 0.0, 0.0)


def rgb(colour: str) -> Colour:
    """`#RRGGBB` as three numbers from 0 to 1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


class Feedback:
    """In pixels of one view, from bottom left; drawn above everything else."""

    def __init__(self, view: SliceView) -> None:
        self._view = view
        self._shadow, self._line = Line(view, 3), Line(view, 1.5)
        self._outline_shadow, self._outline = Line(view, 3.5), Line(view, 2)
        self._trail = Trail(view)

    def brush(self, xy: tuple[float, float], radius: float, colour: Colour) -> None:
        """A circle round the pointer; at least two pixels wide, so that it can be seen."""
        angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
        circle = np.column_stack([np.cos(angles), np.sin(angles)]) * max(radius, 2.0) + xy
        self._shadow.show(circle, _DARK, closed=True)
        self._line.show(circle, colour, closed=True)
        self._view.schedule_render()

    def outline(self, corners: np.ndarray, colour: Colour, *, closed: bool) -> None:
        """A line through points (n, 2)."""
        self._outline_shadow.show(corners, _DARK, closed=closed)
        self._outline.show(corners, colour, closed=closed)
        self._view.schedule_render()

    def trail(self, start: tuple[float, float], end: tuple[float, float], radius: float, colour: Colour) -> None:
        """Where a round brush went from one pixel to another, added to where it was before."""
        self._trail.add(start, end, radius, colour)
        self._view.schedule_render()

    def hide_trail(self) -> None:
        self._trail.clear()
        self._view.schedule_render()

    def hide(self) -> None:
        """Nothing of it all."""
        for line in (self._shadow, self._line, self._outline_shadow, self._outline):
            line.hide()
        self.hide_trail()


class Line:
    """Through pixels of one view; not seen before it is shown."""

    def __init__(self, view: SliceView, width: float) -> None:
        self._data = vtkPolyData()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(self._data)
        self._actor = vtkActor2D()
        self._actor.SetMapper(mapper)
        self._actor.GetProperty().SetLineWidth(width)
        self._actor.SetVisibility(False)
        overlay(view).AddViewProp(self._actor)

    def show(self, corners: np.ndarray, colour: Colour, *, closed: bool) -> None:
        count = len(corners)
        flat = np.column_stack([np.asarray(corners, dtype=np.float32), np.zeros(count, np.float32)])
        points = vtkPoints()
        points.SetData(numpy_to_vtk(flat, deep=True))
        order = [*range(count), 0] if closed and count > 2 else list(range(count))
        cells = vtkCellArray()
        cells.InsertNextCell(len(order), order)
        self._data.SetPoints(points)
        self._data.SetLines(cells)
        self._data.Modified()
        self._actor.GetProperty().SetColor(*colour)
        self._actor.SetVisibility(count > 1)

    def hide(self) -> None:
        self._actor.SetVisibility(False)


class CrossLines:
    """A level and an upright line through the whole view, with a gap where they meet."""

    def __init__(self, view: SliceView) -> None:
        self._pieces = [Line(view, 1) for _ in range(4)]

    def show(self, centre: np.ndarray, size: tuple[int, int], *, upright: Colour, level: Colour) -> None:
        """centre: the pixel where they meet; size: of the view."""
        (x, y), (width, height) = centre, size
        ends = (
            ((0, y), (x - _GAP, y), level),
            ((x + _GAP, y), (width, y), level),
            ((x, 0), (x, y - _GAP), upright),
            ((x, y + _GAP), (x, height), upright),
        )
        for piece, (start, end, colour) in zip(self._pieces, ends, strict=True):
            piece.show(np.array([start, end], float), colour, closed=False)

    def hide(self) -> None:
        for piece in self._pieces:
            piece.hide()
