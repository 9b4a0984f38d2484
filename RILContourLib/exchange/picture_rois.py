"""ROI drawn over a plane: thin outlines, smooth at the picture's resolution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_FINER = 2  # outlines are found on a grid this much finer than the picture, then averaged: smooth edges
_OUTLINE_PIXELS = 1.7
_FILL = 0.07


def to_rgb(color: str) -> tuple[int, int, int]:
    """`#RRGGBB` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def draw_roi(picture: Any, marked: np.ndarray, color: str) -> None:
    """Draw the outline of a bool array (rows, columns), stretched over the whole of a Pillow picture, and a faint fill.

    The outline runs inside the ROI, so that those of neighbours lie side by side.
    """
    from PIL import Image

    rows, columns = (np.flatnonzero(marked.any(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return
    # Only the part of the picture that shows the ROI, and one voxel round it, is looked at.
    box = (max(columns[0] - 1, 0), max(rows[0] - 1, 0), columns[-1] + 2, rows[-1] + 2)
    wide, high = picture.width / marked.shape[1], picture.height / marked.shape[0]
    left, top = math.floor(box[0] * wide), math.floor(box[1] * high)
    right, bottom = min(math.ceil(box[2] * wide), picture.width), min(math.ceil(box[3] * high), picture.height)
    opacity = _opacity(marked, (left / wide, top / high, right / wide, bottom / high), (right - left, bottom - top))
    picture.paste(Image.new("RGB", opacity.shape[::-1], to_rgb(color)), (left, top), Image.fromarray(opacity))


def _opacity(marked: np.ndarray, part: tuple[float, float, float, float], size: tuple[int, int]) -> np.ndarray:
    """0 to 255 for each pixel, (height, width), of the part (left, top, right, bottom, in voxels) of a plane."""
    from PIL import Image

    width, height = size
    # A border keeps an ROI that touches the image's edge from losing its outline there.
    padded = Image.fromarray(np.pad(marked, 1).astype(np.uint8) * 255)
    frame = (part[0] + 1, part[1] + 1, part[2] + 1, part[3] + 1)
    finer = padded.resize((width * _FINER, height * _FINER), Image.Resampling.BILINEAR, box=frame)
    inside = np.asarray(finer) >= 128
    opacity = np.where(_outline(inside, _OUTLINE_PIXELS * _FINER), 1.0, np.where(inside, _FILL, 0.0))
    blocks = opacity.reshape(height, _FINER, width, _FINER)
    return np.rint(blocks.mean(axis=(1, 3)) * 255).astype(np.uint8)


def _outline(inside: np.ndarray, thickness: float) -> np.ndarray:
    """The pixels of `inside` that are at most `thickness` from its edge, distances being those of an octagon.

    Of a straight edge it is the true distance for every multiple of 45 degrees, thirty times as fast as Euclid's.
    """
    from scipy import ndimage

    bordered = np.pad(inside, 1)
    chessboard = ndimage.distance_transform_cdt(bordered, "chessboard")[1:-1, 1:-1]
    taxicab = ndimage.distance_transform_cdt(bordered, "taxicab")[1:-1, 1:-1]
    return inside & (chessboard <= thickness) & (taxicab <= thickness * math.sqrt(2))
