"""Tables of the selected series, and the statistics of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..exchange.report import ExportReport
from ..exchange.tables import TableExportOptions, export_tables
from ..metrics.roi_statistics import ROIStatistics, roi_statistics
from ..progress import CancelToken, Progress, no_progress
from ..project.roi import ROI
from .exporting import export_project, export_sources
from .selection import Selection

if TYPE_CHECKING:
    from .project import Project
    from .series import Series


@dataclass(frozen=True)
class ROIFrameStatistics:
    """The statistics of one ROI on one frame, in the image's values."""

    roi: ROI
    frame: int
    statistics: ROIStatistics


def tables_of(
    project: Project,
    folder: Path,
    selection: Selection,
    options: TableExportOptions | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write tables of the selected series that have a version to `folder`; see `exchange.tables`."""
    sources = export_sources(project, selection)
    return export_tables(sources, folder, export_project(project), options, progress=progress, cancel=cancel)


def statistics_of(series: Series, version: int | None = None) -> list[ROIFrameStatistics]:
    """Volume and intensities of each ROI that has voxels, in the template's order; the newest version unless named.

    ImageError; CorruptStore.
    """
    annotation = series.read(version).annotation
    volume_ml = series.image.geometry.voxel_volume_ml
    by_roi = {(roi, frame): mask for roi, frame, mask in annotation.masks()}
    pixels = {frame: series.pixels(frame) for frame in sorted({frame for _, frame in by_roi})}
    return [
        ROIFrameStatistics(roi, frame, roi_statistics(by_roi[roi.id, frame], pixels[frame], volume_ml))
        for roi in series.project.definitions.rois
        for frame in sorted(pixels)
        if (roi.id, frame) in by_roi
    ]
