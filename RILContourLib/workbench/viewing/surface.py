"""The surface of an ROI."""

from __future__ import annotations

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkCommonTransforms import vtkTransform
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D, vtkPolyDataNormals, vtkWindowedSincPolyDataFilter
from vtkmodules.vtkFiltersGeneral import vtkTransformPolyDataFilter

from ...annotation.mask import Mask
from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.vtk_data import image_data_over, vtk_matrix

# As Slicer smooths closed surfaces by default: pass band 10 ** (-4 * 0.5), 20 + 40 * 0.5 iterations.
_PASS_BAND = 0.01
_ITERATIONS = 40


def closed_surface(mask: Mask, display: DisplayGeometry) -> vtkPolyData:
    """Triangles round the marked voxels, smoothed, in display RAS in mm; nothing for an empty mask.

    By flying edges (Schroeder et al., IEEE LDAV 2015) and a windowed sinc filter (Taubin et al., ECCV 1996).
    """
    if mask.extent is None:
        return vtkPolyData()
    padded = np.pad(mask.voxels, 1).astype(np.uint8)
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image_data_over(np.ascontiguousarray(padded.transpose(2, 1, 0))))
    edges.SetValue(0, 0.5)
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
    placed.SetTransform(_crop_to_ras(mask.extent.start, display))
    normals = vtkPolyDataNormals()
    normals.SetInputConnection(placed.GetOutputPort())
    normals.SplittingOff()
    normals.Update()
    return normals.GetOutput()


def _crop_to_ras(start: tuple[int, int, int], display: DisplayGeometry) -> vtkTransform:
    """From the indices of a crop that was padded by one voxel on each side."""
    shift = np.eye(4)
    shift[:3, 3] = np.array(start) - 1
    transform = vtkTransform()
    transform.SetMatrix(vtk_matrix(display.affine_ijk_to_ras @ shift))
    return transform
