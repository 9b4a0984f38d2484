"""The demonstration project: a real chest CT and segments that people drew on it, both from the package slicerio.

Beside it a deformed copy of the CT that nobody has annotated (see `demo_copies`), so that there is a next series.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from ..errors import MissingDependency
from ..exchange.match_files import MaskFiles
from ..exchange.nrrd_to_nifti import nrrd_to_nifti
from ..exchange.seg_nrrd import read_seg_nrrd
from ..exchange.seg_nrrd_in import template_from_segments
from ..project.roi import ROI
from ..project.text_field import DependsOn, TextField
from .importing import ImportOptions, import_files
from .project import Project

SERIES = "chest/CTChest4.nii.gz"
REFERENCE = "reference"
UNSEEN_COPY = 1

# RadLex ids as the VISCERAL benchmark publishes them for the same organs.
_RADLEX = {"right-lung": "RID1302", "left-lung": "RID1326"}

_QUESTIONS = (
    TextField(
        "quality",
        "Image quality",
        kind="choice",
        choices=("good", "motion", "unusable"),
        required=True,
        help="Motion: organ borders are blurred or doubled. Unusable: leave the series out of training.",
    ),
    TextField("motion-where", "What moved", depends_on=DependsOn("quality", ("motion",)), max_length=200),
    TextField("contrast", "Contrast agent given", kind="boolean", help="Bright vessels or heart chambers."),
    TextField("findings", "Findings", kind="choices", choices=("nodule", "effusion", "emphysema", "none")),
    TextField("comment", "Comment", max_length=2000),
    TextField("nodule-in-slice", "Nodule visible", about="slice", kind="boolean"),
    TextField(
        "completeness", "Part of it that is in the image", about="roi", kind="number", minimum=0, maximum=100, unit="%"
    ),
)


def make_demo(folder: Path, *, user: str | None = None) -> Project:
    """Make the demonstration project in `folder`, its CT with the reference segments as version 1, and an unseen copy.

    MissingDependency without slicerio and pynrrd; DefinitionsError if `folder` holds a project already.
    """
    from .demo_copies import deformed_copy, write_copy

    data = _slicerio_data()
    segmentation = data / "SegmentationOverlapping.seg.nrrd"
    rois = tuple(
        replace(roi, name=roi.name[:1].upper() + roi.name[1:], radlex=_RADLEX.get(roi.id))
        for roi in template_from_segments(read_seg_nrrd(segmentation).segments, powers_of_two=True)
    )
    carina = ROI("carina", "Carina", 0, "#E69F00", kind="point")
    areas = tuple(roi.id for roi in rois)
    text = tuple(replace(field, rois=areas) if field.about == "roi" else field for field in _QUESTIONS)
    project = Project.create(folder, name="Chest CT demo", images="images", rois=(*rois, carina), text=text, user=user)
    image = project.images_root / SERIES
    image.parent.mkdir(parents=True, exist_ok=True)
    nrrd_to_nifti(data / "CTChest4.nrrd", image, overwrite=True)
    project.refresh()
    options = ImportOptions(what=REFERENCE, message="Segments that come with the CT, drawn in 3D Slicer")
    import_files(project[SERIES], MaskFiles("segmentation", (segmentation,)), options)
    write_copy(project, deformed_copy(project, UNSEEN_COPY))
    project.refresh()
    return project


def _slicerio_data() -> Path:
    found = find_spec("slicerio")
    if found is None or not found.submodule_search_locations:
        package, extra, purpose = "slicerio", "demo", "The demonstration project"
        raise MissingDependency(package, extra, purpose)
    return Path(next(iter(found.submodule_search_locations))) / "data"
