"""How different two colours look, to normal and to colour-blind eyes.

Dichromacy is simulated as in Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency", IEEE TVCG 15(6), 2009: matrices at severity 1, applied to linear sRGB. Differences are CIE 1976
distances in CIELAB (D65), where 2.3 is just noticeable.
"""

from __future__ import annotations

import math
from functools import lru_cache

_Triple = tuple[float, float, float]
_Matrix = tuple[_Triple, _Triple, _Triple]

_NORMAL: _Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_PROTANOPIA: _Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
_DEUTERANOPIA: _Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
_VISIONS = (_NORMAL, _PROTANOPIA, _DEUTERANOPIA)

# Linear sRGB to CIE XYZ (IEC 61966-2-1); the rows' sums are the D65 white.
_TO_XYZ: _Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def colour_difference(one: str, other: str) -> float:
    """The smallest CIELAB distance between two ``#RRGGBB`` colours among normal, protanopic, deuteranopic vision."""
    return min(math.dist(a, b) for a, b in zip(_seen(one), _seen(other), strict=True))


@lru_cache(maxsize=4096)
def _seen(colour: str) -> tuple[_Triple, ...]:
    """L*, a*, b* of the colour in each kind of vision."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return tuple(_lab(_clipped(_times(vision, (red, green, blue)))) for vision in _VISIONS)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _times(matrix: _Matrix, vector: _Triple) -> _Triple:
    x, y, z = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def _clipped(rgb: _Triple) -> _Triple:
    red, green, blue = (min(max(value, 0.0), 1.0) for value in rgb)
    return red, green, blue


def _lab(linear_rgb: _Triple) -> _Triple:
    xyz = _times(_TO_XYZ, linear_rgb)
    x, y, z = (_lightness_curve(value / sum(row)) for value, row in zip(xyz, _TO_XYZ, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _lightness_curve(t: float) -> float:
    return float(t ** (1 / 3)) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
