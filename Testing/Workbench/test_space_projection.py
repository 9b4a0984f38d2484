"""Where the 3D view shows a voxel, against VTK's own answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from RILContourLib.images.geometry import Geometry
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.workbench.viewing.space_projection import ijk_to_xyw, line_behind, pixels_of_mm
from Testing.Workbench.viewing_project import AFFINE, SHAPE


class View:
    """A renderer in a window of odd shape, without a picture."""

    def __init__(self, *, parallel: bool) -> None:
        self._renderer, self._window = vtkRenderer(), vtkRenderWindow()
        self._window.SetSize(431, 277)
        self._window.AddRenderer(self._renderer)
        camera = self._renderer.GetActiveCamera()
        camera.SetPosition(220, 310, 90)
        camera.SetFocalPoint(-10, 20, 40)
        camera.SetViewUp(0.1, -0.2, 1)
        camera.SetParallelProjection(parallel)
        camera.SetParallelScale(70)

    def renderer(self) -> Any:
        return self._renderer

    def render_window(self) -> Any:
        return self._window

    def pixel_of(self, ras_mm: np.ndarray) -> tuple[float, float]:
        self._renderer.SetWorldPoint(*ras_mm, 1.0)
        self._renderer.WorldToDisplay()
        return self._renderer.GetDisplayPoint()[:2]


@pytest.mark.parametrize("parallel", [False, True])
def test_voxels_are_seen_where_vtk_shows_them(parallel: bool) -> None:
    display = DisplayGeometry.of(Geometry(SHAPE, 1, AFFINE, 1.0, "sform"))
    view = View(parallel=parallel)
    projection = ijk_to_xyw(view, display)  # type: ignore[arg-type]
    for voxel in ((0, 0, 0), (24, 0, 20), (12, 15, 10), (3, 30, 7)):
        x, y, w = projection @ (*voxel, 1)
        assert w > 0
        assert (x / w, y / w) == pytest.approx(view.pixel_of(display.ijk_to_ras_mm(np.array(voxel))), abs=1e-6)


@pytest.mark.parametrize("parallel", [False, True])
def test_what_lies_behind_a_voxels_pixel_goes_through_the_voxel(parallel: bool) -> None:
    display = DisplayGeometry.of(Geometry(SHAPE, 1, AFFINE, 1.0, "sform"))
    view = View(parallel=parallel)
    voxel = np.array((12.0, 15.0, 10.0))
    x, y, w = ijk_to_xyw(view, display) @ (*voxel, 1)  # type: ignore[arg-type]
    near, far = line_behind(view, display, (x / w, y / w))  # type: ignore[arg-type]
    way = (far - near) / np.linalg.norm(far - near)
    assert np.linalg.norm(np.cross(voxel - near, way)) < 1e-6
    assert (voxel - near) @ way > 0


def test_a_length_is_seen_as_long_as_vtk_shows_its_ends() -> None:
    display = DisplayGeometry.of(Geometry(SHAPE, 1, AFFINE, 1.0, "sform"))
    view = View(parallel=False)
    voxel = np.array((12.0, 15.0, 10.0))
    ras = display.ijk_to_ras_mm(voxel)
    up = np.array(view.renderer().GetActiveCamera().GetViewUp())
    wanted = np.hypot(*np.subtract(view.pixel_of(ras + 20 * up), view.pixel_of(ras)))
    assert pixels_of_mm(view, display, voxel, 20) == pytest.approx(wanted, abs=1e-6)  # type: ignore[arg-type]
