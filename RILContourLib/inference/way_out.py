"""The way out: probabilities on a network's grid become masks on the image's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..annotation.mask import Mask
from ..models.description import NetworkOutput
from .axis_map import Neighbours, sampled
from .mask_planes import MaskPlanes
from .network_grid import NetworkGrid
from .region import Box, needed_range, whole_box


@dataclass(frozen=True)
class Confidence:
    """The mean probability of the voxels marked: of all, and by slice (NaN where none is marked)."""

    mean: float
    by_slice: np.ndarray


class WayOut:
    """Takes the network's slices in the order of the sweep and decides the image's slices as soon as it can.

    Probabilities are interpolated first and decided then. Two network slices are held at a time, so memory does not
    grow with the image. Where two classes of a softmax are equally probable, the first one wins.

    only : the box of the image that is drafted, [start, stop) along each of the network's axes, counted in its
        direction; None: all of it; rois : what to draft
    """

    def __init__(
        self,
        grid: NetworkGrid,
        output: NetworkOutput,
        shape_ijk: tuple[int, int, int],
        rois: frozenset[str] | None = None,
        only: Box | None = None,
    ) -> None:
        self._grid = grid
        self._output = output
        self._classes = [each for each in output.classes if each.roi and (rois is None or each.roi in rois)]
        along = grid.maps[grid.sweep]
        self._box = only or whole_box(grid)
        self._at = Neighbours.of(along.network_positions(), along.network_size)
        self._plane_positions = [grid.maps[axis].network_positions(*self._box[axis]) for axis in grid.plane]
        self._corner = self._box[grid.plane[0]][0], self._box[grid.plane[1]][0]
        self._next, self._stop = self._box[grid.sweep]
        self._previous: np.ndarray | None = None
        self._planes = {each.roi: MaskPlanes(grid, shape_ijk) for each in self._classes if each.roi}

    @property
    def needed(self) -> Box:
        """The network voxels that it takes to decide, [start, stop) along each of the network's axes."""
        a, b, c = (needed_range(held, limits) for held, limits in zip(self._grid.maps, self._box, strict=True))
        return a, b, c

    def take(self, number: int, probabilities: np.ndarray) -> None:
        """The next network slice: (plane's first axis, plane's second axis, classes)."""
        at = self._at
        while self._next < self._stop and (not at.inside[self._next] or at.high[self._next] <= number):
            n = self._next
            if at.inside[n]:
                lower = probabilities if at.low[n] == number or self._previous is None else self._previous
                self._decide(n, _between(lower, probabilities, float(at.weight[n])))
            self._next += 1
        self._previous = probabilities

    def masks(self) -> Mapping[str, Mask]:
        """The masks by ROI, on the image's grid."""
        return {roi: planes.mask() for roi, planes in self._planes.items()}

    def confidence(self) -> Mapping[str, Confidence]:
        """By ROI; slices along the image axis that was swept, in the image's order."""
        return {roi: Confidence(planes.mean_probability, planes.by_slice()) for roi, planes in self._planes.items()}

    def _decide(self, number: int, plane: np.ndarray) -> None:
        for axis, positions in enumerate(self._plane_positions):
            plane = sampled(plane, axis, positions, np.nan)  # beyond what the network saw nothing is known
        winner = plane.argmax(axis=-1) if self._output.kind == "softmax" else None
        if winner is not None:
            known = ~np.isnan(plane[..., 0])
        for each in self._classes:
            probability = plane[..., each.index]
            if winner is not None and each.threshold is None:
                marked = (winner == each.index) & known
            else:
                with np.errstate(invalid="ignore"):
                    marked = probability >= (0.5 if each.threshold is None else each.threshold)
            assert each.roi is not None
            self._planes[each.roi].put(number, marked, probability, self._corner)


def _between(low: np.ndarray, high: np.ndarray, weight: float) -> np.ndarray:
    return low if weight == 0 or low is high else low + (high - low) * np.float32(weight)
