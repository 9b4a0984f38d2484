"""Which voxels lie behind an outline that was drawn on a picture of the whole volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..annotation.extent import Extent
from .outlines import enclosed

BLOCK = 16
"""Voxels along a side of the blocks that are looked at as a whole first."""
AT_ONCE = 128
"""Blocks whose voxels are worked out together: the memory that takes stays small."""
_OUTSIDE, _INSIDE, _CROSSED = 0, 1, 2


def seen_through(corners_xy: np.ndarray, ijk_to_xyw: np.ndarray, box: Extent) -> np.ndarray:
    """bool (i, j, k) of `box`: voxels whose centre is seen inside a closed outline, however deep they lie.

    corners_xy: (n, 2) places on the picture, continuous. ijk_to_xyw: (3, 4) homogeneous ijk to (x w, y w, w), as a
    camera sees it in perspective or in parallel; what has w <= 0 lies behind the camera, and is not seen. By the
    even-odd rule, half open, as `outlines.enclosed` has it.

    Blocks that are seen wholly inside or outside are decided as such, voxels by the pixel they are seen in, and only
    those in pixels that the outline goes through by the outline itself.
    """
    points = np.asarray(corners_xy, dtype=np.float64)
    blocks = tuple(-(-length // BLOCK) for length in box.shape)
    found = np.zeros(blocks + (BLOCK,) * 3, bool)
    if len(points) >= 3:
        pixels = _Pixels.of(points)
        inside, mixed = _whole_blocks(pixels, ijk_to_xyw, box, blocks)
        found[inside] = True
        for first in range(0, len(mixed), AT_ONCE):
            some = mixed[first : first + AT_ONCE]
            found[tuple(some.T)] = _voxels_of(some, points, pixels, ijk_to_xyw, box)
    padded = found.transpose(0, 3, 1, 4, 2, 5).reshape([BLOCK * count for count in blocks])
    return padded[tuple(slice(length) for length in box.shape)]


def within_outline(points_xy: np.ndarray, corners_xy: np.ndarray) -> np.ndarray:
    """bool (n,): which of the places (n, 2) an outline (m, 2) encloses; even-odd, half open.

    The places are sorted by y, so that each edge is held against those only that lie level with it.
    """
    order = np.argsort(points_xy[:, 1], kind="stable")
    x, y = points_xy[order].T
    inside = np.zeros(len(order), bool)
    for (x0, y0), (x1, y1) in zip(corners_xy, np.roll(corners_xy, -1, axis=0), strict=True):
        level = slice(*np.searchsorted(y, sorted((y0, y1))))
        if level.start < level.stop:
            inside[level] ^= x[level] >= x0 + (y[level] - y0) * (x1 - x0) / (y1 - y0)
    found = np.empty_like(inside)
    found[order] = inside
    return found


@dataclass(frozen=True, eq=False)
class _Pixels:
    """What each pixel round an outline is: outside, inside, or crossed by it (perhaps: never missed).

    kinds: uint8 (x, y), whose first pixel covers from `origin` on. There is a border of two pixels outside.
    not_outside, is_inside : how many such pixels there are before each corner of the grid, along both axes
    """

    origin: np.ndarray
    kinds: np.ndarray
    not_outside: np.ndarray
    is_inside: np.ndarray

    @staticmethod
    def of(corners: np.ndarray) -> _Pixels:
        origin = np.floor(corners.min(axis=0)) - 2
        width, height = (np.floor(corners.max(axis=0)) + 3 - origin).astype(int)
        kinds = enclosed(corners - origin - 0.5, (width, height)).astype(np.uint8)
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            count = int(np.ceil(4 * np.abs(end - start).max())) + 1  # no step is longer than a quarter of a pixel
            x, y = (np.linspace(start, end, count) - origin).astype(int).T
            for across in (-1, 0, 1):
                for along in (-1, 0, 1):
                    kinds[x + across, y + along] = _CROSSED
        return _Pixels(origin, kinds, _sums(kinds != _OUTSIDE), _sums(kinds == _INSIDE))

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The kinds of the pixels that places lie in."""
        width, height = self.kinds.shape
        across = np.clip(x - self.origin[0], 0, width - 1).astype(np.int32)
        across *= height
        across += np.clip(y - self.origin[1], 0, height - 1).astype(np.int32)
        return self.kinds.ravel().take(across)


def _sums(chosen: np.ndarray) -> np.ndarray:
    """Sums over all rectangles that begin at the first pixel, (nx + 1, ny + 1)."""
    return np.pad(chosen.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _count(sums: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How many pixels are chosen in rectangles from `low` (n, 2) up to but without `high`."""
    (x0, y0), (x1, y1) = low.T, high.T
    return sums[x1, y1] - sums[x0, y1] - sums[x1, y0] + sums[x0, y0]


def _whole_blocks(
    pixels: _Pixels, ijk_to_xyw: np.ndarray, box: Extent, blocks: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """bool of `blocks`: those that are inside as a whole; and the numbers (n, 3) of those that have to be looked into.

    What is seen of a block lies in the rectangle round its corners, if all of them lie before the camera.
    """
    numbers = np.moveaxis(np.indices(blocks), 0, -1).reshape(-1, 3)
    corners = np.moveaxis(np.indices((2, 2, 2)), 0, -1).reshape(-1, 3) * (BLOCK - 1)
    places = numbers[:, None, :] * BLOCK + corners + box.start
    xyw = places @ ijk_to_xyw[:, :3].T + ijk_to_xyw[:, 3]
    is_before = (xyw[..., 2] > 0).all(axis=1)
    xy = xyw[..., :2] / np.where(is_before[:, None], xyw[..., 2], 1.0)[..., None]
    limits = np.array(pixels.kinds.shape)
    low = np.floor(xy.min(axis=1) - pixels.origin)
    high = np.floor(xy.max(axis=1) - pixels.origin) + 1
    inner_low, inner_high = (np.clip(at, 0, limits).astype(int) for at in (low, high))
    touched = _count(pixels.not_outside, inner_low, inner_high)
    inside = _count(pixels.is_inside, inner_low, inner_high) == np.prod(high - low, axis=1)
    mixed = ~is_before | ((touched > 0) & ~inside)
    return (is_before & inside & (touched > 0)).reshape(blocks), numbers[mixed]


def _voxels_of(
    numbers: np.ndarray, corners_xy: np.ndarray, pixels: _Pixels, ijk_to_xyw: np.ndarray, box: Extent
) -> np.ndarray:
    """bool (n, BLOCK, BLOCK, BLOCK): which voxels of some blocks are seen inside."""
    first = (numbers * BLOCK + box.start) @ ijk_to_xyw[:, :3].T + ijk_to_xyw[:, 3]
    x, y, w = (first[:, row, None] + _steps(ijk_to_xyw[row, :3]) for row in range(3))
    is_before = w > 0
    if not is_before.all():
        w[~is_before] = 1.0
    x /= w
    y /= w
    kinds = pixels.at(x, y)
    found = (kinds == _INSIDE) & is_before
    doubtful = (kinds == _CROSSED) & is_before
    found[doubtful] = within_outline(np.column_stack([x[doubtful], y[doubtful]]), corners_xy)
    return found.reshape(-1, BLOCK, BLOCK, BLOCK)


def _steps(row: np.ndarray) -> np.ndarray:
    """How much a coordinate grows from a block's first voxel to each of the others."""
    i, j, k = (np.arange(BLOCK) * step for step in row)
    return (i[:, None, None] + j[:, None] + k).reshape(-1)
