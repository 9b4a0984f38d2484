"""The 48 ways in which the axes of a grid can lie along those of the patient."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np

SPACING_MM = (0.8, 1.25, 2.5)
SHAPE = (5, 4, 3)


def affine_of(order: tuple[int, ...], signs: tuple[int, ...], spacing_mm: tuple[float, ...] = SPACING_MM) -> np.ndarray:
    """(4, 4) ijk to RAS mm: file axis n runs along patient axis order[n], in the direction signs[n]."""
    affine = np.eye(4)
    affine[:3, :3] = 0
    for axis in range(3):
        affine[order[axis], axis] = signs[axis] * spacing_mm[axis]
    affine[:3, 3] = [-31.25, 17.5, 88.0]
    return affine


def _name(order: tuple[int, ...], signs: tuple[int, ...]) -> str:
    return "".join(("LR", "PA", "IS")[order[axis]][signs[axis] > 0] for axis in range(3))


ORIENTATIONS = {
    _name(order, signs): affine_of(order, signs)
    for order in permutations(range(3))
    for signs in product((1, -1), repeat=3)
}
LEFT_HANDED = {name: affine for name, affine in ORIENTATIONS.items() if np.linalg.det(affine) < 0}
RIGHT_HANDED = {name: affine for name, affine in ORIENTATIONS.items() if name not in LEFT_HANDED}
