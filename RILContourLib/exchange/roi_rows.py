"""What is known of each ROI of one series: the part that JSON, CSV and tables of an export have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..annotation.mask import Mask
from ..project.roi import ROI
from .items import ExportItem


@dataclass(frozen=True)
class FrameRow:
    """An ROI on one frame; makers as ranges of slices by maker, `{"human": [[10, 140]]}`."""

    frame: int
    mask: Mask
    makers: dict[str, list[list[int]]]


@dataclass(frozen=True)
class ROIRow:
    """An ROI of the template in one series; `frames` are those with voxels."""

    roi: ROI
    status: str
    locked: bool
    frames: tuple[FrameRow, ...]
    volume_ml: float

    @property
    def voxels(self) -> int:
        return sum(each.mask.count for each in self.frames)

    @property
    def makers(self) -> tuple[str, ...]:
        return tuple(sorted({maker for each in self.frames for maker in each.makers}))

    @property
    def looked_at(self) -> bool:
        """Whether somebody or something marked it, or said that it is not there: else no voxel means nothing."""
        return bool(self.frames) or self.status in ("absent", "complete")


def roi_rows(item: ExportItem, rois: Sequence[ROI]) -> tuple[ROIRow, ...]:
    """A row for each of `rois`, in their order."""
    return tuple(_row(item, roi) for roi in rois)


def _row(item: ExportItem, roi: ROI) -> ROIRow:
    annotation = item.annotation
    held = annotation.roi(roi.id)
    frames = []
    for frame in sorted(held.buffers):
        mask = annotation.mask(roi.id, frame)
        if mask.extent:
            frames.append(FrameRow(frame, mask, annotation.makers(roi.id, frame).to_json()))
    volume_ml = sum(each.mask.count for each in frames) * item.image.geometry.voxel_volume_ml
    return ROIRow(roi, held.status, held.locked, tuple(frames), volume_ml)


def roi_to_json(roi: ROI) -> dict[str, Any]:
    """An ROI of the template as exports name it."""
    codes = [{"scheme": code.scheme, "value": code.value, "meaning": code.meaning} for code in roi.codes]
    value = {"id": roi.id, "name": roi.name, "value": roi.value or None, "kind": roi.kind, "color": roi.color}
    named = {"radlex": roi.radlex, "snomed": roi.snomed, "snomed_laterality": roi.snomed_laterality}
    return value | named | {"codes": codes}


def codes_in_a_cell(roi: ROI) -> str:
    """All coded terms of an ROI in one cell: `SCT 39607008 Lung; SCT 24028007 Right`."""
    return "; ".join(f"{code.scheme} {code.value} {code.meaning}".strip() for code in roi.codes)


def row_to_json(row: ROIRow, file: str | None) -> dict[str, Any]:
    """An ROI of a series; `file` is where its mask is, relative to the description."""
    frames = [
        {
            "frame": each.frame,
            "voxels": each.mask.count,
            "extent": each.mask.extent.to_json() if each.mask.extent else None,
            "makers": each.makers,
        }
        for each in row.frames
    ]
    known = {"status": row.status, "voxels": row.voxels, "volume_ml": round(row.volume_ml, 6), "file": file}
    return roi_to_json(row.roi) | known | {"frames": frames}
