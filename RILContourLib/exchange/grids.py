"""Where one array of voxels lies on another's grid, when both share the same voxel centres."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from ..annotation.extent import Shape
from ..errors import GeometryMismatch
from ..images.nifti import ImageInfo

TOLERANCE_VOXELS = 1e-3  # how far a voxel centre may lie from the grid's, measured at the corners


@dataclass(frozen=True)
class Placement:
    """How a source array lies on a target grid: which source axis runs along each target axis, which way, from where.

    axes : for target axes i, j, k the source axis that runs along it
    flipped : for target axes i, j, k whether the source axis runs the other way
    start : target index (i, j, k) of the reordered array's first voxel; may lie outside the target
    shape : shape of the reordered array
    """

    axes: tuple[int, int, int]
    flipped: tuple[bool, bool, bool]
    start: Shape
    shape: Shape

    def reorder(self, array: np.ndarray) -> np.ndarray:
        """The source's voxels in the target's axis order and directions: a view, no value is changed."""
        steps = tuple(slice(None, None, -1 if flip else None) for flip in self.flipped)
        return array.transpose(self.axes)[steps]

    def covers_exactly(self, shape: Shape) -> bool:
        """Whether the source has the target's very voxels, in whatever order."""
        return self.start == (0, 0, 0) and self.shape == shape

    @property
    def same_order(self) -> bool:
        return self.axes == (0, 1, 2) and not any(self.flipped)


def place_on_grid(
    source_shape: Shape, source_affine_ijk_to_ras: np.ndarray, target_affine_ijk_to_ras: np.ndarray
) -> Placement | None:
    """How the source lies on the target's grid; None if its voxel centres are not voxel centres of the target.

    Both affines are 4x4, in the same unit. Centres may differ by TOLERANCE_VOXELS of a target voxel at the corners.
    """
    source_to_target = np.linalg.solve(np.asarray(target_affine_ijk_to_ras, float), source_affine_ijk_to_ras)
    linear, offset = source_to_target[:3, :3], source_to_target[:3, 3]
    permutation = _signed_permutation(linear, source_shape)
    if permutation is None:
        return None
    # Index 0 of the source is the reordered array's last voxel along axes that run the other way.
    first = np.rint(offset).astype(int)
    corners = np.array(list(product(*((0, n - 1) for n in source_shape))), float)
    distance = np.abs(corners @ linear.T + offset - (corners @ permutation.T + first))
    if not np.all(distance < TOLERANCE_VOXELS):
        return None
    axes = np.abs(permutation).argmax(axis=1)
    flipped = permutation.min(axis=1) < 0
    shape = tuple(source_shape[axis] for axis in axes)
    start = tuple(int(at - (n - 1 if flip else 0)) for at, n, flip in zip(first, shape, flipped, strict=True))
    return Placement(tuple(axes.tolist()), tuple(flipped.tolist()), start, shape)  # type: ignore[arg-type]


def _signed_permutation(linear: np.ndarray, source_shape: Shape) -> np.ndarray | None:
    """The matrix of -1, 0 and 1 nearest to `linear`, one entry a row and column; None if there is none.

    Axes of one voxel take what is left over: their direction and length place no second voxel.
    """
    if not np.isfinite(linear).all():
        return None
    permutation = np.zeros((3, 3))
    free = {0, 1, 2}
    for source_axis in sorted(range(3), key=lambda axis: source_shape[axis] == 1):
        column = linear[:, source_axis]
        target_axis = max(free, key=lambda axis: abs(column[axis]))
        if abs(column[target_axis]) < 0.5 * np.abs(column).max():
            return None
        free.remove(target_axis)
        permutation[target_axis, source_axis] = -1 if column[target_axis] < 0 else 1
    return permutation


def grid_mismatch(
    path: Path, source_shape: Shape, source_affine_ijk_to_ras: np.ndarray, image: ImageInfo
) -> GeometryMismatch:
    """The error for a file whose voxels are not those of the image, naming both and the difference."""
    target = image.geometry
    if source_shape != target.shape:
        reason = f"{_by(source_shape)} voxels against {_by(target.shape)}"
    else:
        distance_mm = target.largest_distance_mm(source_affine_ijk_to_ras)
        reason = f"up to {distance_mm:.3g} mm apart, allowed is {TOLERANCE_VOXELS} of a voxel"
    return GeometryMismatch(
        f"{path} is not on the grid of {image.path}: {reason}; resample it onto the image's grid and try again."
    )


def _by(shape: Shape) -> str:
    return " x ".join(map(str, shape))
