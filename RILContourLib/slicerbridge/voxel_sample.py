"""Some voxels of a frame, taken when it is read, to compare a node with."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import product

import numpy as np

_SCATTERED = 1000
_SLABS = 5


@dataclass(frozen=True, eq=False)
class VoxelSample:
    """Some voxels of a frame: the 8 corners, the centre and 1000 more, and checksums of 5 whole slices along k.

    places_ijk: (n, 3) file ijk. numbers: (n, components). slabs: k and the CRC of its slice, i varying fastest.
    """

    places_ijk: np.ndarray
    numbers: np.ndarray
    slabs: tuple[tuple[int, int], ...]

    @staticmethod
    def of(pixels_ijk: np.ndarray) -> VoxelSample:
        """The sample of a frame (ni, nj, nk) or (ni, nj, nk, components); always the same places of a shape."""
        shape = pixels_ijk.shape[:3]
        corners = list(product(*((0, length - 1) for length in shape)))
        centre = [length // 2 for length in shape]
        scattered = np.random.default_rng(0).integers(0, shape, size=(_SCATTERED, 3))
        places = np.concatenate([corners, [centre], scattered])
        i, j, k = places.T
        numbers = pixels_ijk[i, j, k].reshape(len(places), -1)
        slabs = {round(position) for position in np.linspace(0, shape[2] - 1, _SLABS)}
        return VoxelSample(places, numbers, tuple((n, checksum(pixels_ijk[:, :, n])) for n in sorted(slabs)))


def checksum(slice_ij: np.ndarray) -> int:
    """CRC of a slice (ni, nj, ...), i varying fastest."""
    return zlib.crc32(np.ascontiguousarray(np.swapaxes(slice_ij, 0, 1)).data)
