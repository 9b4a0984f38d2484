"""Which of the series that are trained with are kept back to see how well a network learned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

SplitKind = Literal["project", "patients", "slices"]
EVERY_NTH = 5
"""Of a single patient, every fifth slice is kept back."""
MOST_DRAWS = 50


@dataclass(frozen=True)
class SplitSeries:
    """A series to be trained with: `train` or `validation` as the project says; its patient; which classes it has."""

    name: str
    subset: str
    patient: str
    has: tuple[bool, ...] = ()


def split_series(series: Sequence[SplitSeries], part: float, seed: int) -> tuple[frozenset[str], SplitKind]:
    """The series kept for validation, and how they were chosen.

    The project's own validation series where there are some beside others; else whole patients, `part` of them but at
    least one, by the seed, so that every class is left to be learned. Where that cannot be, as of a single patient,
    nothing is kept back but slices: then no series is named.
    """
    named = frozenset(each.name for each in series if each.subset == "validation")
    if named and len(named) < len(series):
        return named, "project"
    patients = sorted({each.patient for each in series})
    count = min(max(1, round(part * len(patients))), len(patients) - 1)
    for attempt in range(MOST_DRAWS if count else 0):
        drawn = np.random.default_rng((seed, attempt)).permutation(len(patients))[:count]
        kept = {patients[n] for n in drawn}
        if _all_left(series, kept):
            return frozenset(each.name for each in series if each.patient in kept), "patients"
    return frozenset(), "slices"


def _all_left(series: Sequence[SplitSeries], kept: Collection[str]) -> bool:
    """Whether every class that there is is in a series of the other patients."""
    classes = range(len(series[0].has))
    left = [each for each in series if each.patient not in kept]
    return all(any(each.has[n] for each in left) for n in classes if any(each.has[n] for each in series))


def kept_slices(marked: np.ndarray) -> np.ndarray:
    """bool (slices,): those of a single patient that are kept back, spread over marked and other slices alike.

    marked : bool (slices, classes)
    """
    found = np.zeros(len(marked), bool)
    for each in (True, False):
        numbers: Sequence[int] = np.flatnonzero(marked.any(axis=1) == each).tolist()
        found[list(numbers[EVERY_NTH // 2 :: EVERY_NTH])] = True
    if not found.any():
        found[len(found) // 2] = True
    return found
