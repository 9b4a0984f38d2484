"""In which slices an ROI has voxels or points, and whether a human had a part in them."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.changes import MaskChange, unpack
from ..annotation.extent import Extent, Shape
from ..annotation.makers import HUMAN, SliceMakers
from ..annotation.points import Point


class Level(IntEnum):
    """How a slice is drawn: the more a human made of it, the fuller."""

    NOTHING = 0
    NO_HUMAN = 1
    MIXED = 2
    HUMAN = 3


def mask_presence(annotation: Annotation, roi: str, frame: int) -> np.ndarray:
    """For each slice along the annotation's slice axis whether the ROI has a voxel there; bool (slices,)."""
    axis = annotation.slice_axis
    present = np.zeros(annotation.shape[axis], bool)
    buffer = annotation.roi(roi).buffers.get(frame)
    for block in buffer.blocks().values() if buffer else ():
        first = block.box.start[axis]
        for number in range(first, block.box.stop[axis]):
            if not present[number]:  # stops at the first voxel of a slice
                present[number] = block.voxels[_plane(axis, number - first)].any()
    return present


def update_presence(present: np.ndarray, annotation: Annotation, change: MaskChange) -> None:
    """Bring `present` up to date after a change that `annotation` has; looks at the slices of the change's box only.

    Slices that the change leaves a voxel in need no look at the rest of the image; the others are read once.
    """
    axis, box = annotation.slice_axis, change.box
    others = tuple(other for other in range(3) if other != axis)
    left: list[bool] = np.any(unpack(change.after, box), axis=others).tolist()
    for number, is_left in enumerate(left, start=box.start[axis]):
        if is_left:
            present[number] = True
        elif present[number]:
            plane = _slice_of(annotation.shape, axis, number)
            present[number] = annotation.read(change.roi, plane, change.frame).any()


def mask_levels(present: np.ndarray, makers: SliceMakers) -> tuple[int, ...]:
    """The `Level` of each slice."""
    by_human = _numbers(makers.slices_of(HUMAN), len(present))
    by_others = np.zeros(len(present), bool)
    for maker in makers.makers():
        if maker != HUMAN:
            by_others |= _numbers(makers.slices_of(maker), len(present))
    levels = np.where(by_human, np.where(by_others, Level.MIXED, Level.HUMAN), Level.NO_HUMAN)
    return tuple(np.where(present, levels, Level.NOTHING).tolist())


def point_levels(points: tuple[Point, ...], frame: int, axis: int, count: int) -> tuple[int, ...]:
    """The `Level` of each of `count` slices that points of a frame lie in."""
    makers: dict[int, set[bool]] = {}
    for point in points:
        if point.frame == frame:
            number = min(max(round(point.ijk[axis]), 0), count - 1)
            makers.setdefault(number, set()).add(point.maker == HUMAN)
    levels = [Level.NOTHING] * count
    for number, human in makers.items():
        levels[number] = Level.MIXED if len(human) == 2 else Level.HUMAN if True in human else Level.NO_HUMAN
    return tuple(map(int, levels))


def _numbers(slices: frozenset[int], count: int) -> np.ndarray:
    chosen = np.zeros(count, bool)
    chosen[[number for number in slices if 0 <= number < count]] = True
    return chosen


def _plane(axis: int, number: int) -> tuple[slice | int, ...]:
    return tuple(number if each == axis else slice(None) for each in range(3))


def _slice_of(shape: Shape, axis: int, number: int) -> Extent:
    start, stop = [0, 0, 0], list(shape)
    start[axis], stop[axis] = number, number + 1
    return Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
