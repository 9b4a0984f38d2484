"""Pairs of masks that resemble an organ and a model's attempt at it; the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np


class Pair(NamedTuple):
    name: str
    predicted: np.ndarray
    reference: np.ndarray
    spacing_mm: tuple[float, float, float]


def pairs() -> Iterator[Pair]:
    """Masks (ni, nj, nk): overlapping, within each other, apart, at the image's border, lumpy, single voxels, empty."""
    shape = (40, 36, 24)
    ball, egg = _ellipsoid(shape, (18, 17, 11), (11, 9, 6)), _ellipsoid(shape, (21, 15, 12), (10, 12, 7))
    empty = np.zeros(shape, bool)
    yield Pair("overlapping", ball, egg, (0.8, 0.8, 2.5))
    yield Pair("equal", ball, ball, (1.0, 1.0, 1.0))
    yield Pair("within", _ellipsoid(shape, (18, 17, 11), (5, 4, 3)), ball, (1.5, 0.7, 3.0))
    yield Pair("apart", _ellipsoid(shape, (6, 6, 5), (4, 4, 3)), _ellipsoid(shape, (32, 28, 18), (5, 5, 4)), (1, 1, 5))
    yield Pair(
        "at the border",
        _ellipsoid(shape, (0, 17, 23), (14, 9, 9)),
        _ellipsoid(shape, (2, 18, 22), (12, 9, 9)),
        (1, 2, 3),
    )
    yield Pair("lumpy", _lumpy(ball, 1), _lumpy(egg, 2), (0.9, 1.1, 2.0))
    yield Pair("single voxels", _single(shape, (3, 4, 5)), _single(shape, (30, 20, 10)), (0.5, 0.6, 0.7))
    yield Pair("nothing predicted", empty, egg, (1.0, 1.0, 1.0))
    yield Pair("nothing there", ball, empty, (1.0, 1.0, 1.0))


def _ellipsoid(shape: tuple[int, ...], centre: tuple[int, ...], radii: tuple[int, ...]) -> np.ndarray:
    axes = np.ogrid[tuple(slice(n) for n in shape)]
    return sum(((axis - c) / r) ** 2 for axis, c, r in zip(axes, centre, radii, strict=True)) <= 1


def _lumpy(mask: np.ndarray, step: int) -> np.ndarray:
    """Every seventh voxel along a skew line turned over."""
    i, j, k = np.indices(mask.shape)
    return mask ^ ((3 * i + 5 * j + 11 * k) % 7 == step)


def _single(shape: tuple[int, ...], place: tuple[int, int, int]) -> np.ndarray:
    mask = np.zeros(shape, bool)
    mask[place] = True
    return mask
