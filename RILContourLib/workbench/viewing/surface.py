"""The surface of an ROI."""

from __future__ import annotations

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkCommonTransforms import vtkTransform
from vtkmodules.vtkFiltersCore import (
    vtkFlyingEdges3D,
    vtkPolyDataNormals,
    vtkReverseSense,
    vtkWindowedSincPolyDataFilter,
)
from vtkmodules.vtkFiltersGeneral import vtkTransformPolyDataFilter

from ...annotation.mask import Mask
from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.vtk_data import image_data_over, vtk_matrix

# As Slicer smooths closed surfaces by default: pass band 10 ** (-4 * 0.5), 20 + 40 * 0.5 iterations.
_PASS_BAND = 0.01
_MARKED = 200
_ITERATIONS = 40
MOST_VOXELS = 400_000
"""A larger mask is thinned out before its surface is made: 35 organs must turn smoothly without a graphics card."""


def closed_surface(mask: Mask, display: DisplayGeometry) -> vtkPolyData:
    """Triangles round the marked voxels, smoothed, in display RAS in mm; nothing for an empty mask.

    Masks whose box has more than MOST_VOXELS are thinned out first.

    By flying edges (Schroeder et al., IEEE LDAV 2015) and a windowed sinc filter (Taubin et al., ECCV 1996).
    """
    if mask.extent is None:
        return vtkPolyData()
    thinned, steps = _thinned(mask.voxels, display.spacing_mm)
    padded = np.pad(thinned, 1)
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image_data_over(np.ascontiguousarray(padded.transpose(2, 1, 0))))
    edges.SetValue(0, _MARKED / 2)
    edges.ComputeNormalsOff()
    edges.ComputeGradientsOff()
    edges.ComputeScalarsOff()
    smooth = vtkWindowedSincPolyDataFilter()
    smooth.SetInputConnection(edges.GetOutputPort())
    smooth.SetNumberOfIterations(_ITERATIONS)
    smooth.SetPassBand(_PASS_BAND)
    smooth.BoundarySmoothingOff()
    smooth.NonManifoldSmoothingOn()
    smooth.NormalizeCoordinatesOn()
    placed = vtkTransformPolyDataFilter()
    placed.SetInputConnection(smooth.GetOutputPort())
    placed.SetTransform(_crop_to_ras(mask.extent.start, steps, display))
    outside = vtkReverseSense()
    outside.SetInputConnection(placed.GetOutputPort())
    # A left-handed grid turns triangles inside out, and MRML shows the inside in another hue.
    outside.SetReverseCells(bool(np.linalg.det(display.affine_ijk_to_ras[:3, :3]) < 0))
    normals = vtkPolyDataNormals()
    normals.SetInputConnection(outside.GetOutputPort())
    normals.SplittingOff()
    normals.Update()
    return normals.GetOutput()


def _thinned(voxels: np.ndarray, spacing_mm: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (i, j, k), _MARKED times the share of each block that is marked, and how many voxels a block is wide."""
    steps = np.ones(3, int)
    while np.prod(np.ceil(np.array(voxels.shape) / steps)) > MOST_VOXELS:
        steps[np.argmin(steps * spacing_mm)] += 1
    shares = voxels.astype(np.uint8) * np.uint8(_MARKED)
    for axis, step in enumerate(steps):
        if step > 1:
            missing = -shares.shape[axis] % step
            whole = np.pad(shares, [(0, missing if each == axis else 0) for each in range(3)])
            blocks = (*whole.shape[:axis], -1, step, *whole.shape[axis + 1 :])
            shares = whole.reshape(blocks).mean(axis=axis + 1, dtype=np.float32).astype(np.uint8)
    return shares, steps


def _crop_to_ras(start: tuple[int, int, int], steps: np.ndarray, display: DisplayGeometry) -> vtkTransform:
    """From the indices of blocks of a crop that was padded by one block on each side."""
    shift = np.diag([*steps.astype(float), 1.0])
    shift[:3, 3] = np.array(start) + (steps - 1) / 2 - steps
    transform = vtkTransform()
    transform.SetMatrix(vtk_matrix(display.affine_ijk_to_ras @ shift))
    return transform
