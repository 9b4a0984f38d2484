"""What both sides of the benchmark `windows` run on."""

from __future__ import annotations

SHAPE = (144, 144, 144)
"""Eight windows of 96 voxels a side."""
OVERLAP = 0.5
CENTER, WIDTH = 0, 2000
