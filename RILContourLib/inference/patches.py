"""Patches that overlap, and the weighted mean of what a network says where they do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

SIGMA_OF_SIDE = 0.125  # of the Gaussian that weights a patch, as MONAI's sliding window and nnU-Net have it
SMALLEST_WEIGHT = 1e-3  # as MONAI has it, so that the corners of a patch still count


def patch_starts(shape: tuple[int, ...], size: tuple[int, ...], overlap: float) -> list[tuple[int, int, int]]:
    """Where patches of `size` begin on a grid of `shape` so that they overlap by `overlap` of a side or more.

    The last of each axis ends at the grid's end. In the order of the first axis.
    """
    along = []
    for whole, side in zip(shape, size, strict=True):
        step = max(1, round(side * (1 - overlap)))
        starts = list(range(0, max(whole - side, 0), step))
        along.append([*starts, max(whole - side, 0)])
    return [(i, j, k) for i, j, k in product(*along)]


def gaussian(size: tuple[int, ...]) -> np.ndarray:
    """Weights of a patch's voxels, float32, largest at its centre, never below SMALLEST_WEIGHT: those of MONAI."""
    weights = np.ones((1,) * len(size), np.float64)
    for axis, side in enumerate(size):
        distance = np.arange(side) - (side - 1) / 2
        profile = np.exp(-0.5 * (distance / max(SIGMA_OF_SIDE * side, 1e-3)) ** 2)
        weights = weights * profile.reshape([-1 if n == axis else 1 for n in range(len(size))])
    return np.maximum(weights, SMALLEST_WEIGHT).astype(np.float32)


class PatchSum:
    """Sums of weighted patches for as many planes as a patch is long: memory does not grow along the first axis."""

    def __init__(self, shape: tuple[int, ...], size: tuple[int, ...]) -> None:
        self._depth = size[0]
        self._plane = shape[1:]
        self._weights = gaussian(size)
        self._sums: dict[int, np.ndarray] = {}
        self._totals: dict[int, np.ndarray] = {}

    def add(self, start: tuple[int, int, int], patch: np.ndarray) -> None:
        """A patch's probabilities (sides..., classes) at `start`; starts come in the order of the first axis."""
        box = tuple(slice(first, first + side) for first, side in zip(start[1:], patch.shape[1:3], strict=True))
        for n, (plane, weights) in enumerate(zip(patch, self._weights, strict=True)):
            number = start[0] + n
            if number not in self._sums:
                self._sums[number] = np.zeros((*self._plane, patch.shape[-1]), np.float32)
                self._totals[number] = np.zeros(self._plane, np.float32)
            self._sums[number][box] += plane * weights[..., np.newaxis]
            self._totals[number][box] += weights

    def finished_before(self, number: int) -> Iterator[tuple[int, np.ndarray]]:
        """Planes before `number`, to which no further patch is added, as weighted means; each once."""
        for done in sorted(each for each in self._sums if each < number):
            total = self._totals.pop(done)
            mean = self._sums.pop(done)
            mean /= np.where(total > 0, total, 1)[..., np.newaxis]
            yield done, mean
