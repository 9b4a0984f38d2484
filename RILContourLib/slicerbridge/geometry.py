"""How a file's voxels are shown in MRML, which knows right-handed grids at right angles only.

*File ijk* is the index order of the NIfTI file, and the truth. *Node ijk* counts along the same axes, k in the other
direction where the file's grid is left-handed (as Slicer itself reads such files). *Display RAS* is where MRML shows a
voxel: the file's RAS in mm, except for sheared images, which are shown at right angles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..annotation.extent import Extent, Shape
from ..images import affines
from ..images.geometry import Geometry

VTKExtent = tuple[int, int, int, int, int, int]
_K = 2


@dataclass(frozen=True, eq=False)
class DisplayGeometry:
    """The grid of a file as a node of a scene has it.

    shape: (ni, nj, nk), the same for file and node. flips: along which of i, j, k the node counts the other way; only
    ever k. affine_node_to_ras: (4, 4) float64, read-only, continuous node ijk to display RAS in mm; its directions are
    orthonormal (to the tolerance of `Geometry.is_orthonormal`) and right-handed. remark: a sentence for the user if the
    display is not where the header says, else empty.
    """

    shape: Shape
    flips: tuple[bool, bool, bool]
    affine_node_to_ras: np.ndarray
    remark: str = ""

    @staticmethod
    def of(geometry: Geometry) -> DisplayGeometry:
        """How an image of that geometry is shown."""
        affine, remark = geometry.affine_ijk_to_ras, ""
        if not geometry.is_orthonormal:
            affine = _at_right_angles(geometry)
            remark = _shear_remark(geometry, affine)
        flips = (False, False, geometry.is_left_handed)
        affine_node_to_ras = affine @ _index_flip(geometry.shape, flips)
        affine_node_to_ras.setflags(write=False)
        return DisplayGeometry(geometry.shape, flips, affine_node_to_ras, remark)

    @cached_property
    def affine_ijk_to_ras(self) -> np.ndarray:
        """(4, 4) float64, read-only: continuous file ijk to display RAS in mm."""
        affine = self.affine_node_to_ras @ _index_flip(self.shape, self.flips)
        affine.setflags(write=False)
        return affine

    @cached_property
    def affine_ras_to_ijk(self) -> np.ndarray:
        """(4, 4) float64, read-only: display RAS in mm to continuous file ijk."""
        return affines.inverse(self.affine_ijk_to_ras)

    @cached_property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between neighbouring voxel centres along i, j, k, in mm: the file's own, for sheared images too."""
        return affines.spacing_mm(self.affine_node_to_ras)

    # Voxels

    def to_node_array(self, array_ijk: np.ndarray, *, overwrite: bool = False) -> np.ndarray:
        """Voxels (ni, nj, nk, ...) of the image, or of any box of it, as a node has them: (nk, nj, ni, ...).

        C-contiguous; a view where the memory allows it, as with Fortran-ordered arrays of right-handed grids. With
        `overwrite`, slices may be reordered within `array_ijk`, so that a large image is not in memory twice.
        """
        if overwrite and self.flips[_K]:
            _reverse_slices(array_ijk)
            return np.ascontiguousarray(_axes_reversed(array_ijk))
        return np.ascontiguousarray(_axes_reversed(array_ijk[self._steps]))

    def from_node_array(self, array_kji: np.ndarray) -> np.ndarray:
        """The opposite of `to_node_array`; always a view, (ni, nj, nk, ...)."""
        return _axes_reversed(array_kji)[self._steps]

    @property
    def _steps(self) -> tuple[slice, slice, slice]:
        i, j, k = (slice(None, None, -1) if flip else slice(None) for flip in self.flips)
        return i, j, k

    # Boxes

    def node_extent(self, extent: Extent) -> Extent:
        """The box of node ijk that holds the voxels of a box of file ijk."""
        bounds = list(zip(extent.start, extent.stop, strict=True))
        for axis, flip in enumerate(self.flips):
            if flip:
                first, stop = bounds[axis]
                bounds[axis] = self.shape[axis] - stop, self.shape[axis] - first
        (i0, i1), (j0, j1), (k0, k1) = bounds
        return Extent((i0, j0, k0), (i1, j1, k1))

    def file_extent(self, extent: Extent) -> Extent:
        """The box of file ijk that holds the voxels of a box of node ijk."""
        return self.node_extent(extent)  # a flip is its own opposite

    # Places

    def node_ijk(self, points_ijk: np.ndarray) -> np.ndarray:
        """Continuous file ijk, shape (..., 3), to continuous node ijk, same shape."""
        return affines.moved(_index_flip(self.shape, self.flips), points_ijk)

    def file_ijk(self, points_node_ijk: np.ndarray) -> np.ndarray:
        """Continuous node ijk, shape (..., 3), to continuous file ijk, same shape."""
        return self.node_ijk(points_node_ijk)  # a flip is its own opposite

    def ijk_to_ras_mm(self, points_ijk: np.ndarray) -> np.ndarray:
        """Continuous file ijk, shape (..., 3), to display RAS in mm, same shape."""
        return affines.moved(self.affine_ijk_to_ras, points_ijk)

    def ras_mm_to_ijk(self, points_ras_mm: np.ndarray) -> np.ndarray:
        """Display RAS in mm, shape (..., 3), to continuous file ijk, same shape."""
        return affines.moved(self.affine_ras_to_ijk, points_ras_mm)


