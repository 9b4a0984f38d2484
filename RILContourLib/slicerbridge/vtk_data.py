"""Numpy's numbers as VTK's, and the other way round."""

from __future__ import annotations

from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import get_vtk_array_type, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkCommand, vtkDataArray
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4


def vtk_matrix(affine: np.ndarray) -> vtkMatrix4x4:
    """A (4, 4) array as VTK's matrix."""
    matrix = vtkMatrix4x4()
    matrix.DeepCopy(np.asarray(affine, dtype=np.float64).ravel().tolist())
    return matrix


def affine_of(matrix: vtkMatrix4x4) -> np.ndarray:
    """VTK's matrix as a (4, 4) float64 array."""
    return np.reshape(np.array(matrix.GetData()), (4, 4))


def vtk_array_over(numbers: np.ndarray, components: int) -> vtkDataArray:
    """The memory of a C-contiguous array as VTK's, `components` numbers a tuple; nothing is copied.

    The numbers stay in memory for as long as VTK has its array, whoever else lets go of them: the observer holds them,
    and VTK drops its observers when it deletes the array. (An attribute of the Python object would be kept for longer.)
    """
    flat = numbers.reshape(-1)
    if not np.shares_memory(flat, numbers):
        message = "Only contiguous memory can be shared with VTK."
        raise ValueError(message)
    array = vtkDataArray.CreateDataArray(get_vtk_array_type(flat.dtype))
    array.SetNumberOfComponents(components)
    array.SetVoidArray(flat, flat.size, 1)  # 1: VTK is not to free it
    array.AddObserver(vtkCommand.DeleteEvent, _Holder(flat))
    return array


class _Holder:
    """An observer that does nothing but keep numbers in memory."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._numbers = numbers

    def __call__(self, caller: Any, event: str) -> None:
        """Called while VTK deletes its array; the numbers go right after."""


def image_data_over(array_kji: np.ndarray) -> vtkImageData:
    """Voxels (nk, nj, ni) or colours (nk, nj, ni, components) as VTK's image, without a copy; C-contiguous.

    Spacing 1 and origin 0, as MRML has it: the volume node knows where the voxels are.
    """
    components = array_kji.shape[3] if array_kji.ndim == 4 else 1
    scalars = vtk_array_over(array_kji, components)
    scalars.SetName("ImageScalars")
    nk, nj, ni = array_kji.shape[:3]
    image_data = vtkImageData()
    image_data.SetDimensions(ni, nj, nk)
    image_data.GetPointData().SetScalars(scalars)
    return image_data


def voxels_of(image_data: vtkImageData) -> np.ndarray:
    """A view of VTK's image: (nk, nj, ni), or (nk, nj, ni, components) of colours; valid while the image is."""
    ni, nj, nk = image_data.GetDimensions()
    flat = vtk_to_numpy(image_data.GetPointData().GetScalars())
    return flat.reshape((nk, nj, ni, *flat.shape[1:]))
