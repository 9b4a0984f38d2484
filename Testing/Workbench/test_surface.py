"""Surfaces of ROI against the volume of their voxels."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from vtkmodules.util.numpy_support import vtk_to_numpy

from RILContourLib.annotation.mask import Mask
from RILContourLib.images.geometry import Geometry
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.workbench.viewing.surface import MOST_VOXELS, closed_surface

RADIUS_MM = 30.0


def ball(spacing_mm: tuple[float, float, float]) -> np.ndarray:
    half = np.ceil(RADIUS_MM / np.array(spacing_mm)).astype(int) + 3
    places = np.stack(np.meshgrid(*(np.arange(-count, count + 1) for count in half), indexing="ij"), axis=-1)
    return np.linalg.norm(places * spacing_mm, axis=-1) <= RADIUS_MM


def signed_volume_mm3(voxels: np.ndarray, affine: np.ndarray) -> tuple[float, np.ndarray]:
    """Positive where the triangles face outside (divergence theorem); and the middle of the surface, RAS in mm."""
    display = DisplayGeometry.of(Geometry(voxels.shape, 1, affine, 1.0, "sform"))
    surface = closed_surface(Mask.from_array(voxels), display)
    points = vtk_to_numpy(surface.GetPoints().GetData()).astype(float)
    triangles = points[vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).reshape(-1, 3)]
    volume = np.einsum("ij,ij->i", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2])).sum() / 6
    return float(volume), points.mean(axis=0)


@pytest.mark.parametrize("sign", [1, -1], ids=["right-handed", "left-handed"])
@pytest.mark.parametrize("spacing_mm", [(1.0, 2.0, 3.0), (0.5, 0.5, 0.6)], ids=["as it is", "thinned out"])
def test_a_surface_faces_outside_and_encloses_what_is_marked(spacing_mm: tuple[float, float, float], sign: int) -> None:
    voxels = ball(spacing_mm)
    assert (voxels.size > MOST_VOXELS) == (spacing_mm[0] < 1)
    affine = np.diag([*spacing_mm, 1.0]) @ np.diag([1.0, 1.0, sign, 1.0])
    affine[:3, 3] = (-40.0, 25.0, 70.0)
    volume_mm3, middle = signed_volume_mm3(voxels, affine)
    assert volume_mm3 == pytest.approx(voxels.sum() * np.prod(spacing_mm), rel=0.05)
    assert middle == pytest.approx((affine @ (*((np.array(voxels.shape) - 1) / 2), 1))[:3], abs=0.5)
