"""Running a network over an image: its slices one after the other, batch by batch, or patches that overlap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..models.description import ModelDescription
from ..progress import CancelToken, Progress
from .activations import probabilities
from .network import Network, NetworkMemoryError
from .patches import PatchSum, patch_starts
from .way_in import WayIn

Planes = Iterator[tuple[int, np.ndarray]]


def segmented(
    way_in: WayIn,
    model: ModelDescription,
    network: Network,
    batch: int,
    wanted: tuple[int, int],
    progress: Progress,
    cancel: CancelToken,
) -> Planes:
    """Network slices in the order of the sweep: their number, and probabilities (first, second axis, classes).

    batch : inputs given to the network at once; wanted : [start, stop) of network slices. ModelError; Cancelled between
    two calls of the network.
    """
    if model.input.dimensions == 2:
        for first, found in _slices(way_in, model, network, batch, wanted, progress, cancel):
            yield from enumerate(found.swapaxes(1, 2) if model.input.transpose else found, first)
        return
    total: PatchSum | None = None
    for start, size, found in _patches(way_in, model, network, wanted, progress, cancel):
        total = total or PatchSum(way_in.grid.shape, size)
        yield from _within(total.finished_before(start[0]), wanted)
        total.add(start, found)
    if total:
        yield from _within(total.finished_before(way_in.grid.shape[0]), wanted)


def rated(
    way_in: WayIn,
    model: ModelDescription,
    network: Network,
    batch: int,
    wanted: tuple[int, int],
    progress: Progress,
    cancel: CancelToken,
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (n, classes) of each slice or patch that was looked at, and (network slices, classes).

    The latter are NaN where nothing was looked at, and the mean of the patches that hold the slice.
    """
    if model.input.dimensions == 2:
        rows = np.concatenate([r for _, r in _slices(way_in, model, network, batch, wanted, progress, cancel)])
        by_slice = np.full((way_in.grid.shape[way_in.grid.sweep], rows.shape[1]), np.nan)
        by_slice[wanted[0] : wanted[1]] = rows
        return rows, by_slice
    found = list(_patches(way_in, model, network, wanted, progress, cancel))
    rows = np.stack([row for _, _, row in found])
    sums = np.zeros((way_in.grid.shape[0], rows.shape[1]))
    counts = np.zeros((way_in.grid.shape[0], 1))
    for start, size, row in found:
        sums[start[0] : start[0] + size[0]] += row
        counts[start[0] : start[0] + size[0]] += 1
    with np.errstate(invalid="ignore"):
        return rows, sums / counts


def called(network: Network, batch: np.ndarray, model: ModelDescription) -> np.ndarray:
    """Probabilities for a batch with channels last, in the network's own plane."""
    seen = np.ascontiguousarray(np.moveaxis(batch, -1, 1)) if model.input.layout == "channels-first" else batch
    return probabilities(network(seen), model, batch.shape[1:-1])


def _slices(
    way_in: WayIn,
    model: ModelDescription,
    network: Network,
    batch: int,
    wanted: tuple[int, int],
    progress: Progress,
    cancel: CancelToken,
) -> Planes:
    """The number of the first slice of each batch, and what the network says of the batch.

    Where memory does not suffice for a batch, half of it is tried, down to one slice.
    """
    start, stop = wanted
    first = start
    while first < stop:
        cancel.check()
        progress(first - start, stop - start, model.title)
        last = min(first + batch, stop)
        try:
            found = called(network, way_in.slices(first, last), model)
        except NetworkMemoryError:
            if last - first == 1:
                raise
            batch = (last - first) // 2
            continue
        yield first, found
        first = last
    progress(stop - start, stop - start, model.title)


def _patches(
    way_in: WayIn,
    model: ModelDescription,
    network: Network,
    wanted: tuple[int, int],
    progress: Progress,
    cancel: CancelToken,
) -> Iterator[tuple[tuple[int, int, int], tuple[int, ...], np.ndarray]]:
    """Start and size of each patch that holds wanted slices, and what the network says of it."""
    shape = way_in.grid.shape
    size = shape if model.input.kind == "volume" or model.input.size is None else model.input.size
    starts = [
        start
        for start in patch_starts(shape, size, model.input.overlap)
        if start[0] < wanted[1] and start[0] + size[0] > wanted[0]
    ]
    for done, start in enumerate(starts):
        cancel.check()
        progress(done, len(starts), model.title)
        yield start, size, called(network, way_in.patch(start, size), model)[0]
    progress(len(starts), len(starts), model.title)


def _within(found: Planes, wanted: tuple[int, int]) -> Planes:
    return ((number, plane) for number, plane in found if wanted[0] <= number < wanted[1])
