"""Where an image's voxels are in the patient: shape, affine, spacing, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import affines

# Directions whose cosines differ by less are one: float32 headers and rounded DICOM cosines are no finer.
ORTHONORMAL_TOLERANCE = 1e-4
# Spacings that differ by less (relative) are the same: 0.9999999 x 1 x 1 mm is isotropic.
SAME_SPACING = 1e-3


@dataclass(frozen=True, eq=False)
class Geometry:
    """The grid of an image, as nibabel reads it from the header.

    shape: (ni, nj, nk), spatial voxels in index order; a 2D image has nk = 1. frames: volumes along the fourth axis.
    header_affine: (4, 4) float64, exactly nibabel's `img.affine`, in the file's own spatial unit.
    unit_scale_mm: millimetres in that unit. affine_source: `sform`, `qform` or `none` (nibabel's own default).
    """

    shape: tuple[int, int, int]
    frames: int
    header_affine: np.ndarray
    unit_scale_mm: float
    affine_source: str

    def __post_init__(self) -> None:
        affine = np.array(self.header_affine, dtype=np.float64)
        affine.setflags(write=False)
        object.__setattr__(self, "header_affine", affine)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Geometry):
            return NotImplemented
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple:
        return self.shape, self.frames, self.affine_ijk_to_ras.tobytes()

    @cached_property
    def affine_ijk_to_ras(self) -> np.ndarray:
        """(4, 4) float64, read-only: continuous (i, j, k, 1), voxel centres on integers, to RAS in mm."""
        affine = self.header_affine.copy()
        affine[:3] *= self.unit_scale_mm
        affine.setflags(write=False)
        return affine

    @cached_property
    def affine_ras_to_ijk(self) -> np.ndarray:
        """(4, 4) float64, read-only: RAS in mm to continuous ijk."""
        return affines.inverse(self.affine_ijk_to_ras)

    @cached_property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between neighbouring voxel centres along i, j, k, in mm."""
        return affines.spacing_mm(self.affine_ijk_to_ras)

    @property
    def voxel_volume_ml(self) -> float:
        """Volume of a voxel in mL (1000 mm³), sheared ones included: |det| of the affine."""
        return float(abs(np.linalg.det(self.affine_ijk_to_ras[:3, :3]))) / 1000.0

    @property
    def is_left_handed(self) -> bool:
        """Whether det(affine) < 0, which Slicer answers by flipping k."""
        return bool(np.linalg.det(self.header_affine[:3, :3]) < 0)

    @property
    def is_orthonormal(self) -> bool:
        """Whether the axes stand at right angles (no shear), within ORTHONORMAL_TOLERANCE."""
        directions = self.affine_ijk_to_ras[:3, :3] / np.array(self.spacing_mm)
        return bool(np.allclose(directions.T @ directions, np.eye(3), atol=ORTHONORMAL_TOLERANCE))

    @property
    def axis_codes(self) -> tuple[str, str, str]:
        """The anatomical direction in which i, j and k grow, such as ("R", "A", "S"), as nibabel's aff2axcodes."""
        from nibabel.orientations import aff2axcodes

        i, j, k = aff2axcodes(self.affine_ijk_to_ras)
        return i, j, k

    @property
    def default_slice_axis(self) -> int:
        """The axis (0, 1 or 2) that slices are counted along unless somebody chose another.

        The axis of a single voxel if there is exactly one (a 2D image is one slice); else that of the largest
        spacing, the last of those that tie.
        """
        single = [axis for axis in range(3) if self.shape[axis] == 1]
        if len(single) == 1:
            return single[0]
        largest = max(self.spacing_mm)
        return max(axis for axis in range(3) if self.spacing_mm[axis] >= largest * (1 - SAME_SPACING))

    def ijk_to_ras_mm(self, points_ijk: np.ndarray) -> np.ndarray:
        """Continuous ijk, shape (..., 3), to RAS in mm, same shape."""
        return affines.moved(self.affine_ijk_to_ras, points_ijk)

    def ras_mm_to_ijk(self, points_ras_mm: np.ndarray) -> np.ndarray:
        """RAS in mm, shape (..., 3), to continuous ijk, same shape."""
        return affines.moved(self.affine_ras_to_ijk, points_ras_mm)

    def extent_affine(self, start_ijk: tuple[int, int, int]) -> np.ndarray:
        """(4, 4) ijk to RAS mm of a crop whose first voxel is this grid's voxel `start_ijk`."""
        affine = self.affine_ijk_to_ras.copy()
        affine[:3, 3] = self.ijk_to_ras_mm(np.array(start_ijk))
        return affine

    def largest_distance_mm(self, affine_ijk_to_ras: np.ndarray) -> float:
        """How far apart, in mm, another affine puts this grid's corners: 0 when both describe the same place."""
        corners = np.array(np.meshgrid(*[(0, size - 1) for size in self.shape], indexing="ij")).reshape(3, -1)
        difference = np.asarray(affine_ijk_to_ras, dtype=np.float64) - self.affine_ijk_to_ras
        return float(np.linalg.norm(difference[:3, :3] @ corners + difference[:3, 3:], axis=0).max())
