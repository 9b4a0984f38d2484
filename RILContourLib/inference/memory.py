"""How many inputs a network is given at once, from what memory is free."""

from __future__ import annotations

import os

LARGEST_BATCH = 16
PART_OF_FREE = 0.25
FLOATS_A_VOXEL = 300  # of a network's inner layers, for an ordinary U-Net while it runs; measured, see performance.md
FLOAT_BYTES = 4


def free_memory_bytes() -> int | None:
    """Memory that can be had without swapping; None where the system does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123 (no file of ours)
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def batch_for(voxels: int, free_bytes: int | None) -> int:
    """Inputs of so many voxels that fit into a quarter of the free memory, 1 to LARGEST_BATCH."""
    if free_bytes is None:
        return 1
    one = voxels * FLOATS_A_VOXEL * FLOAT_BYTES
    return max(1, min(LARGEST_BATCH, int(free_bytes * PART_OF_FREE) // max(one, 1)))
