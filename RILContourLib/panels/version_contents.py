"""What one version holds, by ROI."""

from __future__ import annotations

from dataclasses import dataclass

from ..annotation.annotation import Annotation
from ..project.definitions import Definitions


@dataclass(frozen=True)
class ROIContents:
    """Voxels are of all frames together."""

    roi: str
    name: str
    voxels: int
    points: int
    status: str


@dataclass(frozen=True)
class VersionContents:
    """ROI that nobody looked at are left out; `answers` counts those about anything."""

    number: int
    rois: tuple[ROIContents, ...]
    answers: int


def contents_of(number: int, annotation: Annotation, definitions: Definitions) -> VersionContents:
    """In the template's order; ROI that the template no longer has come last, by their ids."""
    voxels: dict[str, int] = {}
    for roi, _frame, mask in annotation.masks():
        voxels[roi] = voxels.get(roi, 0) + mask.count
    names = {roi.id: roi.name for roi in definitions.rois}
    ids = [*names, *sorted(annotation.rois.keys() - names.keys())]
    held = [(roi, annotation.roi(roi)) for roi in ids]
    rows = (
        ROIContents(roi, names.get(roi, roi), voxels.get(roi, 0), len(each.points), each.status) for roi, each in held
    )
    shown = tuple(row for row in rows if row.status != "unseen" or row.voxels or row.points)
    return VersionContents(number, shown, len(annotation.answers))
