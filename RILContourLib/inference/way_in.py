"""The way in: an image's channels as the slices and patches that a network sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..models.description import NetworkInput
from .axis_map import sampled
from .intensity import of_scope, prepared
from .network_grid import NetworkGrid


class WayIn:
    """Hands out parts of an image as float32 with channels last, in the network's axes.

    channels : one frame (ni, nj, nk) each, all on the image's grid, in the order that the network expects
    """

    def __init__(self, channels: Sequence[np.ndarray], grid: NetworkGrid, given: NetworkInput) -> None:
        self.grid = grid
        self._given = given
        whole = of_scope(given.intensity, "image")
        self._channels = [grid.oriented(prepared(channel, whole)) for channel in channels]
        self._each = of_scope(given.intensity, "input")
        # Where the network looks beyond the image it sees the image's smallest value, unless told otherwise.
        smallest = [float(channel.min()) if channel.size else 0.0 for channel in self._channels]
        self._fill = [smallest[n] if given.pad_value is None else given.pad_value for n in range(len(smallest))]

    def slices(self, start: int, stop: int) -> np.ndarray:
        """What the network sees of slices `start` to `stop` - 1 of the sweep: (n, rows, columns, channels).

        Adjacent slices are channels, lowest first, those of the first image channel before those of the second; beyond
        the first and last slice these are seen again.
        """
        half = self._given.adjacent // 2
        last = self.grid.shape[self.grid.sweep] - 1
        wanted = np.clip(np.arange(start - half, stop + half), 0, last)
        seen = [self._planes(n, wanted) for n in range(len(self._channels))]
        count = stop - start
        channels = [planes[shift : shift + count] for planes in seen for shift in range(2 * half + 1)]
        together = np.stack(channels, axis=-1)
        if self._given.transpose:
            together = together.swapaxes(1, 2)
        return self._finished(together)

    def patch(self, start: tuple[int, int, int], size: tuple[int, ...]) -> np.ndarray:
        """What the network sees of a box of its grid: (1, size..., channels)."""
        box = [np.arange(first, first + side) for first, side in zip(start, size, strict=True)]
        channels = []
        for values, fill in zip(self._channels, self._fill, strict=True):
            for axis, (at, held) in enumerate(zip(box, self.grid.maps, strict=True)):
                values = sampled(values, axis, held.image_positions()[at], fill)
            channels.append(values)
        return self._finished(np.stack(channels, axis=-1)[np.newaxis])

    def _planes(self, channel: int, numbers: np.ndarray) -> np.ndarray:
        """Network slices of one channel: (n, plane's first axis, plane's second axis)."""
        grid, fill = self.grid, self._fill[channel]
        values = sampled(self._channels[channel], grid.sweep, grid.maps[grid.sweep].image_positions()[numbers], fill)
        values = np.moveaxis(values, grid.sweep, 0)
        for number, axis in enumerate(grid.plane, start=1):
            values = sampled(values, number, grid.maps[axis].image_positions(), fill)
        return values

    def _finished(self, batch: np.ndarray) -> np.ndarray:
        """Steps that look at one input only, and memory in order."""
        if self._each:
            batch = np.stack([prepared(each, self._each) for each in batch])
        return np.ascontiguousarray(batch, np.float32)
