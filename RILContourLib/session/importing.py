"""Masks from files into series, as versions of their own."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.extent import Extent
from ..annotation.makers import IMPORTED, check_maker
from ..annotation.mask import Mask
from ..errors import Cancelled, ExchangeError, Remedy, RILContourError, UsageError
from ..exchange.imported import ImportedMasks, replaced_by
from ..exchange.label_meaning import resolve_mapping
from ..exchange.masks_in import import_combined, import_one_per_roi
from ..exchange.match_files import MaskFiles, match_files
from ..exchange.seg_nrrd_in import import_segmentation
from ..images.image_info import ImageInfo
from ..progress import CancelToken, Progress, no_progress
from ..project.definitions import Definitions
from ..store.messages import check_message
from ..store.values import VersionInfo
from .edit_session import EditSession
from .exclusive_imports import refuse_overlaps, refuse_taking, without_taking
from .voxel_rules import Wish

if TYPE_CHECKING:
    from .project import Project
    from .series import Series

logger = logging.getLogger(__name__)
Existing = Literal["refuse", "replace", "keep", "add"]
EXISTING: tuple[Existing, ...] = ("refuse", "replace", "keep", "add")


@dataclass(frozen=True)
class ImportOptions:
    """How masks are brought in.

    mapping : ROI id or name by value (combined files), by file stem (one file a ROI), or by segment name
    what : a word for where the masks come from; they are marked as made by `imported:<what>`
    existing : what becomes of ROI that have voxels already: `refuse` the series, `replace` them, `keep` them, or `add`
    frame : the frame that 3D masks of a 4D image belong to
    leave_out_unknown : values and segments that are no ROI's are left out instead of refused

    UsageError for a word that cannot stand in an annotation, or a message that cannot in a history.
    """

    mapping: Mapping[Any, str] = field(default_factory=dict)
    what: str = ""
    message: str = ""
    existing: Existing = "refuse"
    frame: int | None = None
    leave_out_unknown: bool = False

    def __post_init__(self) -> None:
        check_message(self.message)
        try:
            check_maker(self.maker)
        except ValueError as error:
            message = f"{self.what!r} cannot say where masks come from: use up to 80 characters without : and @."
            raise UsageError(message) from error

    @property
    def maker(self) -> str:
        return f"{IMPORTED}:{self.what}" if self.what else IMPORTED


@dataclass
class ImportReport:
    """Versions made by series; why a series was left as it is; what a person should know; files without a series.

    remedies : what could be asked for so that a series that failed is imported
    """

    versions: dict[str, VersionInfo] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    unmatched_files: tuple[Path, ...] = ()
    remedies: dict[str, tuple[Remedy, ...]] = field(default_factory=dict)

    def fail(self, series: str, error: RILContourError) -> None:
        """Note why a series was left as it is."""
        self.failures[series] = str(error)
        if error.remedies:
            self.remedies[series] = error.remedies


def read_masks(files: MaskFiles, image: ImageInfo, definitions: Definitions, options: ImportOptions) -> ImportedMasks:
    """The masks of one series on its image's grid. ExchangeError, GeometryMismatch, ImageError."""
    areas = [roi for roi in definitions.rois if roi.kind == "area"]
    if files.layout == "segmentation":
        return import_segmentation(
            files.files[0],
            image,
            areas,
            mapping=options.mapping,
            frame=options.frame or 0,
            leave_out_unknown=options.leave_out_unknown,
        )
    if files.layout == "one file a ROI":
        return import_one_per_roi(files.files, image, areas, mapping=options.mapping, frame=options.frame)
    return import_combined(
        files.files[0],
        image,
        areas,
        mapping=resolve_mapping(options.mapping, areas) or None,
        frame=options.frame,
        leave_out_unknown=options.leave_out_unknown,
    )


