"""Several ROI in one array: each voxel holds the binary OR of the values of the ROI that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..annotation.extent import Shape
from ..annotation.mask import Mask
from ..errors import ExchangeError, Remedy
from .mask_values import combine_values, read_value

_SHOWN = 8  # ROI named in a message


@dataclass(frozen=True)
class Combination:
    """A set of ROI that occurs together, its number in the file, its voxels, and whether the number reads back."""

    rois: tuple[str, ...]
    value: int
    voxels: int
    exact: bool


@dataclass(frozen=True)
class CombinedFrame:
    """One frame's combined mask, (ni, nj, nk), and the combinations that occur in it."""

    array: np.ndarray
    combinations: tuple[Combination, ...]


def type_for(masks: Iterable[tuple[str, Mask]], value_of: Mapping[str, int]) -> np.dtype:
    """The narrowest unsigned type for any number that these masks could make, so that frames can share it."""
    return np.min_scalar_type(combine_values({roi for roi, mask in masks if mask.extent}, value_of))


def combine(
    masks: Sequence[tuple[str, Mask]], value_of: Mapping[str, int], shape: Shape, dtype: np.dtype | None = None
) -> CombinedFrame:
    """Put the masks of one frame, (ROI id, mask), into one array of the narrowest unsigned type, or of `dtype`.

    `value_of` holds every ROI of the project, so that a combination that would be read as another ROI is found.
    """
    held = [(roi, mask) for roi, mask in masks if mask.extent]
    _check_values(held, value_of)
    order = {roi: number for number, roi in enumerate(value_of)}
    held.sort(key=lambda each: order[each[0]])
    dtype = type_for(held, value_of) if dtype is None else dtype
    numbering, sets = _number_the_sets(held, shape)
    values = [combine_values(members, value_of) for members in sets]
    counts = np.bincount(numbering.ravel(), minlength=len(sets))
    combinations = tuple(
        Combination(members, value, int(count), read_value(value, value_of).rois == members)
        for members, value, count in zip(sets, values, counts, strict=True)
        if members and count
    )
    return CombinedFrame(np.array(values, dtype)[numbering], combinations)


def _check_values(held: Sequence[tuple[str, Mask]], value_of: Mapping[str, int]) -> None:
    without = sorted(roi for roi, _ in held if value_of.get(roi, 0) <= 0)
    if without:
        message = (
            f"The project's definitions give no mask value to {', '.join(without)}; "
            "give each a value, or export one file a ROI."
        )
        raise ExchangeError(message, remedies=(Remedy.ONE_FILE_PER_ROI,))


def _number_the_sets(held: Sequence[tuple[str, Mask]], shape: Shape) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """For each voxel the number of its set of ROI, and the sets by number; number 0 is no ROI.

    One pass a mask over its own box: numbers are few, so what a voxel becomes is looked up, never sorted.
    """
    numbering = np.zeros(shape, np.uint16)
    sets: list[tuple[str, ...]] = [()]
    number_of: dict[tuple[str, ...], int] = {(): 0}
    for roi, mask in held:
        assert mask.extent is not None
        box = numbering[mask.extent.slices()]
        under = box[mask.voxels]
        becomes = np.zeros(len(sets), np.int64)
        for number in np.flatnonzero(np.bincount(under, minlength=len(sets))).tolist():
            members = (*sets[number], roi)
            becomes[number] = number_of.setdefault(members, len(sets))
            if becomes[number] == len(sets):
                sets.append(members)
        if len(sets) > np.iinfo(numbering.dtype).max and numbering.dtype == np.uint16:
            numbering = numbering.astype(np.uint32)
            box = numbering[mask.extent.slices()]
        box[mask.voxels] = becomes[under]
    return numbering, sets


def all_combinations(frames: Iterable[CombinedFrame]) -> tuple[Combination, ...]:
    """The combinations of several frames, voxels added up, by value."""
    found: dict[tuple[str, ...], Combination] = {}
    for frame in frames:
        for each in frame.combinations:
            before = found.get(each.rois)
            voxels = each.voxels + (before.voxels if before else 0)
            found[each.rois] = Combination(each.rois, each.value, voxels, each.exact)
    return tuple(sorted(found.values(), key=lambda each: (each.value, each.rois)))


def refuse_inexact(combinations: Iterable[Combination], value_of: Mapping[str, int]) -> None:
    """ExchangeError if the numbers cannot be read back; names the first such overlap."""
    inexact = [each for each in combinations if not each.exact]
    if not inexact:
        return
    worst = max(inexact, key=lambda each: each.voxels)
    read_as = read_value(worst.value, value_of)
    meaning = f"would be read as {read_as.rois[0]}" if read_as.rois else "can be read in several ways"
    more = len(worst.rois) - _SHOWN
    names = " and ".join((*worst.rois[:_SHOWN], *([f"{more} more"] if more > 0 else [])))
    message = (
        f"{names} overlap in {worst.voxels} voxels, whose value {worst.value} {meaning}; "
        "give the ROI powers of two as values, export one file a ROI, or force it and heed the table of such values."
    )
    raise ExchangeError(message, remedies=(Remedy.ONE_FILE_PER_ROI, Remedy.FORCE))
