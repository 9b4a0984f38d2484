"""The whole annotations of many series as JSON documents, in folders that mirror the images'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ..progress import CancelToken, Progress, no_progress
from .annotation_json import write_annotation
from .export_paths import ClaimedNames, check_series_name
from .items import ExportProject, SeriesSource
from .naming import image_stem
from .report import ExportReport, SeriesReport, left_as_it_is
from .run import each_series, failing_alone, reporting


def export_annotations(
    sources: Sequence[SeriesSource],
    folder: Path,
    project: ExportProject,
    *,
    overwrite: bool = False,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write `scan_annotation.json` for each series (see `annotation_json`), and the report `export.json`.

    A series whose file exists is skipped unless `overwrite`; one that fails stops no other. Cancelled, with
    the report, if it was stopped: what was finished stays.
    """
    definitions, claimed = project.definitions, ClaimedNames()
    report = ExportReport("annotations", folder, definitions.id, definitions.digest, settings={"overwrite": overwrite})
    with reporting(report, sources, overwrite=overwrite):
        for source in each_series(sources, progress, cancel or CancelToken()):
            with failing_alone(report, source.series):
                path = _path(folder, source.series)
                claimed.claim(path, source.series)
                report.series.append(_export(source, path, project, overwrite))
    return report


def _export(source: SeriesSource, path: Path, project: ExportProject, overwrite: bool) -> SeriesReport:
    if path.exists() and not overwrite:
        return left_as_it_is(source.series, path)
    item = source.load()
    write_annotation(item, project, path, overwrite=overwrite)
    files = (_path(Path(), source.series).as_posix(),)
    return SeriesReport(source.series, "done", files=files, warnings=item.remarks)


def _path(folder: Path, series: str) -> Path:
    check_series_name(series)
    name = PurePosixPath(series)
    return folder / name.parent / f"{image_stem(name.name)}_annotation.json"