def put_masks(session: EditSession, imported: ImportedMasks, options: ImportOptions) -> list[str]:
    """Make imported masks part of an open series, as one edit; what of them was left out, in sentences.

    ExchangeError if voxels would be replaced unasked, or two masks want a voxel that only one can have; LockedROI.
    """
    if options.existing == "refuse":
        _refuse_replacing(session, imported)
    wishes = _wishes(session.annotation, imported, options.existing)
    findings: list[str] = []
    if session.definitions.one_roi_per_voxel:
        wishes, findings = _exclusive(session.annotation, wishes, options.existing)
    with session.using(maker=options.maker):
        session.set_voxels(wishes, tool="import")
    return findings


def _exclusive(annotation: Annotation, wishes: list[Wish], existing: Existing) -> tuple[list[Wish], list[str]]:
    refuse_overlaps(wishes)
    if existing == "refuse":
        refuse_taking(annotation, wishes)
    return (wishes, []) if existing == "replace" else without_taking(annotation, wishes)


def import_files(series: Series, files: MaskFiles, options: ImportOptions) -> tuple[VersionInfo | None, list[str]]:
    """Import one series' mask files as a version (None: nothing changed), with what a person should know."""
    imported = read_masks(files, series.image, series.project.definitions, options)
    with series.edit() as session:
        findings = [f"{series.name}: {finding}" for finding in put_masks(session, imported, options)]
        return session.save(options.message, reason="import"), [*imported.findings, *findings]


def _require_folder(folder: Path) -> None:
    try:
        with os.scandir(folder):
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{folder} cannot be read ({reason}): choose the folder that holds the masks."
        raise ExchangeError(message) from error


def import_folder(
    project: Project,
    folder: Path,
    options: ImportOptions,
    *,
    names: Sequence[str] | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> ImportReport:
    """Import the masks in `folder` into the series that they belong to by their names; one failure stops no other.

    ExchangeError for what is no folder that can be read.
    """
    _require_folder(folder)
    wanted = project.names if names is None else names
    matches = match_files(folder, wanted, project.images_root, project.names)
    report = ImportReport(unmatched_files=matches.unmatched_files)
    for series, paths in matches.ambiguous.items():
        found = ", ".join(str(path) for path in paths)
        report.failures[series] = f"Several files could be its masks ({found}); leave all but one out."
    for number, (name, files) in enumerate(matches.matched.items()):
        progress(number, len(matches.matched), name)
        if cancel and cancel.cancelled:
            report.failures[name] = "Not imported: stopped on request."
            continue
        _import_one(project[name], files, options, report)
    progress(len(matches.matched), len(matches.matched), "")
    return report


def _import_one(series: Series, files: MaskFiles, options: ImportOptions, report: ImportReport) -> None:
    try:
        version, findings = import_files(series, files, options)
    except Cancelled:
        raise
    except RILContourError as error:
        report.fail(series.name, error)
        return
    report.findings += findings
    if version:
        report.versions[series.name] = version
    else:
        report.unchanged.append(series.name)


def _refuse_replacing(session: EditSession, imported: ImportedMasks) -> None:
    replaced = [each for each in replaced_by(imported, session.annotation) if each.removed_voxels or each.added_voxels]
    if replaced:
        rois = ", ".join(f"{each.roi} ({each.present_voxels} voxels)" for each in replaced)
        message = (
            f"{session.lease.series} has voxels already in {rois}; "
            "say whether imported masks replace them, are added, or are left out."
        )
        raise ExchangeError(message, remedies=(Remedy.EXISTING,))


def _wishes(annotation: Annotation, imported: ImportedMasks, existing: Existing) -> list[Wish]:
    wishes = []
    for (roi, frame), mask in imported.masks.items():
        present = annotation.mask(roi, frame)
        extents = [extent for extent in (present.extent, mask.extent) if extent]
        if not extents or (existing == "keep" and present.extent):
            continue
        box = extents[0].union(extents[-1])
        voxels = _voxels(mask, box)
        if existing == "add":
            voxels |= _voxels(present, box)
        wishes.append(Wish(roi, frame, box, voxels))
    return wishes


def _voxels(mask: Mask, box: Extent) -> np.ndarray:
    voxels = np.zeros(box.shape, bool)
    if mask.extent:
        voxels[mask.extent.slices(box.start)] = mask.voxels
    return voxels
