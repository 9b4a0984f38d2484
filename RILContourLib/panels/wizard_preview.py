"""A slice of the open series as a network would see it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..inference.network_grid import LARGEST_GRID_VOXELS, NetworkGrid, grid_for
from ..inference.way_in import WayIn
from ..models.description import ModelDescription, NetworkInput
from ..session.model_channels import channels_of
from ..session.series import Series
from .translation import _
from .wizard_orientations import letters_round

LARGEST_BOX_VOXELS = 300_000_000


@dataclass(frozen=True, eq=False)
class Preview:
    """pixels : uint8 (rows, columns), black the smallest value seen and white the largest; number : of `count` slices

    letters : the patient's side at the left, right, top and bottom; words : size and range of the values
    """

    pixels: np.ndarray
    number: int
    count: int
    letters: tuple[str, str, str, str]
    channels: int
    words: str


class Previewer:
    """Keeps what it read, and what was prepared of it, until another series or another description is asked for."""

    def __init__(self) -> None:
        self._read: tuple[object, tuple[np.ndarray, ...]] | None = None
        self._way_in: tuple[object, WayIn] | None = None

    def preview(
        self, series: Series, model: ModelDescription, frame: int, number: int | None = None, channel: int = 0
    ) -> Preview:
        """Slice `number` of the network's own, the middle one unless given. ModelError, ImageError."""
        way_in = self._prepared(series, model, frame)
        given, grid = model.input, way_in.grid
        count = grid.shape[grid.sweep]
        at = count // 2 if number is None else min(max(int(number), 0), count - 1)
        seen = way_in.slices(at, at + 1)[0] if given.dimensions == 2 else _plane_of_box(way_in, given, at)
        channels = seen.shape[-1]
        shown = seen[..., min(channel, channels - 1)]
        return Preview(
            _as_grey(shown),
            at,
            count,
            letters_round(given, series.image.geometry.axis_codes),
            channels,
            _words(shown, given, grid, channels),
        )

    def _prepared(self, series: Series, model: ModelDescription, frame: int) -> WayIn:
        about = (series.name, frame, model.input.channels)
        if self._read is None or self._read[0] != about:
            self._read, self._way_in = (about, channels_of(series, model, frame)), None
        channels = self._read[1]
        if self._way_in is None or self._way_in[0] != model.input:
            shape = channels[0].shape
            grid = grid_for(series.image.geometry, (shape[0], shape[1], shape[2]), model.input)
            _check_size(grid, model.input)
            self._way_in = model.input, WayIn(channels, grid, model.input)
        return self._way_in[1]


def _plane_of_box(way_in: WayIn, given: NetworkInput, at: int) -> np.ndarray:
    """A slice along the first axis of the box that the network sees at once, about the middle of the image."""
    shape = way_in.grid.shape
    size = given.size if given.kind == "patch" and given.size else shape
    start = [max(0, (whole - side) // 2) for whole, side in zip(shape, size, strict=True)]
    start[0] = min(max(0, at - size[0] // 2), shape[0] - size[0])
    return way_in.patch((start[0], start[1], start[2]), size)[0][at - start[0]]


def _check_size(grid: NetworkGrid, given: NetworkInput) -> None:
    from ..errors import ModelError

    box = given.size if given.kind == "patch" and given.size else grid.shape
    whole = float(np.prod([float(side) for side in grid.shape]))
    if whole > LARGEST_GRID_VOXELS or (given.dimensions == 3 and float(np.prod(box)) > LARGEST_BOX_VOXELS):
        message = _("The network would see {shape} voxels; look at spacing and size.")
        raise ModelError(message.format(shape=" × ".join(map(str, grid.shape))))


def _as_grey(values: np.ndarray) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255.0 / (high - low) if high > low else 0.0)
    return np.ascontiguousarray(scaled.round().astype(np.uint8))


def _words(shown: np.ndarray, given: NetworkInput, grid: NetworkGrid, channels: int) -> str:
    low, high = float(shown.min()), float(shown.max())
    size = " × ".join(map(str, shown.shape))
    words = _("{size} voxels, values from {low:.4g} to {high:.4g}").format(size=size, low=low, high=high)
    if given.kind == "patch":
        words += "; " + _("boxes of an image of {shape}").format(shape=" × ".join(map(str, grid.shape)))
    return words + (f"; {_('{count} channels').format(count=channels)}" if channels > 1 else "")
