"""How large patches are, from what memory suffices for."""

from __future__ import annotations

from .memory import FLOAT_BYTES, FLOATS_A_VOXEL

Size = tuple[int, int, int]
SIDE_STEP = 16
"""Networks that halve their input four times take sides that are multiples of this."""
SMALLEST_SIDE = 32


def fitting(size: Size, free_bytes: int | None) -> Size:
    """Of `size`, and the ever smaller ones after it, the first whose run is estimated to fit into the free memory."""
    while free_bytes is not None and _bytes_of(size) > free_bytes:
        less = smaller(size)
        if less is None:
            break
        size = less
    return size


def smaller(size: Size) -> Size | None:
    """With its longest side halved, to a multiple of SIDE_STEP; None where no side is longer than SMALLEST_SIDE."""
    longest = max(size)
    if longest <= SMALLEST_SIDE:
        return None
    half = max(SMALLEST_SIDE, -(-longest // 2 // SIDE_STEP) * SIDE_STEP)
    sides = list(size)
    sides[sides.index(longest)] = half
    return sides[0], sides[1], sides[2]


def _bytes_of(size: Size) -> int:
    voxels = size[0] * size[1] * size[2]
    return voxels * FLOATS_A_VOXEL * FLOAT_BYTES
