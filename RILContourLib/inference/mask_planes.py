"""A mask that grows plane by plane, held cropped."""

from __future__ import annotations

import numpy as np

from ..annotation.extent import Shape
from ..annotation.mask import Mask
from .network_grid import NetworkGrid


class MaskPlanes:
    """One ROI's decided planes; memory grows with what is marked, not with the image."""

    def __init__(self, grid: NetworkGrid, shape_ijk: Shape) -> None:
        self._grid = grid
        self._shape = shape_ijk
        self._planes: dict[int, tuple[int, int, np.ndarray]] = {}
        self._sums: dict[int, tuple[float, int]] = {}

    def put(self, number: int, marked: np.ndarray, probability: np.ndarray, corner: tuple[int, int]) -> None:
        """Slice `number` of the sweep, counted in the network's direction on the image's grid: (first, second).

        corner : where the part of the slice that is given begins
        """
        rows = np.flatnonzero(marked.any(axis=1))
        if not rows.size:
            return
        columns = np.flatnonzero(marked.any(axis=0))
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        crop = marked[box]
        self._planes[number] = corner[0] + int(rows[0]), corner[1] + int(columns[0]), crop.copy()
        values = probability[box][crop]
        self._sums[number] = float(values.sum(dtype=np.float64)), int(values.size)

    def mask(self) -> Mask:
        """All planes on the image's grid."""
        if not self._planes:
            return Mask.empty(self._shape)
        whole = np.zeros(self._shape, bool, order="F")
        view = np.moveaxis(self._grid.oriented(whole), self._grid.sweep, 0)
        for number, (first, second, crop) in self._planes.items():
            view[number, first : first + crop.shape[0], second : second + crop.shape[1]] = crop
        return Mask.from_array(whole)

    @property
    def mean_probability(self) -> float:
        """Of all voxels marked; 0 where none is."""
        total = sum(count for _, count in self._sums.values())
        return sum(value for value, _ in self._sums.values()) / total if total else 0.0

    def by_slice(self) -> np.ndarray:
        """The mean probability by slice of the image's own axis; NaN where nothing is marked."""
        sweep = self._grid.sweep
        size = self._grid.maps[sweep].image_size
        found = np.full(size, np.nan)
        for number, (value, count) in self._sums.items():
            found[number] = value / count
        return found[::-1].copy() if self._grid.flips[sweep] else found
