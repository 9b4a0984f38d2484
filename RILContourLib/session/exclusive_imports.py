"""Imports into projects with one ROI a voxel: what they may take from other ROI, and what they may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from ..annotation.annotation import Annotation
from ..errors import ExchangeError, Remedy
from .voxel_rules import Wish


def refuse_overlaps(wishes: Sequence[Wish]) -> None:
    """ExchangeError if imported masks share a voxel: which of them it belongs to is not the import's to decide."""
    for one, other in combinations(wishes, 2):
        common = one.box.intersection(other.box) if one.frame == other.frame else None
        if common is None:
            continue
        both = one.voxels[common.slices(one.box.start)] & other.voxels[common.slices(other.box.start)]
        if both.any():
            message = (
                f"The imported {one.roi} and {other.roi} overlap in {int(both.sum())} voxels; "
                "the project has one ROI a voxel."
            )
            raise ExchangeError(message)


def refuse_taking(annotation: Annotation, wishes: Sequence[Wish]) -> None:
    """ExchangeError if voxels would be taken from ROI that hold them."""
    for wish in wishes:
        for other in _others(annotation, wish):
            taken = int(np.count_nonzero(wish.voxels & annotation.read(other, wish.box, wish.frame)))
            if taken:
                message = (
                    f"{taken} voxels of the imported {wish.roi} are {other}'s already, and the project has one ROI a "
                    "voxel; say whether imported masks replace what is there, or leave it."
                )
                raise ExchangeError(message, remedies=(Remedy.EXISTING,))


def without_taking(annotation: Annotation, wishes: Sequence[Wish]) -> tuple[list[Wish], list[str]]:
    """The wishes without the voxels that other ROI hold, and sentences that count these."""
    kept, findings = [], []
    for wish in wishes:
        voxels = wish.voxels.copy()
        for other in _others(annotation, wish):
            voxels &= ~annotation.read(other, wish.box, wish.frame)
        left_out = int(np.count_nonzero(wish.voxels)) - int(np.count_nonzero(voxels))
        if left_out:
            findings.append(f"{left_out} voxels of {wish.roi} are other ROI's already and were left to them.")
        kept.append(replace(wish, voxels=voxels))
    return kept, findings


def _others(annotation: Annotation, wish: Wish) -> list[str]:
    """The ROI but the wish's own that have voxels on its frame."""
    return [roi for roi, frame, _ in annotation.masks() if roi != wish.roi and frame == wish.frame]
