"""`rilcontour import masks`: masks from files, as versions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...errors import UnknownROI, UsageError
from ...exchange.imported import require_roi
from ...progress import CancelToken
from ...session.importing import EXISTING, ImportOptions, ImportReport
from ...session.importing_one import import_for_series, series_of_file
from ...session.locating import series_name
from ...session.project import Project
from ..arguments import a_name, add_message, by_first, file_or_folder, frame_number, pair
from ..context import Context
from ..import_report import report_import
from ..project_arguments import add_project, open_project

DETAILS = (
    "In a folder masks are matched by their names and places: scan_rois.nii.gz, Multiple_ROI_Mask_scan.nii.gz, "
    "scan_Multiple_ROI_Mask.nii.gz, scan.seg.nrrd, a folder scan_rois/ with one file a ROI, or the image's own name. "
    "Values are those of the project's ROI unless mapped. Nothing is replaced unless --existing says so. "
    "Exit code 1 if a series could not be imported, or there was none.\n\n"
    "Example: rilcontour import masks study old-masks --what 'study 2019' --map 7='Left lung'"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument(
        "source", type=file_or_folder, metavar="FOLDER|FILE", help="masks: NIfTI, or Slicer's .seg.nrrd"
    )
    parser.add_argument(
        "--series", type=a_name, metavar="NAME", help="the series that they belong to (found by their names)"
    )
    parser.add_argument(
        "--map",
        dest="mapping",
        action="append",
        default=[],
        type=pair("VALUE=ROI or NAME=ROI"),
        metavar="VALUE|NAME=ROI",
        help="the ROI, by id or name, that a mask value, a segment or a file (its name without ending) stands for "
        "(repeatable); of values, only those mapped then count",
    )
    parser.add_argument("--what", default="", metavar="WORD", help="where they come from: made by imported:WORD")
    parser.add_argument(
        "--existing", choices=EXISTING, default="refuse", help="what becomes of voxels that are there (refuse)"
    )
    parser.add_argument("--leave-out-unknown", action="store_true", help="leave out what is no ROI's")
    parser.add_argument("--frame", type=frame_number, metavar="N", help="the frame of a 4D image, from 0")
    add_message(parser, "why, for the history")


def run(arguments: Namespace, context: Context) -> int:
    """Import, and say what became of each series; 1 if one could not be imported."""
    project = open_project(arguments)
    source: Path = arguments.source.expanduser()
    if not source.exists():
        message = f"{source} is not there; name a mask file or a folder of them."
        raise UsageError(message)
    options = ImportOptions(
        mapping=_mapping(project, arguments),
        what=arguments.what,
        message=arguments.message,
        existing=arguments.existing,
        frame=arguments.frame,
        leave_out_unknown=arguments.leave_out_unknown,
    )
    with context.stoppable() as cancel:
        report = _import(project, source, arguments.series, options, context, cancel)
    return report_import(report, context, cancel)


def _mapping(project: Project, arguments: Namespace) -> dict[str, str]:
    """What --map says, whose ROI there must be: a slip is told once, and not of each series anew."""
    mapping = by_first(arguments.mapping, "--map")
    areas = [roi for roi in project.definitions.rois if roi.kind == "area"]
    for given, text in mapping.items():
        try:
            require_roi(text, areas)
        except UnknownROI as error:
            message = f"--map {given}={text}: {error}"
            raise UnknownROI(message) from error
    return mapping


def _import(
    project: Project, source: Path, series: str | None, options: ImportOptions, context: Context, cancel: CancelToken
) -> ImportReport:
    if series is not None:
        return import_for_series(project, source, series_name(project, series), options)
    if source.is_file():
        return import_for_series(project, source, series_of_file(project, source), options)
    return project.import_masks(source, options, progress=context.progress, cancel=cancel)
