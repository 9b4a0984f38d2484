"""`rilcontour export masks`: masks of the selected series as NIfTI files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...exchange.masks_out import MaskExportOptions, MaskLayout
from ...exchange.naming import NAMINGS
from ..arguments import file_or_folder, whole_number
from ..context import Context
from ..export_report import report_export, told_if_stopped
from ..filter_arguments import add_filter, note_tests_left_out, selection
from ..project_arguments import add_project, open_project

_LAYOUTS: dict[str, MaskLayout] = {"combined": "combined", "per-roi": "one file a ROI"}

DETAILS = (
    "A combined file holds the binary OR of the values of overlapping ROI; overlaps that could not be read back are "
    "refused unless --force. Beside the masks lie a JSON and a CSV file that describe them, and the points. "
    "Series without a version, and those of the test subset, are not exported. Exit code 1 if one was not exported.\n\n"
    "Example: rilcontour export masks study out --status approved --status complete --answer quality=good"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument(
        "out", type=file_or_folder, metavar="OUT", help="the folder that they go to, outside the images"
    )
    parser.add_argument(
        "--layout", choices=_LAYOUTS, default="combined", help="one file a series (combined), or one file a ROI"
    )
    parser.add_argument(
        "--naming",
        choices=NAMINGS,
        default="rois",
        metavar="NAMING",
        help=f"of combined files: {', '.join(NAMINGS)} (rois: scan_rois.nii.gz)",
    )
    parser.add_argument("--roi", action="append", default=[], metavar="ID", help="export this ROI only (repeatable)")
    parser.add_argument("--version", type=whole_number, metavar="N", help="version N of each series (the newest)")
    parser.add_argument("--force", action="store_true", help="write also overlaps that cannot be read back")
    parser.add_argument("--overwrite", action="store_true", help="replace files of an earlier export")
    parser.add_argument("--copy-images", action="store_true", help="copies of the images beside the masks")
    parser.add_argument("--copy-annotations", action="store_true", help="copies of the annotations, all versions")
    add_filter(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Export, and say what became of each series; 1 if one was not exported."""
    project = open_project(arguments)
    chosen = selection(arguments, project)
    options = MaskExportOptions(
        layout=_LAYOUTS[arguments.layout],
        naming=arguments.naming,
        rois=tuple(dict.fromkeys(arguments.roi)),
        force=arguments.force,
        overwrite=arguments.overwrite,
        copy_images=arguments.copy_images,
        copy_sidecars=arguments.copy_annotations,
    )
    note_tests_left_out(project, chosen, context)
    with told_if_stopped(context), context.stoppable() as cancel:
        report = project.export_masks(
            arguments.out, chosen, options, version=arguments.version, progress=context.progress, cancel=cancel
        )
    return report_export(report, context)
