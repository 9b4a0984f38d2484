"""A segment's labelmap as voxels of the file, and the other way round."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from ..annotation.block import Block
from ..annotation.extent import Extent, Shape
from .geometry import DisplayGeometry, from_vtk_extent, to_vtk_extent
from .requirements import slicer
from .vtk_data import affine_of, vtk_matrix

LABELMAP = "Binary labelmap"
SURFACE = "Closed surface"
LABEL = 1  # of each segment in its own layer
_EMPTY_VTK_EXTENT = (0, -1, 0, -1, 0, -1)
_SAME_PLACE_VOXELS = 0.05  # voxels whose centres are closer are one; Slicer's own matrices differ by rounding


def new_labelmap(geometry: DisplayGeometry, block: Block | None) -> slicer.vtkOrientedImageData:
    """An image of unsigned bytes, 0 and 1, cropped to a block of the file's voxels; without voxels for None."""
    image = slicer.vtkOrientedImageData()
    image.SetGeometryFromImageToWorldMatrix(vtk_matrix(geometry.affine_node_to_ras))
    image.SetExtent(*(to_vtk_extent(geometry.node_extent(block.box)) if block else _EMPTY_VTK_EXTENT))
    image.AllocateScalars(VTK_UNSIGNED_CHAR, 1)
    if block:
        raw = raw_block(geometry, image)
        assert raw is not None
        raw.voxels[...] = block.voxels
    return image


def raw_block(geometry: DisplayGeometry, image: slicer.vtkOrientedImageData) -> Block | None:
    """The numbers of an image on the node's grid, by file ijk; a view. None if it has no voxels.

    The box may reach beyond the image that is annotated. Meaningless for images that are not `is_plain`.
    """
    array_kji = _array_kji(image)
    if array_kji is None:
        return None
    box = from_vtk_extent(image.GetExtent())
    assert box is not None
    return Block(geometry.file_extent(box), geometry.from_node_array(array_kji))


def is_plain(geometry: DisplayGeometry, image: slicer.vtkOrientedImageData) -> bool:
    """Whether the image is unsigned bytes on the node's own grid and inside it, or has no voxels."""
    scalars = image.GetPointData().GetScalars()
    box = from_vtk_extent(image.GetExtent())
    if box is None:
        return True
    return (
        scalars is not None
        and scalars.GetDataType() == VTK_UNSIGNED_CHAR
        and scalars.GetNumberOfComponents() == 1
        and scalars.GetNumberOfTuples() == box.voxels
        and Extent.whole(geometry.shape).contains(box)
        and _shift_voxels(geometry, image) == (0, 0, 0)
    )


def marked_block(geometry: DisplayGeometry, image: slicer.vtkOrientedImageData, label: int) -> Block | None:
    """The voxels of the file that have `label` in an image of any type, grid and extent, cropped; None without any.

    What lies beyond the annotated image is left out. Another grid is resampled, taking the nearest voxel.
    """
    if from_vtk_extent(image.GetExtent()) is None or image.GetPointData().GetScalars() is None:
        return None
    shift = _shift_voxels(geometry, image)
    if shift is None:
        image, shift = _resampled(geometry, image), (0, 0, 0)
    array_kji = _array_kji(image)
    box = from_vtk_extent(image.GetExtent())
    if array_kji is None or box is None:
        return None
    everything = Block(geometry.file_extent(box.shifted(shift)), geometry.from_node_array(array_kji == label))
    inside = everything.box.intersection(Extent.whole(geometry.shape))
    marked = everything.within(inside).marked() if inside else None
    return everything.within(marked) if marked else None


def _array_kji(image: slicer.vtkOrientedImageData) -> np.ndarray | None:
    """The first number of each voxel, (nk, nj, ni), a view; None where there is no complete image."""
    scalars = image.GetPointData().GetScalars()
    box = from_vtk_extent(image.GetExtent())
    if scalars is None or box is None or scalars.GetNumberOfTuples() != box.voxels:
        return None
    flat = vtk_to_numpy(scalars)
    return (flat if flat.ndim == 1 else flat[:, 0]).reshape(box.shape[::-1])


def _shift_voxels(geometry: DisplayGeometry, image: slicer.vtkOrientedImageData) -> Shape | None:
    """How many voxels the image's indices are from those of the node's grid; None if its grid is another one."""
    matrix = vtkMatrix4x4()
    image.GetImageToWorldMatrix(matrix)
    relative = _ras_to_node(geometry) @ affine_of(matrix)
    i, j, k = np.rint(relative[:3, 3])
    reach = [max(abs(first), abs(last)) for first, last in np.reshape(image.GetExtent(), (3, 2))]
    off = np.abs(relative[:3, :3] - np.eye(3)) @ reach + np.abs(relative[:3, 3] - (i, j, k))
    return (int(i), int(j), int(k)) if off.max() < _SAME_PLACE_VOXELS else None


@lru_cache(maxsize=4)
def _ras_to_node(geometry: DisplayGeometry) -> np.ndarray:
    return np.linalg.inv(geometry.affine_node_to_ras)


def _resampled(geometry: DisplayGeometry, image: slicer.vtkOrientedImageData) -> slicer.vtkOrientedImageData:
    """The image on the node's grid, cropped to where it is; of its own scalar type."""
    matrix = vtkMatrix4x4()
    image.GetImageToWorldMatrix(matrix)
    to_node = _ras_to_node(geometry) @ affine_of(matrix)
    i0, i1, j0, j1, k0, k1 = image.GetExtent()
    corners = np.array(
        [(i, j, k, 1) for i in (i0 - 0.5, i1 + 0.5) for j in (j0 - 0.5, j1 + 0.5) for k in (k0 - 0.5, k1 + 0.5)]
    )
    places = (to_node @ corners.T)[:3]
    start = np.maximum(np.floor(places.min(axis=1)), 0).astype(int)
    stop = np.minimum(np.ceil(places.max(axis=1)) + 1, geometry.shape).astype(int)
    reference, resampled = new_labelmap(geometry, None), slicer.vtkOrientedImageData()
    if (start >= stop).any():
        return reference
    reference.SetExtent(*(int(edge) for pair in zip(start, stop - 1, strict=True) for edge in pair))
    reference.AllocateScalars(VTK_UNSIGNED_CHAR, 1)
    resample = slicer.vtkOrientedImageDataResample.ResampleOrientedImageToReferenceOrientedImage
    if not resample(image, reference, resampled):
        return new_labelmap(geometry, None)
    return resampled
