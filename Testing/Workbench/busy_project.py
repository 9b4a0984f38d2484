"""A project as large as the page has to hold without scrolling: 35 ROI and 12 questions on a real chest CT.

The ROI are cut from the segments that come with the CT: lobes by height, ribs by side, vertebrae by height. They are
made for looking at the page, and no anatomist drew them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from RILContourLib.project.text_field import TextField
from RILContourLib.session.demo import SERIES, make_demo
from RILContourLib.session.project import Project

AREAS = (
    *(f"{lobe} lobe of right lung" for lobe in ("Upper", "Middle", "Lower")),
    *(f"{lobe} lobe of left lung" for lobe in ("Upper", "Lower")),
    "Right ribs",
    "Left ribs",
    *(f"Thoracic vertebra {number}" for number in range(1, 13)),
    "Lumbar vertebra 1",
    "Cervical spine",
    "Soft tissue",
    "Trachea",
    "Esophagus",
    "Heart",
    "Ascending aorta",
    "Descending thoracic aorta",
    "Pulmonary artery",
    "Sternum",
    "Liver",
    "Spleen",
    "Pleural effusion, free-flowing or loculated",
    "Lung nodule",
)
POINTS = ("Carina", "Nodule centre")
QUESTIONS = (
    TextField(
        "quality", "Image quality", kind="choice", choices=("good", "motion", "unusable"), required=True,
        help="Motion: organ borders are blurred or doubled.",
    ),
    TextField("contrast", "Contrast agent given", kind="boolean", required=True, help="Bright vessels or chambers."),
    TextField("findings", "Findings", kind="choices", choices=("nodule", "effusion", "emphysema", "none")),
    TextField("nodules", "Number of nodules", kind="number", minimum=0, maximum=50, help="Larger than 4 mm."),
    TextField("largest", "Largest nodule", kind="number", minimum=0, maximum=200, unit="mm"),
    TextField(
        "lobe", "Lobe of the largest nodule", kind="choice",
        choices=("right upper", "right middle", "right lower", "left upper", "left lower"),
    ),
    TextField("calcified", "Calcified", kind="boolean"),
    TextField("spiculated", "Spiculated margin", kind="boolean"),
    TextField("category", "Lung-RADS category", kind="choice", choices=("1", "2", "3", "4A", "4B"), required=True),
    TextField("age", "Age", kind="number", minimum=0, maximum=120, unit="years"),
    TextField("prior", "Prior examination at hand", kind="boolean"),
    TextField("comment", "Comment", max_length=80),
    TextField("nodule-in-slice", "Nodule visible", about="slice", kind="boolean"),
    TextField("completeness", "Part of it in the image", about="roi", kind="number", minimum=0, maximum=100, unit="%"),
    TextField("sure", "Certain of it", about="point", kind="choice", choices=("yes", "probably", "no")),
)  # fmt: skip
FIRST = "patient-01/chest.nii.gz"


def make_busy_project(folder: Path, *, patients: int = 12) -> Project:
    """The project in `folder`; its first series is annotated in part, some others have answers."""
    demo = make_demo(folder.with_name(folder.name + "-source"), user="ana")
    for number in range(1, patients + 1):
        for name in ("chest.nii.gz", "chest-late-phase.nii.gz"):
            copy = folder / "images" / f"patient-{number:02d}" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(demo.images_root / SERIES, copy)
    rois = [{"name": name, "value": value} for value, name in enumerate(AREAS, start=1)]
    points = [{"name": name, "kind": "point"} for name in POINTS]
    project = Project.create(
        folder, name="Chest CT, 35 ROI", images="images", rois=[*rois, *points], text=QUESTIONS, user="ana"
    )
    _annotate(project, demo)
    for number, name in enumerate([name for name in project.names if name != FIRST][:5]):
        with project[name].edit() as annotation:
            annotation.text["quality"] = ("good", "motion")[number % 2]
    return project


def _annotate(project: Project, demo: Project) -> None:
    ids = {roi.name: roi.id for roi in project.definitions.rois}
    with project[FIRST].edit() as annotation:
        for number, (name, voxels) in enumerate(_pieces(demo)):
            with annotation.using(maker="human" if number % 3 else "refined"):
                annotation[ids[name]].mask |= voxels
            annotation[ids[name]].status = "in progress" if number % 4 == 3 else "complete"
        annotation["spleen"].status = "absent"
        annotation["cervical-spine"].locked = True
        annotation["carina"].add_point((66.0, 66.0, 21.0), label="carina")
        annotation.text["quality"] = "good"
        annotation.text["contrast"] = True


def _pieces(demo: Project) -> Iterator[tuple[str, np.ndarray]]:
    """ROI by name: bool (i, j, k)."""
    held = demo[SERIES].read().annotation

    def whole(roi: str) -> np.ndarray:
        return held.mask(roi).to_array().astype(bool)

    yield from zip(AREAS[:3], _cut(whole("right-lung"), 3), strict=True)
    yield from zip(AREAS[3:5], _cut(whole("left-lung"), 2), strict=True)
    ribs = whole("ribs")
    half = np.zeros_like(ribs)
    half[: ribs.shape[0] // 2] = True
    yield "Right ribs", ribs & half
    yield "Left ribs", ribs & ~half
    yield from zip(AREAS[7:19], _cut(whole("thoracic-vertebral-column"), 12), strict=True)
    yield "Lumbar vertebra 1", whole("lumbar-vertebral-column")
    yield "Cervical spine", whole("cervical-vertebral-column")


def _cut(voxels: np.ndarray, count: int) -> list[np.ndarray]:
    """Into so many pieces from the head to the feet; the demo's slices (k) go from the feet to the head."""
    levels = np.flatnonzero(voxels.any((0, 1)))
    pieces = []
    for part in np.array_split(levels, count)[::-1]:
        piece = np.zeros_like(voxels)
        piece[:, :, part] = voxels[:, :, part]
        pieces.append(piece)
    return pieces
