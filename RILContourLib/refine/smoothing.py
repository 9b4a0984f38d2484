"""Smoothing masks, with sizes in mm."""

from __future__ import annotations

from typing import Literal

import numpy as np

from .margin import Spacing, grown, shrunk

Method = Literal["median", "opening", "closing", "gaussian"]
METHODS: tuple[Method, ...] = ("median", "opening", "closing", "gaussian")


def smoothed(mask: np.ndarray, method: Method, size_mm: float, spacing_mm: Spacing) -> np.ndarray:
    """The mask without its roughness below `size_mm`; bool (i, j, k), the same shape.

    median : the majority within a ball of that diameter (borders continue as they are)
    opening : what is thinner than `size_mm` goes; closing : gaps and holes narrower than that are filled
    gaussian : blurred with a standard deviation of half of it, and cut at one half

    Axes whose spacing is larger than the size are left alone by opening and closing.
    """
    if method == "opening":
        return grown(shrunk(mask, size_mm / 2, spacing_mm), size_mm / 2, spacing_mm) & mask
    if method == "closing":
        return shrunk(grown(mask, size_mm / 2, spacing_mm), size_mm / 2, spacing_mm) | mask
    if method == "gaussian":
        return _blurred(mask, size_mm, spacing_mm)
    return _majority(mask, size_mm, spacing_mm)


def _blurred(mask: np.ndarray, size_mm: float, spacing_mm: Spacing) -> np.ndarray:
    from scipy import ndimage

    sigma_voxels = [size_mm / 2 / spacing for spacing in spacing_mm]
    return ndimage.gaussian_filter(mask.astype(np.float32), sigma_voxels, mode="nearest", truncate=3) >= 0.5


def _majority(mask: np.ndarray, size_mm: float, spacing_mm: Spacing) -> np.ndarray:
    """The median of a bool image is the majority: more than half of the ball's voxels."""
    from scipy import fft

    ball = _ball(size_mm / 2, spacing_mm)
    reach = [length // 2 for length in ball.shape]
    padded = np.pad(mask, [(by, by) for by in reach], mode="edge").astype(np.float32)
    size = [fft.next_fast_len(a + b - 1, real=True) for a, b in zip(padded.shape, ball.shape, strict=True)]
    spectrum = fft.rfftn(padded, size) * fft.rfftn(ball.astype(np.float32), size)
    counts = np.rint(fft.irfftn(spectrum, size))
    inner = tuple(slice(2 * by, 2 * by + length) for by, length in zip(reach, mask.shape, strict=True))
    return counts[inner] > ball.sum() / 2


def _ball(radius_mm: float, spacing_mm: Spacing) -> np.ndarray:
    """bool: the voxels of a ball round the middle one, of odd lengths."""
    reach = [int(radius_mm / spacing + 1e-9) for spacing in spacing_mm]
    grids = np.ogrid[tuple(slice(-by, by + 1) for by in reach)]
    distance_squared = sum((grid * spacing) ** 2 for grid, spacing in zip(grids, spacing_mm, strict=True))
    return np.asarray(distance_squared <= radius_mm**2 * (1 + 1e-9))
