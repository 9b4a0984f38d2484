"""`rilcontour project create`: a new project file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from ...errors import UsageError
from ...project.definitions import PROJECT_FILE
from ...project.roi import ROI
from ...session.project import Project
from ...session.templates import Template, template_of_masks, template_of_names, template_of_source
from ..arguments import a_name, file_or_folder
from ..context import Context
from ..output import table
from ..project_arguments import WHO
from ..texts import counted
from .project_status import roi_as_data

DETAILS = (
    "Nothing is overwritten, and images are never changed.\n\n"
    'Example: rilcontour project create study --name "My study" --roi "Right lung" --roi "Left lung"'
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=file_or_folder, metavar="FOLDER", help="where rilcontour.yaml goes; made if need be"
    )
    parser.add_argument("--name", required=True, help="what people call the project")
    rois = parser.add_argument_group("the ROI (any time later in the project file, too)")
    rois.add_argument(
        "--roi",
        action="append",
        default=[],
        type=a_name,
        metavar="NAME",
        help="an area; known terms get their RadLex and SNOMED",
    )
    rois.add_argument("--point", action="append", default=[], type=a_name, metavar="NAME", help="a landmark")
    rois.add_argument(
        "--template", type=file_or_folder, metavar="FILE.csv|PROJECT", help="a list of terms, or another project's ROI"
    )
    rois.add_argument(
        "--labels",
        nargs="+",
        type=file_or_folder,
        metavar="MASKFILE",
        help="one ROI for each value or segment in these masks",
    )
    rois.add_argument("--powers-of-two", action="store_true", help="values 1, 2, 4, ...: overlaps fit one mask file")
    rois.add_argument("--one-roi-per-voxel", action="store_true", help="a voxel belongs to at most one ROI")
    parser.add_argument("--images", default=".", metavar="DIR", help="the images, relative to FOLDER or absolute (.)")
    parser.add_argument("--annotations", metavar="DIR", help="where annotations go (beside each image)")
    parser.add_argument("--user", type=a_name, metavar="NAME", help=WHO)


def run(arguments: Namespace, context: Context) -> int:
    """Write the project file and say what is in it."""
    template = _template(arguments, context)
    for remark in template.remarks:
        context.note(remark)
    project = Project.create(
        arguments.folder,
        name=arguments.name,
        rois=template.rois,
        images=arguments.images,
        annotations=arguments.annotations,
        one_roi_per_voxel=arguments.one_roi_per_voxel,
        user=arguments.user,
    )
    series = len(project) if project.images_root.is_dir() else 0
    rois = [roi_as_data(roi) for roi in project.definitions.rois]
    data = {"file": str(project.file), "id": project.definitions.id, "name": project.name}
    context.report(data | {"series": series, "rois": rois}, _lines(project, arguments.folder, series))
    return 0


def _template(arguments: Namespace, context: Context) -> Template:
    ways = [bool(arguments.roi or arguments.point), arguments.template is not None, arguments.labels is not None]
    if sum(ways) > 1:
        message = "Give the ROI in one way: --roi and --point, or --template, or --labels."
        raise UsageError(message)
    if arguments.template is not None:
        return template_of_source(arguments.template, powers_of_two=arguments.powers_of_two)
    if arguments.labels is not None:
        with context.stoppable() as cancel:
            return template_of_masks(
                arguments.labels, powers_of_two=arguments.powers_of_two, progress=context.progress, cancel=cancel
            )
    return template_of_names(arguments.roi, arguments.point, powers_of_two=arguments.powers_of_two)


def _lines(project: Project, folder: Path, series: int) -> Iterator[str]:
    yield f"Made {folder / PROJECT_FILE} ({counted(series, 'series', 'series')} below {project.images_root})."
    rois = project.definitions.rois
    yield from table(
        ("ROI", "id", "value", "RadLex", "SNOMED CT", "color"),
        [(roi.name, roi.id, roi.value or None, roi.radlex, _snomed(roi), roi.color) for roi in rois],
    )


def _snomed(roi: ROI) -> str:
    """The structure's code + the side's, as `rilcontour terms` shows them."""
    return " + ".join(code for code in (roi.snomed, roi.snomed_laterality) if code)
