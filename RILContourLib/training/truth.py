"""What an annotation says that a network may learn: only where somebody looked.

A slice counts as labelled for an ROI if the ROI is complete or absent in the series, or, where less is asked for, if
somebody (or a draft that somebody accepted) had a part in that very slice. Nothing else is background: not looked at is
not the same as not there. Drafts that wait are in no annotation, so they are never learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.answers import Subject
from ..annotation.mask import Mask

WHOLE = ("complete", "absent")
"""Statuses by which somebody says of all slices that they were looked at."""


@dataclass(frozen=True, eq=False)
class AreaTruth:
    """Masks of one frame and, of each slice along `axis`, whether it is labelled.

    masks : one for each ROI; known : bool (slices, ROI)
    """

    masks: tuple[Mask, ...]
    known: np.ndarray
    axis: int

    @property
    def marked(self) -> np.ndarray:
        """bool (slices, ROI): labelled, and with a voxel."""
        others = tuple(axis for axis in range(3) if axis != self.axis)
        found = np.zeros_like(self.known)
        for n, mask in enumerate(self.masks):
            if mask.extent:
                start, stop = mask.extent.start[self.axis], mask.extent.stop[self.axis]
                found[start:stop, n] = mask.voxels.any(axis=others)
        return found & self.known


@dataclass(frozen=True, eq=False)
class AnswerTruth:
    """Answers of one frame by slice along `axis`.

    values : bool (slices, classes); known : bool (slices, classes), whether somebody answered
    """

    values: np.ndarray
    known: np.ndarray
    axis: int

    @property
    def marked(self) -> np.ndarray:
        """bool (slices, classes): answered, and with this answer."""
        return self.values & self.known


Truth = AreaTruth | AnswerTruth


def area_truth(annotation: Annotation, rois: tuple[str, ...], frame: int, *, whole_only: bool) -> AreaTruth:
    """What is known of `rois` on a frame; `whole_only`: nothing of ROI that are neither complete nor absent."""
    axis = annotation.slice_axis
    known = np.zeros((annotation.shape[axis], len(rois)), bool)
    for n, roi in enumerate(rois):
        if annotation.roi(roi).status in WHOLE:
            known[:, n] = True
        elif not whole_only:
            makers = annotation.makers(roi, frame)
            looked = frozenset[int]().union(*(makers.slices_of(maker) for maker in makers.makers()))
            known[sorted(number for number in looked if number < len(known)), n] = True
    return AreaTruth(tuple(annotation.mask(roi, frame) for roi in rois), known, axis)


def answer_truth(annotation: Annotation, field: str, answers: tuple[Any, ...], frame: int) -> AnswerTruth:
    """What was answered to `field`, a question about slices, as one class for each of `answers`.

    A single answer `True` is a class that is not there where the answer is `False`.
    """
    axis = annotation.slice_axis
    values = np.zeros((annotation.shape[axis], len(answers)), bool)
    known = np.zeros_like(values)
    for number in range(len(values)):
        held = annotation.answers.get(Subject.slice(number, frame), field)
        if held is not None:
            given = held.value if isinstance(held.value, tuple) else (held.value,)
            values[number] = [answer in given for answer in answers]
            known[number] = True
    return AnswerTruth(values, known, axis)
