"""How far the surfaces of two masks of one ROI lie apart: HD, HD95, ASSD, NSD, all from one pair of distance sets.

Conventions are those of MONAI 1.x (`monai.metrics`, without subvoxels): a surface is the marked voxels of which a
neighbour across a face is not marked, or lies outside of the image; its size is the number of these voxels; a distance
is the Euclidean one between voxel centres in mm, along the grid's axes. Along an axis of one voxel there is no surface,
so 2D images are measured in 2D.

Both masks empty: every measure is NaN. One empty: every distance is infinite (where MONAI has infinity or NaN), and
NSD is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..annotation.mask import Mask
from .overlap import check_same_grid


@dataclass(frozen=True, eq=False)
class SurfaceDistances:
    """From each surface voxel of one mask to the nearest of the other, in mm, float64, in no particular order."""

    to_reference_mm: np.ndarray
    to_prediction_mm: np.ndarray

    def hausdorff_mm(self, percentile: float = 100.0) -> float:
        """The larger of both directions' percentile (linear between ranks); 100 is HD, 95 is HD95.

        Huttenlocher et al. 1993. ValueError for a percentile outside of 0 to 100.
        """
        if not 0 <= percentile <= 100:
            message = f"A percentile lies between 0 and 100, {percentile} does not."
            raise ValueError(message)
        directions = [each for each in (self.to_reference_mm, self.to_prediction_mm) if each.size]
        if any(np.isinf(distances).any() for distances in directions):
            return float("inf")
        return max((float(np.percentile(distances, percentile)) for distances in directions), default=float("nan"))

    @property
    def assd_mm(self) -> float:
        """Average symmetric surface distance: the mean over the voxels of both surfaces."""
        together = np.concatenate((self.to_reference_mm, self.to_prediction_mm))
        return float(together.mean()) if together.size else float("nan")

    def nsd(self, tolerance_mm: float) -> float:
        """Normalised surface Dice: the part of both surfaces that lies within `tolerance_mm` of the other, in [0, 1].

        Nikolov et al. 2018, with surface voxels counted as in MONAI. ValueError for a negative tolerance.
        """
        if not tolerance_mm >= 0:
            message = f"A tolerance is 0 mm or more, {tolerance_mm} is not."
            raise ValueError(message)
        total = self.to_reference_mm.size + self.to_prediction_mm.size
        if not total:
            return float("nan")
        within = sum(np.count_nonzero(each <= tolerance_mm) for each in (self.to_reference_mm, self.to_prediction_mm))
        return float(within / total)


def surface_distances(predicted: Mask, reference: Mask, spacing_mm: Sequence[float]) -> SurfaceDistances:
    """Distances between the surfaces of two masks of one grid.

    spacing_mm : of the voxels along i, j, k; GeometryMismatch if the masks are of different grids
    """
    check_same_grid(predicted, reference)
    a, b = _surface(predicted), _surface(reference)
    shared = np.intersect1d(_keys(a, predicted), _keys(b, predicted), assume_unique=True)
    spacing = np.asarray(spacing_mm, np.float64)
    return SurfaceDistances(
        _nearest(a, b, np.isin(_keys(a, predicted), shared, assume_unique=True), spacing),
        _nearest(b, a, np.isin(_keys(b, predicted), shared, assume_unique=True), spacing),
    )


def _surface(mask: Mask) -> np.ndarray:
    """The surface voxels' indices (n, 3) in the image, int64."""
    if mask.extent is None:
        return np.zeros((0, 3), np.int64)
    voxels = mask.voxels
    inside = voxels.copy(order="K")
    for axis in (axis for axis in range(3) if mask.shape[axis] > 1):
        along, kept = np.moveaxis(voxels, axis, 0), np.moveaxis(inside, axis, 0)
        kept[1:] &= along[:-1]
        kept[:-1] &= along[1:]
        kept[0] = kept[-1] = False
    # In the order of memory: neighbours in space are then neighbours in the list, and searching them is twice as fast.
    edges = np.logical_xor(voxels, inside).T
    return np.argwhere(edges)[:, ::-1] + np.asarray(mask.extent.start)


def _keys(indices: np.ndarray, mask: Mask) -> np.ndarray:
    """A number for each voxel."""
    ni, nj, _ = mask.shape
    return indices[:, 0] + ni * (indices[:, 1] + nj * indices[:, 2])


def _nearest(of: np.ndarray, to: np.ndarray, shared: np.ndarray, spacing_mm: np.ndarray) -> np.ndarray:
    """Distances in mm from the voxels `of` to the nearest of `to`; those marked as `shared` are known to be 0."""
    from scipy.spatial import cKDTree

    distances = np.zeros(len(of))
    if not len(to):
        distances[:] = np.inf
        return distances
    apart = ~shared
    if apart.any():
        tree = cKDTree(to * spacing_mm, balanced_tree=False, compact_nodes=True)
        distances[apart], _ = tree.query(of[apart] * spacing_mm, workers=-1)
    return distances
