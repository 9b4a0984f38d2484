"""What the numbers in a combined mask file stand for.

A voxel of one ROI holds that ROI's value, a voxel of several the binary OR of their values. So that the file can be
read with the project's definitions alone, a number is read as: the ROI that has it as its value; else the only set of
ROI whose values combine to it. With powers of two every combination can be read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal


@dataclass(frozen=True)
class Reading:
    """How a number reads: the ROI it stands for, or why it stands for none."""

    rois: tuple[str, ...]
    problem: Literal["", "unknown", "ambiguous"] = ""


def combine_values(rois: Iterable[str], value_of: Mapping[str, int]) -> int:
    """The number for a voxel that belongs to all of `rois`; 0 for none."""
    return reduce(or_, (value_of[roi] for roi in rois), 0)


def read_value(number: int, value_of: Mapping[str, int]) -> Reading:
    """The ROI that `number` stands for, in the order of `value_of`.

    Every set of ROI that combines to `number` is part of the set of all whose bits lie within it. So the reading is
    unique if that largest set does combine to `number` and no member of it can be left out.
    """
    for roi, value in value_of.items():
        if value == number:
            return Reading((roi,))
    within = tuple(roi for roi, value in value_of.items() if value and value & number == value)
    if number <= 0 or combine_values(within, value_of) != number:
        return Reading((), "unknown")
    for roi in within:
        if combine_values((other for other in within if other != roi), value_of) == number:
            return Reading((), "ambiguous")
    return Reading(within)
