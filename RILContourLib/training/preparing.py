"""A series' labelled slices as the network will see them, in files that training reads piece by piece.

Pixels come from the same code that inference uses (`inference.way_in`), so that a network is never shown in training
what it would not see when it drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ModelError
from ..images.geometry import Geometry
from ..inference.axis_map import sampled
from ..inference.network_grid import NetworkGrid, grid_for
from ..inference.way_in import WayIn
from ..models.description import NetworkInput
from .truth import AreaTruth, Truth

SLICES_AT_ONCE = 16
INSIDE = 0.5
"""The part of a network voxel, by linear interpolation, from which it belongs to an ROI."""


@dataclass(frozen=True)
class PreparedSlices:
    """Files of one frame: `stem`-images.npy float32 (n, rows, columns, channels), -labels.npy, -known.npy, -marked.npy.

    labels : uint8 (n, rows, columns, bytes), classes as bits; of answers uint8 (n, classes)
    known, marked : bool (n, classes), of what is told, and told to be there
    """

    folder: Path
    stem: str

    def images(self) -> np.ndarray:
        """A map of the file, not its content."""
        return np.load(self.folder / f"{self.stem}-images.npy", mmap_mode="r")

    def labels(self) -> np.ndarray:
        return np.load(self.folder / f"{self.stem}-labels.npy", mmap_mode="r")

    def known(self) -> np.ndarray:
        return np.load(self.folder / f"{self.stem}-known.npy")

    def marked(self) -> np.ndarray:
        return np.load(self.folder / f"{self.stem}-marked.npy")


def write_slices(
    target: PreparedSlices,
    channels: Sequence[np.ndarray],
    geometry: Geometry,
    given: NetworkInput,
    truth: Truth,
    check: Callable[[], None],
) -> int:
    """Write the slices of a frame of which something is known; returns how many.

    channels : a frame (ni, nj, nk) each; `check` is called now and then and may raise. ModelError if the disk is full.
    """
    if any(channel.ndim != 3 or channel.dtype.kind not in "biuf" for channel in channels):
        message = "it is an image of colours, and networks learn from one number a voxel."
        raise ModelError(message)
    shape = channels[0].shape
    grid = grid_for(geometry, (shape[0], shape[1], shape[2]), given)
    known = _along_the_sweep(truth, grid)
    numbers = np.flatnonzero(known.any(axis=1))
    if not numbers.size:
        return 0
    way_in = WayIn(channels, grid, given)
    try:
        _write_images(target, way_in, numbers, check)
        if isinstance(truth, AreaTruth):
            labels = _area_labels(truth, grid, numbers, check)
            marked = np.unpackbits(np.bitwise_or.reduce(labels, axis=(1, 2)), axis=-1, count=known.shape[1])
        else:
            labels = marked = _in_sweep_order(truth.values, truth.axis, grid)[numbers].astype(np.uint8)
        for what, values in (("labels", labels), ("known", known[numbers]), ("marked", (marked > 0) & known[numbers])):
            np.save(target.folder / f"{target.stem}-{what}.npy", values)
    except OSError as error:
        message = f"Slices for training cannot be written to {target.folder}: {error.strerror or error}."
        raise ModelError(message) from error
    return int(numbers.size)


def _write_images(target: PreparedSlices, way_in: WayIn, numbers: np.ndarray, check: Callable[[], None]) -> None:
    """Slice after slice, so that memory does not grow with their number."""
    first = way_in.slices(int(numbers[0]), int(numbers[0]) + 1)
    head = {"descr": "<f4", "fortran_order": False, "shape": (numbers.size, *first.shape[1:])}
    with (target.folder / f"{target.stem}-images.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, head)
        for place, number in enumerate(numbers.tolist()):
            if place % SLICES_AT_ONCE == 0:
                check()
            file.write(way_in.slices(number, number + 1).astype("<f4", copy=False).tobytes())


def _area_labels(truth: AreaTruth, grid: NetworkGrid, numbers: np.ndarray, check: Callable[[], None]) -> np.ndarray:
    """uint8 (n, rows, columns, bytes): ROI n is bit 7 - n % 8 of byte n // 8, as `numpy.unpackbits` has it."""
    plane = tuple(grid.shape[axis] for axis in grid.plane)
    labels = np.zeros((numbers.size, *plane, -(-len(truth.masks) // 8)), np.uint8)
    for n, mask in enumerate(truth.masks):
        check()
        if mask.extent is None:
            continue
        view = np.moveaxis(grid.oriented(mask.to_array()), grid.sweep, 0)
        for start in range(0, numbers.size, SLICES_AT_ONCE):
            part = slice(start, start + SLICES_AT_ONCE)
            inside = _on_the_grid(view[numbers[part]], grid)
            labels[part, ..., n // 8] |= inside.astype(np.uint8) << (7 - n % 8)
    return labels


def _on_the_grid(planes: np.ndarray, grid: NetworkGrid) -> np.ndarray:
    """Masks (n, first, second) of the image as the network's planes: linear interpolation, decided at INSIDE."""
    values = planes.astype(np.float32)
    for number, axis in enumerate(grid.plane, start=1):
        values = sampled(values, number, grid.maps[axis].image_positions(), 0.0)
    return values >= INSIDE


def _along_the_sweep(truth: Truth, grid: NetworkGrid) -> np.ndarray:
    """What is known by network slice, bool (slices, classes).

    Where people counted slices along another axis, only ROI of which all slices are known.
    """
    if truth.axis == grid.order[grid.sweep]:
        return _in_sweep_order(truth.known, truth.axis, grid)
    slices = grid.maps[grid.sweep].image_size
    whole = truth.known.min(axis=0, keepdims=True)
    return np.repeat(whole if isinstance(truth, AreaTruth) else np.zeros_like(whole), slices, axis=0)


def _in_sweep_order(by_slice: np.ndarray, axis: int, grid: NetworkGrid) -> np.ndarray:
    if axis != grid.order[grid.sweep]:
        return np.zeros((grid.maps[grid.sweep].image_size, by_slice.shape[1]), by_slice.dtype)
    return by_slice[::-1] if grid.flips[grid.sweep] else by_slice
