"""Masks of many series as NIfTI files, in folders that mirror the images', with descriptions and a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from ..errors import Remedy, UsageError
from ..progress import CancelToken, Progress, no_progress
from ..project.roi import ROI
from .copies import sidecar_files
from .description import (
    AMBIGUOUS_COLUMNS,
    ROI_COLUMNS,
    MaskFilesWritten,
    ambiguous_table,
    describe_masks,
    describe_points,
    roi_table,
)
from .export_paths import ClaimedNames, ExportPaths, check_series_name, refuse_among_images, refuse_image_places
from .items import SERIES_COLUMNS, ExportItem, ExportProject, SeriesSource
from .mask_files import write_combined, write_one_per_roi
from .naming import NAMINGS, Naming
from .points import POINT_COLUMNS, has_points, point_rows
from .report import ExportReport, SeriesReport, json_bytes, left_as_it_is
from .roi_rows import ROIRow, roi_rows
from .run import each_series, failing_alone, reporting
from .series_files import SeriesFiles, all_or_nothing

MaskLayout = Literal["combined", "one file a ROI"]
MASK_LAYOUTS: tuple[MaskLayout, ...] = get_args(MaskLayout)


@dataclass(frozen=True)
class MaskExportOptions:
    """How masks are exported.

    layout : `combined`, one file a series whose voxels hold the binary OR of the values of their ROI; or `one file a
        ROI`, 0 and 1, in a folder a series, for each ROI that is marked, complete or absent
    naming : of combined files, ours or one of RIL-Contour's two
    rois : ids of the ROI to export; empty for all
    force : write combined files also where overlaps cannot be read back, with a table of these values
    overwrite : replace files of an earlier export; without it such series are skipped
    points : JSON and CSV of the points, too
    copy_images, copy_sidecars : copies of the image, and of its annotation with all versions, beside the masks
    """

    layout: MaskLayout = "combined"
    naming: Naming = "rois"
    rois: tuple[str, ...] = ()
    force: bool = False
    overwrite: bool = False
    points: bool = True
    copy_images: bool = False
    copy_sidecars: bool = False


def export_masks(
    sources: Sequence[SeriesSource],
    folder: Path,
    project: ExportProject,
    options: MaskExportOptions | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Export the masks of `sources` to `folder`, and write the report `export.json` there.

    A series is exported as a whole or not at all; one that fails stops no other. UsageError or ExchangeError, before
    anything is written, for options that do not go together and for a folder among the project's images. Cancelled if
    it was stopped: what was finished stays, and its `report` says what was not reached.
    """
    options = options or MaskExportOptions()
    job = _MaskExport(folder, project, options, cancel or CancelToken())
    report = ExportReport("masks", folder, project.definitions.id, project.definitions.digest, settings=asdict(options))
    with reporting(report, sources, overwrite=options.overwrite):
        for source in each_series(sources, progress, job.cancel):
            with failing_alone(report, source.series):
                report.series.append(job.export_one(source))
    return report


