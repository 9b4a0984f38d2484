"""The parts of a draft that can be decided on: slices of ROI, and answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.answers import Subject
from ..annotation.mask import Mask
from ..annotation.slice_ranges import from_ranges, to_ranges

Slices = Mapping[tuple[str, int], frozenset[int]]


@dataclass(frozen=True)
class Parts:
    """`slices` by ROI and frame, along the annotation's slice axis; `answers` by subject and field."""

    slices: Slices = field(default_factory=dict)
    answers: frozenset[tuple[Subject, str]] = frozenset()

    def __bool__(self) -> bool:
        return any(self.slices.values()) or bool(self.answers)

    def __or__(self, other: Parts) -> Parts:
        keys = dict.fromkeys((*self.slices, *other.slices))
        return Parts({key: self.of(key) | other.of(key) for key in keys}, self.answers | other.answers)

    def __sub__(self, other: Parts) -> Parts:
        left = {key: held - other.of(key) for key, held in self.slices.items()}
        return Parts({key: held for key, held in left.items() if held}, self.answers - other.answers)

    def of(self, key: tuple[str, int]) -> frozenset[int]:
        return self.slices.get(key, frozenset())

    def of_roi(self, roi: str) -> frozenset[int]:
        """The ROI's slices on all frames together."""
        return frozenset().union(*(held for (each, _), held in self.slices.items() if each == roi))

    def to_json(self) -> dict[str, Any]:
        slices = [{"roi": roi, "frame": frame, "slices": to_ranges(held)} for (roi, frame), held in self.slices.items()]
        answers = [[subject.about, subject.key, name] for subject, name in sorted(self.answers, key=str)]
        return {"slices": slices, "answers": answers}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Parts:
        """What `to_json` returned; KeyError, TypeError or ValueError if it is something else."""
        slices = {(each["roi"], int(each["frame"])): frozenset(from_ranges(each["slices"])) for each in value["slices"]}
        answers = frozenset((Subject.from_json(about, key), str(name)) for about, key, name in value["answers"])
        return Parts(slices, answers)


@dataclass(frozen=True)
class Choice:
    """Which parts are meant; None is all.

    rois : ids; slices : [start, stop) along the annotation's slice axis; frame : of a 4D image
    fields : ids; unless they are named, answers are meant where no ROI is, those of the series where no slices are
    """

    rois: Collection[str] | None = None
    slices: tuple[int, int] | None = None
    frame: int | None = None
    fields: Collection[str] | None = None

    @property
    def whole(self) -> bool:
        return self == EVERYTHING

    def has_roi(self, roi: str, frame: int) -> bool:
        if self.fields is not None and self.rois is None:
            return False
        return (self.rois is None or roi in self.rois) and self.frame in (None, frame)

    def has_slice(self, number: int) -> bool:
        return self.slices is None or self.slices[0] <= number < self.slices[1]

    def has_answer(self, subject: Subject, name: str) -> bool:
        if self.fields is not None:
            return name in self.fields
        if subject.about == "slice":
            frame, number = (int(part) for part in subject.key.split("/"))
            return self.rois is None and self.frame in (None, frame) and self.has_slice(number)
        return self.rois is None and self.slices is None

    def of(self, parts: Parts) -> Parts:
        """Those of `parts` that are meant."""
        slices = {
            key: frozenset(filter(self.has_slice, held)) for key, held in parts.slices.items() if self.has_roi(*key)
        }
        return Parts(slices, frozenset(each for each in parts.answers if self.has_answer(*each)))


EVERYTHING = Choice()


def slices_with_voxels(mask: Mask, axis: int) -> frozenset[int]:
    """The slices along `axis` in which a voxel is marked."""
    if mask.extent is None:
        return frozenset()
    others = tuple(other for other in range(3) if other != axis)
    numbers = np.flatnonzero(mask.voxels.any(axis=others)) + mask.extent.start[axis]
    return frozenset(numbers.tolist())


def parts_of(drafted: Annotation) -> Parts:
    """All that a draft says: the slices in which it marked something, and its answers."""
    axis = drafted.slice_axis
    slices = {(roi, frame): slices_with_voxels(mask, axis) for roi, frame, mask in drafted.masks()}
    return Parts(slices, frozenset((subject, name) for subject, name, _ in drafted.answers))
