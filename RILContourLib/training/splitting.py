"""Which of the series that are trained with are kept back to see how well a network learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

SplitKind = Literal["project", "patients", "slices"]
EVERY_NTH = 5
"""Of a single patient, every fifth slice is kept back."""


def split_series(
    subsets: Mapping[str, str], groups: Mapping[str, str], part: float, seed: int
) -> tuple[frozenset[str], SplitKind]:
    """The series kept for validation, and how they were chosen.

    subsets : `train` or `validation` by series, as the project says; groups : the patient of each

    The project's own validation series where there are some beside others; else whole patients, `part` of them but at
    least one, by the seed. Of a single patient nothing can be kept back but slices: then no series is named.
    """
    named = frozenset(name for name, subset in subsets.items() if subset == "validation")
    if named and len(named) < len(subsets):
        return named, "project"
    patients = sorted(set(groups.values()))
    if len(patients) < 2:
        return frozenset(), "slices"
    count = min(max(1, round(part * len(patients))), len(patients) - 1)
    chosen = set(np.random.default_rng(seed).permutation(len(patients))[:count].tolist())
    kept = {patient for n, patient in enumerate(patients) if n in chosen}
    return frozenset(name for name, patient in groups.items() if patient in kept), "patients"


def kept_slices(marked: np.ndarray) -> np.ndarray:
    """bool (slices,): those of a single patient that are kept back, spread over marked and other slices alike.

    marked : bool (slices, classes)
    """
    found = np.zeros(len(marked), bool)
    for each in (True, False):
        numbers: Sequence[int] = np.flatnonzero(marked.any(axis=1) == each).tolist()
        found[list(numbers[EVERY_NTH // 2 :: EVERY_NTH])] = True
    return found
