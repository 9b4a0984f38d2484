"""Prepared slices as batches: read from their files when their turn comes, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from .augmenting import drawn, varied_image, varied_labels
from .options import Augmentation
from .plan import Plan
from .sampling import slice_weights
from .splitting import kept_slices

AHEAD = 2
"""Batches made ready while the network learns from one."""
MOST_OPEN_FILES = 100
"""Systems allow a process some hundreds."""


@dataclass(frozen=True, eq=False)
class Batch:
    """float32: images (n, rows, columns, channels); known (n, classes).

    truth : 0 or 1, (n, rows, columns, classes), of answers (n, classes)
    """

    images: np.ndarray
    truth: np.ndarray
    known: np.ndarray


class SliceData:
    """All slices of a plan; `training` and `validation` number them."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._classes = len(plan.classes)
        self._is_area = plan.shape.task == "segmentation"
        prepared = plan.prepared(folder)
        parts = [part for _, part in prepared]
        self._images = lru_cache(MOST_OPEN_FILES)(lambda part: parts[part].images())
        self._labels = lru_cache(MOST_OPEN_FILES)(lambda part: parts[part].labels())
        self._known = [part.known() for _, part in prepared]
        counts = [len(known) for known in self._known]
        self._part = np.repeat(np.arange(len(counts)), counts)
        self._number = np.concatenate([np.arange(count) for count in counts])
        marked = np.concatenate([part.marked() for _, part in prepared])
        kept = np.repeat([series.validation for series, _ in prepared], counts)
        if plan.split == "slices":
            kept = kept_slices(marked)
        self.training = np.flatnonzero(~kept)
        self.validation = np.flatnonzero(kept)
        self.weights = slice_weights(marked[self.training])
        sides = np.array([part.images().shape[1:3] for part in parts])
        self.plane = int(sides[:, 0].max()), int(sides[:, 1].max())
        self._left_right = plan.left_right

    def batch(self, numbers: np.ndarray) -> Batch:
        """Slices as they are, padded to one size with their own smallest value."""
        read = [self._read(int(number)) for number in numbers]
        return self._together([(self._padded_image(image), self._padded(truth)) for image, truth, _ in read], read)

    def varied(self, numbers: np.ndarray, how: Augmentation, seed: tuple[int, ...]) -> Batch:
        """Slices varied at random: the same for the same seed."""
        read, varied = [self._read(int(number)) for number in numbers], []
        for place, (image, truth, _) in enumerate(read):
            generator = np.random.default_rng((*seed, place))
            by = drawn(how, self.plane, self._left_right, generator)
            moved = varied_image(self._padded_image(image), by, generator)
            varied.append((moved, varied_labels(self._padded(truth), by) if self._is_area else truth))
        return self._together(varied, read)

    def varied_batches(
        self, order: np.ndarray, how: Augmentation, seed: tuple[int, int]
    ) -> Generator[Batch, None, None]:
        """A batch for each row of `order` (batches, batch), some made ahead in a thread."""
        with ThreadPoolExecutor(1, "rilcontour-slices") as worker:
            coming = [
                worker.submit(self.varied, self.training[row], how, (*seed, n)) for n, row in enumerate(order[:AHEAD])
            ]
            try:
                for n in range(len(order)):
                    ready = coming.pop(0)
                    following = n + AHEAD
                    if following < len(order):
                        row = self.training[order[following]]
                        coming.append(worker.submit(self.varied, row, how, (*seed, following)))
                    yield ready.result()
            finally:
                for waiting in coming:
                    waiting.cancel()

    def validation_batches(self, size: int) -> Iterator[Batch]:
        for start in range(0, len(self.validation), size):
            yield self.batch(self.validation[start : start + size])

    def _read(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Image, truth (uint8, classes last) and what is known of one slice."""
        part, place = int(self._part[number]), int(self._number[number])
        labels = np.asarray(self._labels(part)[place])
        truth = np.unpackbits(labels, axis=-1, count=self._classes) if self._is_area else labels
        return np.asarray(self._images(part)[place]), truth, self._known[part][place]

    def _together(
        self, pairs: list[tuple[np.ndarray, np.ndarray]], read: list[tuple[np.ndarray, np.ndarray, np.ndarray]]
    ) -> Batch:
        images = np.stack([image for image, _ in pairs]).astype(np.float32, copy=False)
        truth = np.stack([truth for _, truth in pairs]).astype(np.float32)
        return Batch(images, truth, np.stack([known for *_, known in read]).astype(np.float32))

    def _padded_image(self, image: np.ndarray) -> np.ndarray:
        return self._put(image, float(image.min())) if image.shape[:2] != self.plane else image

    def _padded(self, truth: np.ndarray) -> np.ndarray:
        return self._put(truth, 0) if self._is_area and truth.shape[:2] != self.plane else truth

    def _put(self, values: np.ndarray, fill: float) -> np.ndarray:
        """In the middle of the common plane."""
        held = np.full((*self.plane, values.shape[-1]), fill, values.dtype)
        first, second = ((whole - side) // 2 for whole, side in zip(self.plane, values.shape[:2], strict=True))
        held[first : first + values.shape[0], second : second + values.shape[1]] = values
        return held
