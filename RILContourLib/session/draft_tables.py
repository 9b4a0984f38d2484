"""Drafts as tables: statistics of what was drafted, and what was said of each slice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..annotation.answers import Subject
from ..metrics.roi_statistics import roi_statistics
from .series_draft import SeriesDraft

Row = dict[str, Any]
COLUMNS = (
    *("series", "model", "draft", "frame", "about", "answer", "confidence", "slices", "voxels", "volume_ml"),
    *("mean", "sd", "min", "max"),
)
SLICE_COLUMNS = ("series", "model", "draft", "frame", "axis", "slice", "about", "answer", "probability")


def statistics_rows(draft: SeriesDraft) -> Iterator[Row]:
    """A line by ROI and frame, with volume (mL) and intensities, and one by answer about the series. ImageError."""
    common = _common(draft)
    volume_ml = draft.series.image.geometry.voxel_volume_ml
    frames = sorted({frame for _, frame in draft.parts.slices})
    pixels = {frame: draft.series.pixels(frame) for frame in frames}
    for roi in draft.rois:
        for frame in frames or [0]:
            mask = draft.annotation.mask(roi, frame)
            row = {**common, "frame": frame, "about": roi, "voxels": mask.count, "volume_ml": 0.0}
            if mask.extent is not None:
                found = roi_statistics(mask, pixels[frame], volume_ml)
                row |= {"volume_ml": found.volume_ml, "mean": found.mean, "sd": found.sd}
                row |= {"min": found.minimum, "max": found.maximum, "confidence": draft.confidence.get(roi)}
            yield row | {"slices": len(draft.parts.of((roi, frame)))}
    for name, answer in draft.annotation.answers.of(Subject.series()).items():
        yield {**common, "about": name, "answer": answer.value, "confidence": draft.confidence.get(name)}


def slice_rows(draft: SeriesDraft) -> Iterator[Row]:
    """A line by slice along the axis that the network went, and by ROI or by class of an answer, where it is known."""
    common = {**_common(draft), "axis": draft.sweep_axis}
    for frame in draft.frames:
        for roi in draft.rois:
            yield from _lines(common, frame, roi, None, draft.confidence_by_slice(roi, frame))
        for field in draft.fields:
            for answer, values in draft.probabilities(field, frame).items():
                yield from _lines(common, frame, field, answer, values)


def _common(draft: SeriesDraft) -> Row:
    return {"series": draft.series.name, "model": draft.model, "draft": draft.id}


def _lines(common: Row, frame: int, about: str, answer: Any, values: Iterable[float]) -> Iterator[Row]:
    for number, value in enumerate(values):
        if not np.isnan(value):
            where = {"frame": frame, "slice": number, "about": about, "answer": answer}
            yield {**common, **where, "probability": float(value)}
