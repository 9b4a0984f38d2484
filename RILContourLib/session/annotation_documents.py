"""Whole annotations out as JSON documents and in again, each under the project's rules."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..annotation.annotation import Annotation
from ..errors import ExchangeError, Remedy, RILContourError, UsageError
from ..exchange.annotation_json import read_annotation
from ..exchange.annotations_out import export_annotations
from ..exchange.naming import image_stem
from ..exchange.report import ExportReport
from ..images.identity import identify
from ..progress import CancelToken, Progress, no_progress
from ..store.messages import check_message
from ..store.values import VersionInfo
from .document_rules import check_against_definitions
from .exporting import export_project, export_sources
from .importing import ImportReport
from .restoring import changes_to
from .selection import Selection

if TYPE_CHECKING:
    from .project import Project
    from .series import Series

ENDING = "_annotation.json"


def documents_of(
    project: Project,
    folder: Path,
    selection: Selection,
    *,
    version: int | None = None,
    overwrite: bool = False,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write `<image's stem>_annotation.json` for each selected series that has a version."""
    sources = export_sources(project, selection, version=version)
    return export_annotations(
        sources, folder, export_project(project), overwrite=overwrite, progress=progress, cancel=cancel
    )


def import_document(
    series: Series, path: Path, *, message: str = "", replace: bool = False, any_image: bool = False
) -> VersionInfo | None:
    """Make what a document says the newest version of a series; None if it says what holds already.

    replace : also where the series has a version that says something else
    any_image : also if it was made on an image with other bytes (of the same shape)

    ExchangeError, GeometryMismatch; AnswerRefused, EditRefused for what the project does not allow; LockedROI.
    """
    check_message(message)
    read = read_annotation(path, series.image)
    check_against_definitions(series.project.definitions, read.annotation, str(path))
    if read.image_sha256 and not any_image and identify(series.path).sha256 != read.image_sha256:
        refusal = (
            f"{path} was made on an image with other bytes than {series.path}; look whether it is the same image, "
            "then allow any image."
        )
        raise ExchangeError(refusal, remedies=(Remedy.ANY_IMAGE,))
    with series.edit() as session:
        if session.annotation.rois and not replace and _says_something(session.annotation):
            changes = changes_to(session.annotation, read.annotation)
            if changes:
                refusal = f"{series.name} is annotated already; allow replacing that: its history keeps it."
                raise ExchangeError(refusal, remedies=(Remedy.REPLACE,))
        session.do(changes_to(session.annotation, read.annotation), tool="import")
        return session.save(message, reason="import")


def import_documents(
    project: Project,
    source: Path,
    *,
    name: str | None = None,
    message: str = "",
    replace: bool = False,
    any_image: bool = False,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ImportReport:
    """Import a document, or all in a folder as they were exported; one failure stops no other.

    name : the series that a single document is for; otherwise it is found by the document's name. UsageError.
    """
    documents = _documents(project, source, name)
    report = ImportReport()
    for number, (series, path) in enumerate(documents.items()):
        progress(number, len(documents), series)
        if cancel and cancel.cancelled:
            report.failures[series] = "Not imported: stopped on request."
            continue
        try:
            version = import_document(project[series], path, message=message, replace=replace, any_image=any_image)
        except RILContourError as error:
            report.fail(series, error)
            continue
        if version:
            report.versions[series] = version
        else:
            report.unchanged.append(series)
    progress(len(documents), len(documents), "")
    return report


def _says_something(annotation: Annotation) -> bool:
    held = annotation.rois.values()
    return bool(len(annotation.answers)) or any(roi.buffers or roi.points or roi.status != "unseen" for roi in held)


def _documents(project: Project, source: Path, name: str | None) -> dict[str, Path]:
    """The documents by series."""
    if source.is_file():
        return {name or _series_called_like(project, source): source}
    found = {series: path for series in project.names if (path := source / _document_name(series)).is_file()}
    if name is not None:
        found = {series: path for series, path in found.items() if series == name}
    if not found:
        message = (
            f"{source} has no document of {name or 'any series of the project'} ({ENDING} after the image's name)."
        )
        raise UsageError(message)
    return found


def _series_called_like(project: Project, path: Path) -> str:
    meant = [series for series in project.names if PurePosixPath(_document_name(series)).name == path.name]
    if len(meant) == 1:
        return meant[0]
    message = f"{path} is called after {len(meant) or 'no'} series of the project: say which one it belongs to."
    raise UsageError(message)


def _document_name(series: str) -> str:
    path = PurePosixPath(series)
    return (path.parent / f"{image_stem(path.name)}{ENDING}").as_posix()