class _MaskExport:
    """One export with its options; `export_one` is called for each series."""

    def __init__(self, folder: Path, project: ExportProject, options: MaskExportOptions, cancel: CancelToken) -> None:
        _check_options(options)
        refuse_among_images(folder, project)
        self.folder, self.project, self.options, self.cancel = folder, project, options, cancel
        self.rois = _chosen(project, options, "area")
        self.point_rois = _chosen(project, options, None)
        self.value_of = {roi.id: roi.value for roi in project.definitions.rois if roi.kind == "area" and roi.value}
        self._claimed = ClaimedNames()

    def export_one(self, source: SeriesSource) -> SeriesReport:
        check_series_name(source.series)
        paths = ExportPaths(self.folder, source.series, self.options.naming)
        possible = list(self._possible(paths))
        refuse_image_places(iter(possible), self.project)
        for path in possible:
            self._claimed.claim(path, source.series)
        present = next((path for path in possible if path.exists()), None)
        if present and not self.options.overwrite:
            return _left_alone(source.series, present, paths)
        return self._export(source.load(), paths, possible)

    def _export(self, item: ExportItem, paths: ExportPaths, possible: list[Path]) -> SeriesReport:
        rows = roi_rows(item, self.rois)
        with_masks = any(row.looked_at for row in rows)
        with_points = self.options.points and has_points(item)
        if not with_masks and not with_points:
            return SeriesReport(item.series, "skipped", "Nothing is annotated in it.", warnings=item.remarks)
        with all_or_nothing(overwrite=self.options.overwrite) as files:
            if with_masks:
                self._write_masks(item, rows, paths, files)
            if with_points:
                self._write_points(item, paths, files)
            self._write_copies(item, paths, files)
            files.remove_stale(possible)
        names = tuple(path.relative_to(self.folder).as_posix() for path in files.written)
        return SeriesReport(item.series, "done", files=names, warnings=self._warnings(item))

    def _write_masks(self, item: ExportItem, rows: tuple[ROIRow, ...], paths: ExportPaths, files: SeriesFiles) -> None:
        """The masks, then what describes them: where there is a description, the masks are whole."""
        if self.options.layout == "combined":
            force = self.options.force
            written = write_combined(item, rows, self.value_of, paths, force=force, write=files.write)
        else:
            written = write_one_per_roi(item, rows, paths, write=files.write, cancel=self.cancel)
        self._describe(item, rows, written, paths, files)

    def _describe(
        self,
        item: ExportItem,
        rows: tuple[ROIRow, ...],
        written: MaskFilesWritten,
        paths: ExportPaths,
        files: SeriesFiles,
    ) -> None:
        beside = paths.parent
        if not written.exact:
            table = ambiguous_table(written.combinations, self.value_of)
            files.write_table(paths.described_by("_ambiguous.csv"), AMBIGUOUS_COLUMNS, table)
        table = roi_table(item, self.project, rows, written, beside)
        files.write_table(paths.described_by(".csv"), ROI_COLUMNS, table)
        description = describe_masks(item, self.project, rows, written, beside)
        files.write(paths.described_by(".json"), json_bytes(description))

    def _write_points(self, item: ExportItem, paths: ExportPaths, files: SeriesFiles) -> None:
        rows = ((*item.series_cells, *row) for row in point_rows(item, self.point_rois))
        files.write_table(paths.points(".csv"), (*SERIES_COLUMNS, *POINT_COLUMNS), rows)
        files.write(paths.points(".json"), json_bytes(describe_points(item, self.project, self.point_rois)))

    def _write_copies(self, item: ExportItem, paths: ExportPaths, files: SeriesFiles) -> None:
        if self.options.copy_images:
            files.copy(item.image.path, paths.image_copy, self.cancel)
        if self.options.copy_sidecars and item.sidecar:
            target = paths.parent / item.sidecar.parent.name / item.sidecar.name
            for path in sidecar_files(item.sidecar):
                files.copy(path, target / path.relative_to(item.sidecar), self.cancel)

    def _possible(self, paths: ExportPaths) -> Iterator[Path]:
        """Every file that this export could write for a series, but for the copy of its sidecar."""
        if self.options.layout == "combined":
            yield paths.combined
        else:
            yield from (paths.roi(roi.id) for roi in self.rois)
        yield from (paths.described_by(ending) for ending in (".json", ".csv", "_ambiguous.csv"))
        if self.options.points:
            yield from (paths.points(ending) for ending in (".json", ".csv"))
        if self.options.copy_images:
            yield paths.image_copy

    def _warnings(self, item: ExportItem) -> tuple[str, ...]:
        known = {roi.id for roi in self.project.definitions.rois}
        gone = sorted({roi for roi, _, _ in item.annotation.masks()} - known)
        about_gone = f"The project no longer has {', '.join(gone)}; their voxels were not exported."
        return (*item.remarks, *((about_gone,) if gone else ()))


def _left_alone(series: str, present: Path, paths: ExportPaths) -> SeriesReport:
    """A series is skipped if it was exported before; what describes its files is written last."""
    if paths.described_by(".json").exists() or paths.points(".json").exists():
        return left_as_it_is(series, present)
    reason = (
        f"{present} exists without a description, as after an interrupted export; allow overwriting to complete it."
    )
    return SeriesReport(series, "failed", reason, remedies=(Remedy.OVERWRITE,))


def _check_options(options: MaskExportOptions) -> None:
    if options.layout not in MASK_LAYOUTS or options.naming not in NAMINGS:
        message = f"Masks cannot be exported as {options.layout!r} with names as {options.naming!r}."
        raise UsageError(message)
    if options.layout != "combined" and options.naming != "rois":
        message = f"The naming {options.naming} is for combined files; leave it out with one file a ROI."
        raise UsageError(message)


def _chosen(project: ExportProject, options: MaskExportOptions, kind: str | None) -> tuple[ROI, ...]:
    """The ROI to export, in the template's order; UnknownROI for one that the project does not have."""
    definitions = project.definitions
    wanted = {definitions.roi(roi).id for roi in options.rois}
    chosen = [roi for roi in definitions.rois if not wanted or roi.id in wanted]
    return tuple(roi for roi in chosen if kind is None or roi.kind == kind)
