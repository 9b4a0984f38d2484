"""Otsu's threshold: what separates a map's background from what it points at."""

from __future__ import annotations

import numpy as np

BINS = 256


def otsu_threshold(values: np.ndarray, bins: int = BINS) -> float:
    """The value that splits a histogram of `bins` between minimum and maximum so that the classes differ most.

    Most is: the largest variance between the classes, w0 w1 (m0 - m1)^2 (Otsu, IEEE Trans Syst Man Cybern 9:62-66,
    1979), values standing for the centres of their bins. It is the border between two bins; of several that do as
    well, the middle one. What is not finite is left out. Values that are all the same are their own threshold, so that
    none is above it; without any it is 0.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        return low
    # As numpy.histogram counts, three times as fast: what lies on a border to the next bin may be in either.
    number = ((finite - low) * (bins / (high - low))).astype(np.intp)
    counts = np.bincount(np.minimum(number, bins - 1), minlength=bins)
    edges = np.linspace(low, high, bins + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    below, total = np.cumsum(counts), np.cumsum(counts * centres)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = total / below - (total[-1] - total) / above
        between = below * above * difference**2
    between = between[:-1]
    best = np.flatnonzero(between >= np.nanmax(between) * (1 - 1e-9))
    return float(edges[best[len(best) // 2] + 1])
