"""What one does with an affine again and again: move points through it, turn it round, read its spacing."""

from __future__ import annotations

import numpy as np


def moved(affine: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points, shape (..., 3), through a (4, 4) affine; float64, same shape."""
    return np.asarray(points, dtype=np.float64) @ affine[:3, :3].T + affine[:3, 3]


def inverse(affine: np.ndarray) -> np.ndarray:
    """The (4, 4) affine back, read-only. LinAlgError if it has none."""
    back = np.linalg.inv(affine)
    back.setflags(write=False)
    return back


def spacing_mm(affine_ijk_to_ras: np.ndarray) -> tuple[float, float, float]:
    """Distance between neighbouring voxel centres along i, j, k of an affine to RAS in mm."""
    x, y, z = np.linalg.norm(affine_ijk_to_ras[:3, :3], axis=0)
    return float(x), float(y), float(z)
