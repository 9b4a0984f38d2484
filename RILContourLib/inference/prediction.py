"""What a network said about one frame of a series, before anybody decides on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..annotation.mask import Mask
from .way_out import Confidence


@dataclass(frozen=True, eq=False)
class Decision:
    """A field's answer, how probable it was, and the probability of each of its classes by slice or patch.

    answer : None where no class reached its threshold; by_slice : {answer: (n slices,)}, in the image's order along
        `axis` of the image; slice_answers : the answer of each slice that has one
    """

    answer: Any
    probability: float
    by_slice: Mapping[Any, np.ndarray] = field(default_factory=dict)
    slice_answers: Mapping[int, Any] = field(default_factory=dict)
    axis: int = 2


@dataclass(frozen=True, eq=False)
class Prediction:
    """Masks by ROI with their confidence (segmentation), or decisions by text field (classification)."""

    model: str
    frame: int = 0
    masks: Mapping[str, Mask] = field(default_factory=dict)
    confidence: Mapping[str, Confidence] = field(default_factory=dict)
    answers: Mapping[str, Decision] = field(default_factory=dict)
    axis: int = 2
