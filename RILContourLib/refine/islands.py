"""The connected parts of a mask."""

from __future__ import annotations

import numpy as np

FACES = 1
CORNERS = 3


def islands(mask: np.ndarray, connectivity: int = FACES) -> tuple[np.ndarray, np.ndarray]:
    """Number the connected parts of a bool array (i, j, k).

    connectivity: voxels that share a face (1) or as little as a corner (3) are connected. Returns int32 (i, j, k), 0
    where the mask is not and 1... for the parts, and how many voxels each number has (those of 0 first).
    """
    from scipy import ndimage

    numbers, _count = ndimage.label(mask, ndimage.generate_binary_structure(3, connectivity))
    return numbers, np.bincount(numbers.ravel())


def largest_island(mask: np.ndarray) -> np.ndarray:
    """Only the largest part; of several that tie, the first in index order."""
    numbers, sizes = islands(mask)
    return numbers == 1 + int(np.argmax(sizes[1:])) if len(sizes) > 1 else np.zeros_like(mask)


def without_small_islands(mask: np.ndarray, fewest_voxels: int) -> np.ndarray:
    """Without the parts that have fewer voxels."""
    numbers, sizes = islands(mask)
    kept = sizes >= fewest_voxels
    kept[0] = False
    return kept[numbers]


def island_at(mask: np.ndarray, place: tuple[int, int, int]) -> np.ndarray:
    """Only the part that holds a voxel; nothing if the voxel is not marked."""
    numbers, _sizes = islands(mask)
    number = numbers[place]
    return numbers == number if number else np.zeros_like(mask)
