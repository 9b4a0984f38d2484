"""One axis of an image and the same axis of what a network sees: where each index of one lies on the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class AxisMap:
    """network index = `scale` * image index + `offset`; both count voxel centres, 0 is the first.

    `image_size` and `network_size` are the numbers of voxels.
    """

    image_size: int
    network_size: int
    scale: float = 1.0
    offset: float = 0.0

    @staticmethod
    def same(size: int) -> AxisMap:
        return AxisMap(size, size)

    def resampled(self, size: int) -> AxisMap:
        """With `size` network voxels over the same length: the outer borders stay, not the outer centres."""
        factor = size / self.network_size
        return AxisMap(self.image_size, size, self.scale * factor, (self.offset + 0.5) * factor - 0.5)

    def cropped_or_padded(self, size: int) -> AxisMap:
        """With `size` network voxels of the same spacing around the same centre, rounded towards the start."""
        missing = size - self.network_size
        before = missing // 2 if missing >= 0 else -(-missing // 2)
        return AxisMap(self.image_size, size, self.scale, self.offset + before)

    @property
    def is_shift(self) -> bool:
        """Whether voxels lie on voxels, so that nothing is interpolated."""
        return self.scale == 1.0 and self.offset == round(self.offset)

    def image_positions(self, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Where network voxels `start` to `stop` - 1 (all of them) lie on the image's axis."""
        stop = self.network_size if stop is None else stop
        return (np.arange(start, stop) - self.offset) / self.scale

    def network_positions(self, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Where image voxels `start` to `stop` - 1 (all of them) lie on the network's axis."""
        stop = self.image_size if stop is None else stop
        return np.arange(start, stop) * self.scale + self.offset


@dataclass(frozen=True)
class Neighbours:
    """Linear interpolation at positions on an axis: voxel `low` and the next one, `weight` being the next one's part.

    inside : whether the position lies within half a voxel of the axis; outside of it there is nothing
    """

    low: np.ndarray
    high: np.ndarray
    weight: np.ndarray
    inside: np.ndarray

    @staticmethod
    def of(positions: np.ndarray, size: int) -> Neighbours:
        inside = (positions >= -0.5 - 1e-9) & (positions <= size - 0.5 + 1e-9)
        clamped = np.round(np.clip(positions, 0, size - 1), 9)  # what is a whole number but for rounding is one
        low = np.floor(clamped).astype(np.intp)
        weight = (clamped - low).astype(np.float32)
        return Neighbours(low, np.where(weight > 0, low + 1, low), weight, inside)


def sampled(values: np.ndarray, axis: int, positions: np.ndarray, fill: float) -> np.ndarray:
    """`values` at `positions` along `axis`, linearly between voxels, `fill` outside; float32 stays float32."""
    size = values.shape[axis]
    if positions.size == size and np.array_equal(positions, np.arange(size)):
        return values
    at = Neighbours.of(positions, size)
    found = np.take(values, at.low, axis)
    if at.weight.any():
        shape = [1] * values.ndim
        shape[axis] = -1
        found += (np.take(values, at.high, axis) - found) * at.weight.reshape(shape)
    if not at.inside.all():
        outside: list[slice | np.ndarray] = [slice(None)] * values.ndim
        outside[axis] = ~at.inside
        found[tuple(outside)] = fill
    return found