def to_vtk_extent(extent: Extent) -> VTKExtent:
    """(i first, i last, j first, j last, k first, k last), as VTK names a box: the last voxel is inside."""
    (i0, j0, k0), (i1, j1, k1) = extent.start, extent.stop
    return i0, i1 - 1, j0, j1 - 1, k0, k1 - 1


def from_vtk_extent(extent: VTKExtent) -> Extent | None:
    """The box that VTK names so; None if it is empty."""
    i0, i1, j0, j1, k0, k1 = extent
    return None if i1 < i0 or j1 < j0 or k1 < k0 else Extent((i0, j0, k0), (i1 + 1, j1 + 1, k1 + 1))


def _axes_reversed(array: np.ndarray) -> np.ndarray:
    return np.swapaxes(array, 0, _K)


def _reverse_slices(array_ijk: np.ndarray) -> None:
    """Turn the order of the slices along k round, in place."""
    nk = array_ijk.shape[_K]
    for first in range(nk // 2):
        last = nk - 1 - first
        held = array_ijk[:, :, first].copy(order="K")
        array_ijk[:, :, first] = array_ijk[:, :, last]
        array_ijk[:, :, last] = held


def _index_flip(shape: Shape, flips: tuple[bool, bool, bool]) -> np.ndarray:
    """(4, 4): index n becomes length - 1 - n along the flipped axes."""
    matrix = np.eye(4)
    for axis, flip in enumerate(flips):
        if flip:
            matrix[axis, axis], matrix[axis, 3] = -1, shape[axis] - 1
    return matrix


def _at_right_angles(geometry: Geometry) -> np.ndarray:
    """(4, 4) file ijk to RAS mm with the orthonormal directions nearest to the header's, and the same image centre.

    The nearest orthonormal matrix is the orthogonal factor of the polar decomposition, U V^T of the singular value
    decomposition (Higham, SIAM J. Sci. Stat. Comput. 7:1160-1174, 1986); a left-handed grid stays left-handed.
    """
    spacing_mm = np.array(geometry.spacing_mm)
    u, _singular, v_transposed = np.linalg.svd(geometry.affine_ijk_to_ras[:3, :3] / spacing_mm)
    affine = np.eye(4)
    affine[:3, :3] = (u @ v_transposed) * spacing_mm
    centre_ijk = (np.array(geometry.shape) - 1) / 2
    affine[:3, 3] = geometry.ijk_to_ras_mm(centre_ijk) - affine[:3, :3] @ centre_ijk
    return affine


def _shear_remark(geometry: Geometry, affine: np.ndarray) -> str:
    directions = geometry.affine_ijk_to_ras[:3, :3] / np.array(geometry.spacing_mm)
    cosine = np.abs((directions.T @ directions)[np.triu_indices(3, 1)]).max()
    degrees = float(np.degrees(np.arcsin(min(cosine, 1.0))))
    return (
        f"The image's axes are up to {degrees:.2g}° from right angles (sheared affine); it is shown at right angles, "
        f"up to {geometry.largest_distance_mm(affine):.2g} mm from where its header puts it. "
        "Voxels and points are kept in the file's own grid."
    )
