"""Masks from one file, or from a folder that is named for one series."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..errors import ExchangeError, Remedy, RILContourError, UsageError
from ..exchange.match_files import Layout, MaskFiles, match_files
from ..exchange.naming import NIFTI_ENDINGS, combined_names, image_stem
from ..exchange.seg_nrrd import SUFFIX
from .importing import ImportOptions, ImportReport, import_files

if TYPE_CHECKING:
    from .project import Project


def import_for_series(project: Project, source: Path, name: str, options: ImportOptions) -> ImportReport:
    """Import a mask file, or the masks in a folder, into the series `name`.

    In a folder its masks are found by their names; if there are none, each file in the folder is one ROI's mask.
    ExchangeError if there is nothing to import.
    """
    report = ImportReport()
    files = MaskFiles(_layout(source), (source,)) if source.is_file() else _in_folder(project, source, name)
    try:
        version, findings = import_files(project[name], files, options)
    except RILContourError as error:
        report.fail(name, error)
        return report
    report.findings += findings
    if version:
        report.versions[name] = version
    else:
        report.unchanged.append(name)
    return report


def series_of_file(project: Project, file: Path) -> str:
    """The only series whose masks could be called so. UsageError if there is none, or several."""
    meant = [name for name in project.names if file.name in _mask_names(PurePosixPath(name).name)]
    if len(meant) == 1:
        return meant[0]
    found = f"could be the masks of {', '.join(meant[:5])}" if meant else "is called after no series of the project"
    message = f"{file} {found}: say which series it belongs to."
    raise UsageError(message, remedies=(Remedy.SERIES,))


def _mask_names(image_name: str) -> tuple[str, ...]:
    return (*combined_names(image_name), image_stem(image_name) + SUFFIX, image_name)


def _layout(file: Path) -> Layout:
    return "segmentation" if file.name.lower().endswith(SUFFIX) else "combined"


def _in_folder(project: Project, folder: Path, name: str) -> MaskFiles:
    matches = match_files(folder, [name], project.images_root, project.names)
    if name in matches.matched:
        return matches.matched[name]
    one_a_roi = sorted(path for path in folder.iterdir() if path.name.lower().endswith(NIFTI_ENDINGS))
    if name in matches.ambiguous or not one_a_roi:
        several = ", ".join(map(str, matches.ambiguous.get(name, ())))
        message = (
            f"Several files in {folder} could be the masks of {name} ({several}); name one of them."
            if several
            else f"{folder} has no masks of {name}."
        )
        raise ExchangeError(message)
    return MaskFiles("one file a ROI", tuple(one_a_roi))
