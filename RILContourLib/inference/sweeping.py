"""Running a network over an image: its slices one after the other, batch by batch, or patches that overlap."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import ModelError
from ..models.description import ModelDescription
from ..progress import CancelToken, Progress
from .activations import probabilities
from .memory import free_memory_bytes
from .network import Network, NetworkMemoryError
from .patch_size import Size, fitting, smaller
from .patches import PatchSum, patch_starts
from .region import Box
from .way_in import WayIn

logger = logging.getLogger(__name__)
Planes = Iterator[tuple[int, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Sweep:
    """One network on its way over one image.

    batch : inputs given to the network at once; needed : network voxels that are asked for, along the network's axes
    Both methods raise ModelError, and Cancelled between two calls of the network.
    """

    way_in: WayIn
    model: ModelDescription
    network: Network
    batch: int
    needed: Box
    progress: Progress
    cancel: CancelToken

    @property
    def wanted(self) -> tuple[int, int]:
        """[start, stop) of network slices along the sweep."""
        return self.needed[self.way_in.grid.sweep]

    def segmented(self) -> Planes:
        """Network slices in their order: their number, and probabilities (first, second axis, classes)."""
        if self.model.input.dimensions == 2:
            for first, found in self._slices():
                yield from enumerate(found.swapaxes(1, 2) if self.model.input.transpose else found, first)
            return
        shape = self.way_in.grid.shape
        total: PatchSum | None = None
        for start, size, found in self._patches():
            total = total or PatchSum(shape, size)
            yield from self._within(total.finished_before(start[0]))
            total.add(start, found)
        if total:
            yield from self._within(total.finished_before(shape[0]))

    def rated(self) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities (n, classes) of each slice or patch that was looked at, and (network slices, classes).

        The latter are NaN where nothing was looked at, and the mean of the patches that hold the slice.
        """
        grid, (first, last) = self.way_in.grid, self.wanted
        if self.model.input.dimensions == 2:
            rows = np.concatenate([found for _, found in self._slices()])
            by_slice = np.full((grid.shape[grid.sweep], rows.shape[1]), np.nan)
            by_slice[first:last] = rows
            return rows, by_slice
        patches = list(self._patches())
        rows = np.stack([row for _, _, row in patches])
        sums = np.zeros((grid.shape[0], rows.shape[1]))
        counts = np.zeros((grid.shape[0], 1))
        for start, size, row in patches:
            sums[start[0] : start[0] + size[0]] += row
            counts[start[0] : start[0] + size[0]] += 1
        with np.errstate(invalid="ignore"):
            return rows, sums / counts

    def _slices(self) -> Planes:
        """The number of the first slice of each batch, and what the network says of the batch.

        Where memory does not suffice for a batch, half of it is tried, down to one slice.
        """
        (first, stop), batch = self.wanted, self.batch
        start = first
        while first < stop:
            self._tell(first - start, stop - start)
            last = min(first + batch, stop)
            try:
                found = self._called(self.way_in.slices(first, last))
            except NetworkMemoryError:
                if last - first == 1:
                    raise
                batch = (last - first) // 2
                continue
            yield first, found
            first = last
        self.progress(stop - start, stop - start, self.model.title)

    def _patches(self) -> Iterator[tuple[Size, Size, np.ndarray]]:
        """Start and size of each patch that holds something wanted, and what the network says of it."""
        shape, given = self.way_in.grid.shape, self.model.input
        asked = shape if given.kind == "volume" or given.size is None else given.size
        if not self._starts(asked):
            return
        size, first = self._first_patch((asked[0], asked[1], asked[2]))
        starts = self._starts(size)
        for done, start in enumerate(starts):
            self._tell(done, len(starts))
            yield start, size, self._called(self.way_in.patch(start, size))[0] if done else first
        self.progress(len(starts), len(starts), self.model.title)

    def _first_patch(self, asked: Size) -> tuple[Size, np.ndarray]:
        """The size of patches that memory suffices for, and what the network says of the first of them.

        A segmentation may be put together of smaller patches than those asked for, if the network takes them.
        """
        may_be_smaller = self.model.task == "segmentation"
        size = fitting(asked, free_memory_bytes()) if may_be_smaller else asked
        short: NetworkMemoryError | None = None
        while True:
            self.cancel.check()
            try:
                found = self._called(self.way_in.patch(self._starts(size)[0], size))[0]
            except NetworkMemoryError as error:
                less = smaller(size)
                if less is None or not may_be_smaller:
                    raise
                short, size = short or error, less
            except ModelError:
                if short:
                    raise short from None  # it takes no other size
                if size == asked:
                    raise
                size, may_be_smaller = asked, False
            else:
                if size != asked:
                    logger.warning("Memory suffices for patches of %s only, not of %s.", size, asked)
                return size, found

    def _starts(self, size: tuple[int, ...]) -> list[Size]:
        """Where patches begin that hold something wanted.

        They lie where they would lie if all of the image was asked for, so that a part of it comes out the same.
        """
        return [
            start
            for start in patch_starts(self.way_in.grid.shape, size, self.model.input.overlap)
            if all(
                at < stop and at + side > first
                for at, side, (first, stop) in zip(start, size, self.needed, strict=True)
            )
        ]

    def _tell(self, done: int, total: int) -> None:
        self.cancel.check()
        self.progress(done, total, self.model.title)

    def _called(self, batch: np.ndarray) -> np.ndarray:
        """Probabilities for a batch with channels last, in the network's own plane."""
        channels_first = self.model.input.layout == "channels-first"
        seen = np.ascontiguousarray(np.moveaxis(batch, -1, 1)) if channels_first else batch
        return probabilities(self.network(seen), self.model, batch.shape[1:-1])

    def _within(self, found: Planes) -> Planes:
        first, stop = self.wanted
        return ((number, plane) for number, plane in found if first <= number < stop)
