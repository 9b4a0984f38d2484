"""A map's values as colours that let the image below be seen."""

from __future__ import annotations

import numpy as np

LEVELS = 256


def rainbow(levels: int) -> np.ndarray:
    """RGB (levels, 3), 0 to 1: blue, cyan, green, yellow, red, each hue as bright as it can be."""
    hue = np.linspace(4, 0, levels)[:, np.newaxis]  # in sixths of the circle
    return np.clip(np.abs((hue + (0.0, 4.0, 2.0)) % 6 - 3) - 1, 0, 1)


def cubehelix(levels: int) -> np.ndarray:
    """RGB (levels, 3), 0 to 1: a colour map that grows evenly in brightness, so that steps look as large as they are.

    Green, Bull. Astr. Soc. India 39:289-295 (2011), equation 2, with his default start 0.5, rotations -1.5, hue 1.
    """
    fraction = np.linspace(0, 1, levels)
    angle = 2 * np.pi * (0.5 / 3 + 1 - 1.5 * fraction)
    amplitude = fraction * (1 - fraction) / 2
    cosine, sine = amplitude * np.cos(angle), amplitude * np.sin(angle)
    red = fraction - 0.14861 * cosine + 1.78277 * sine
    green = fraction - 0.29227 * cosine - 0.90649 * sine
    blue = fraction + 1.97294 * cosine
    return np.clip(np.stack([red, green, blue], axis=1), 0, 1)


def rgba(
    values: np.ndarray, colours: np.ndarray, limits: tuple[float, float], threshold: float, opacity: float
) -> np.ndarray:
    """uint8 (..., 4): colours (levels, 3) from limits[0] to limits[1], of what is above the threshold.

    What is not, and what is NaN, cannot be seen at all; opacity from 0 to 1.
    """
    low, high = limits
    table = np.zeros((len(colours), 4), np.uint8)
    table[:, :3] = np.rint(colours * 255)
    table[:, 3] = round(255 * min(max(opacity, 0.0), 1.0))
    with np.errstate(invalid="ignore"):
        level = np.nan_to_num((values - low) / (high - low if high > low else 1.0) * (len(colours) - 1))
        seen = values > threshold
    found = table[np.clip(np.rint(level), 0, len(colours) - 1).astype(np.intp)]
    found[~seen] = 0
    return found
