"""Which slices an epoch shows: rare ROI often enough, every slice in its turn."""

from __future__ import annotations

import numpy as np

FOR_CLASSES = 0.5
"""The part of an epoch that is shared out equally among ROI or answers; the rest is among all slices."""
FEWEST_BATCHES, MOST_BATCHES = 16, 250
"""Of one epoch: enough to be worth a validation, and a checkpoint every few minutes."""


def slice_weights(marked: np.ndarray) -> np.ndarray:
    """How often each slice is drawn, in sum 1. marked : bool (slices, classes)."""
    total = len(marked)
    everywhere = np.full(total, 1 / total)
    counts = marked.sum(axis=0)
    present = counts > 0
    if not present.any():
        return everywhere
    by_class = (marked[:, present] / counts[present]).mean(axis=1)
    return FOR_CLASSES * by_class + (1 - FOR_CLASSES) * everywhere


def batches_an_epoch(slices: int, batch: int) -> int:
    """Once all slices, within limits."""
    return min(max(-(-slices // batch), FEWEST_BATCHES), MOST_BATCHES)


def epoch_order(weights: np.ndarray, batches: int, batch: int, seed: int, epoch: int) -> np.ndarray:
    """Numbers of slices (batches, batch) for an epoch: the same for the same seed and epoch.

    Drawn systematically (Kitagawa 1996): a slice of weight w comes n * w times, rounded up or down, so that none that
    is heavy enough is left out by chance.
    """
    generator = np.random.default_rng((seed, epoch))
    wanted = batches * batch
    places = (generator.random() + np.arange(wanted)) / wanted
    mixed = generator.permutation(len(weights))  # neighbours in the list are not drawn or left out together
    limits = np.cumsum(weights[mixed])
    drawn = mixed[np.minimum(np.searchsorted(limits / limits[-1], places, side="right"), len(weights) - 1)]
    return generator.permutation(drawn).reshape(batches, batch)
