"""The JSON and the CSV that lie beside exported masks and say what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..project.roi import ROI
from .combined import Combination
from .items import SERIES_COLUMNS, SOFTWARE, ExportItem, ExportProject
from .mask_values import read_value
from .points import points_to_json
from .report import utc_now
from .roi_rows import ROIRow, codes_in_a_cell, row_to_json
from .table import Row

SCHEMA = 1
ROI_COLUMNS = (
    *SERIES_COLUMNS,
    *("version_time", "version_user", "roi", "name", "value", "file", "status", "voxels", "volume_ml", "makers"),
    *("radlex", "snomed", "snomed_laterality", "codes", "color", "definitions", "image_sha256", "software", "exported"),
)
AMBIGUOUS_COLUMNS = ("value", "rois", "voxels", "reads_as")


@dataclass(frozen=True)
class MaskFilesWritten:
    """The mask files of one series: which holds which ROI, and for the combined layout which values occur in it."""

    layout: str
    file_of: Mapping[str, Path]
    dtypes: Mapping[Path, np.dtype]
    combinations: tuple[Combination, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether every value in the file reads back as the ROI that it was made of."""
        return all(each.exact for each in self.combinations)


def image_to_json(item: ExportItem) -> dict[str, Any]:
    """Which image the voxels belong to, and where it is in the patient."""
    image, geometry = item.image, item.image.geometry
    return {
        "file": image.path.name,
        "bytes": image.file_size,
        "sha256": item.image_sha256,
        "shape": list(geometry.shape),
        "frames": geometry.frames,
        "spacing_mm": [round(value, 6) for value in geometry.spacing_mm],
        "affine_ijk_to_ras_mm": geometry.affine_ijk_to_ras.tolist(),
    }


def source_to_json(item: ExportItem, project: ExportProject) -> dict[str, Any]:
    """Where exported values come from: project, series, track, version, image, software."""
    version = item.version
    return {
        "software": SOFTWARE,
        "exported": utc_now(),
        "project": {
            "id": project.definitions.id,
            "name": project.definitions.name,
            "definitions": project.definitions.digest,
        },
        "series": item.series,
        "track": item.track,
        "subset": item.subset,
        "test": item.subset == "test",
        "version": version
        and {
            "number": version.number,
            "time": version.time,
            "user": version.user,
            "definitions": version.definitions,
            "software": version.software,
            "owner": version.owner,
            "approved": version.approved,
        },
        "image": image_to_json(item),
        "slice_axis": item.annotation.slice_axis,
    }


def describe_masks(
    item: ExportItem, project: ExportProject, rows: Sequence[ROIRow], written: MaskFilesWritten, beside: Path
) -> dict[str, Any]:
    """The content of the JSON file in the folder `beside`."""

    def name(path: Path) -> str:
        return path.relative_to(beside).as_posix()

    masks = {
        "layout": written.layout,
        "files": [{"file": name(path), "type": str(dtype)} for path, dtype in written.dtypes.items()],
        "exact": written.exact,
        "overlaps": [
            {"value": each.value, "rois": list(each.rois), "voxels": each.voxels}
            for each in written.combinations
            if len(each.rois) > 1
        ],
    }
    files = {roi: name(path) for roi, path in written.file_of.items()}
    rois = [row_to_json(row, files.get(row.roi.id)) for row in rows]
    return {"schema": SCHEMA, "what": "masks"} | source_to_json(item, project) | {"masks": masks, "rois": rois}


def describe_points(item: ExportItem, project: ExportProject, rois: Sequence[ROI]) -> dict[str, Any]:
    """The content of the JSON file with a series' points."""
    return {"schema": SCHEMA, "what": "points"} | source_to_json(item, project) | points_to_json(item, rois)


def roi_table(
    item: ExportItem, project: ExportProject, rows: Sequence[ROIRow], written: MaskFilesWritten, beside: Path
) -> Iterator[Row]:
    """A row of ROI_COLUMNS for each ROI."""
    time, user = (item.version.time, item.version.user) if item.version else (None, None)
    exported = utc_now()
    for row in rows:
        path, roi = written.file_of.get(row.roi.id), row.roi
        yield (
            *(*item.series_cells, time, user, roi.id, roi.name, roi.value or None),
            path.relative_to(beside).as_posix() if path else None,
            *(row.status, row.voxels, round(row.volume_ml, 6), "; ".join(row.makers)),
            *(roi.radlex, roi.snomed, roi.snomed_laterality, codes_in_a_cell(roi) or None),
            *(roi.color, project.definitions.digest, item.image_sha256, SOFTWARE, exported),
        )


def ambiguous_table(combinations: Sequence[Combination], value_of: Mapping[str, int]) -> Iterator[Row]:
    """A row of AMBIGUOUS_COLUMNS for each combination of ROI whose value does not read back, and what it reads as."""
    for each in combinations:
        if not each.exact:
            reading = read_value(each.value, value_of)
            yield each.value, "; ".join(each.rois), each.voxels, "; ".join(reading.rois) or "several combinations"
