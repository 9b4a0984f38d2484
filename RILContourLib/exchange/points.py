"""The points of one series as rows and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..annotation.points import Point
from ..project.roi import ROI
from .items import ExportItem
from .roi_rows import roi_to_json
from .table import Row

POINT_COLUMNS = (*("roi", "name", "point", "label", "frame", "i", "j", "k", "r_mm", "a_mm", "s_mm", "slice", "maker"),)
_MM_DIGITS = 4


def has_points(item: ExportItem) -> bool:
    return any(held.points for held in item.annotation.rois.values())


def point_rows(item: ExportItem, rois: Sequence[ROI]) -> Iterator[Row]:
    """A row of POINT_COLUMNS for each point; ijk continuous, voxel centres on whole numbers; RAS in mm."""
    for roi in rois:
        for point in item.annotation.roi(roi.id).points:
            yield (
                *(roi.id, roi.name, point.id, point.label, point.frame),
                *(float(value) for value in point.ijk),
                *_ras_mm(item, point),
                _slice(item, point),
                point.maker,
            )


def points_to_json(item: ExportItem, rois: Sequence[ROI]) -> dict[str, Any]:
    """ROI that have points, each with them."""
    found = []
    for roi in rois:
        points = [
            point.to_json() | {"ras_mm": _ras_mm(item, point), "slice": _slice(item, point)}
            for point in item.annotation.roi(roi.id).points
        ]
        if points:
            found.append(roi_to_json(roi) | {"points": points})
    return {"rois": found}


def _ras_mm(item: ExportItem, point: Point) -> list[float]:
    return [round(float(value), _MM_DIGITS) for value in item.image.geometry.ijk_to_ras_mm(np.array(point.ijk))]


def _slice(item: ExportItem, point: Point) -> int:
    """The slice, along the annotation's slice axis, that the point lies in."""
    axis = item.annotation.slice_axis
    nearest = int(point.ijk[axis] + 0.5) if point.ijk[axis] > 0 else 0
    return min(nearest, item.image.geometry.shape[axis] - 1)
