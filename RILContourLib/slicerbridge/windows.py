"""A window for an image of which nothing is known: which intensities are spread over the grey levels."""

from __future__ import annotations

import numpy as np

# Every n-th of the voxels says as much about the histogram as all of them.
_ENOUGH_VOXELS = 1_000_000
_PERCENTILES = (0.5, 99.5)
_AIR_HU = -1024
_ABOUT_ONE_NUMBER = 100  # HU; smooth resampling swings round the padding
_FEW = 0.15
_LARGEST = 1e37  # VTK looks intensities up as float32
_NARROWEST = 1e-6


def image_window(voxels: np.ndarray) -> tuple[float, float]:
    """(width, level) from the 0.5th to the 99.5th percentile of the finite voxels, of any shape, without the padding.

    Where nearly all voxels are alike: from the smallest to the largest. Colours (a fourth axis of uint8): all of their
    256 levels.
    """
    if voxels.dtype == np.uint8 and voxels.ndim == 4:
        return 255.0, 127.5
    every = voxels.reshape(-1)
    finite = every[:: max(1, every.size // _ENOUGH_VOXELS) | 1]  # odd: not one column of each row
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return 1.0, 0.5
    inside = _without_padding(finite)
    low, high = np.percentile(inside, _PERCENTILES)
    return _window(low, high) if high > low else _window(finite.min(), finite.max())


def _without_padding(values: np.ndarray) -> np.ndarray:
    """The values, without the lowest one, which scanners and programs pad with, and the outside of a CT's circle.

    CT has no numbers below those of air. What lies there is padding if it is all about one number, but for the few that
    interpolation put between it and the image: phase images, say, have numbers there that belong to them.
    """
    below = values < _AIR_HU
    if below.any():
        padding = np.abs(values - np.median(values[below]).astype(float)) <= _ABOUT_ONE_NUMBER
        others = np.count_nonzero(below & ~padding)
        if np.count_nonzero(padding) > others and others < _FEW * np.count_nonzero(~below):
            values = values[~below]
    inside = values[values > values.min()] if values.size else values
    return inside if inside.size else values


def _window(lowest: float, highest: float) -> tuple[float, float]:
    low, high = (max(-_LARGEST, min(float(end), _LARGEST)) for end in (lowest, highest))
    return max(high - low, _NARROWEST, abs(high) * _NARROWEST), (low + high) / 2
