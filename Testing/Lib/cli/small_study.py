"""A small real project: three images with known voxels, of which one is for testing."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np

from RILContourLib import Project
from RILContourLib.project.definitions import Split
from RILContourLib.project.text_field import DependsOn, TextField

SHAPE = (12, 10, 6)
SPACING_MM = (2.0, 2.0, 5.0)  # a voxel is 0.02 mL
FIRST, SECOND, TEST = "a/scan.nii.gz", "a/second.nii.gz", "b/scan.nii.gz"

ROIS = (
    {"name": "Liver", "value": 1},
    {"name": "Spleen", "value": 2},
    {"name": "Tip", "kind": "point"},
)
TEXT = (
    TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True),
    TextField("why", "What moved", depends_on=DependsOn("quality", ("motion",))),
    TextField("findings", "Findings", kind="choices", choices=("cyst", "fat", "none")),
)


def write_image(path: Path, seed: int = 0) -> None:
    """An image whose voxels count up from `seed`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = (np.arange(np.prod(SHAPE)).reshape(SHAPE) + seed).astype(np.int16)
    nib.save(nib.Nifti1Image(pixels, np.diag([*SPACING_MM, 1.0])), path)


def write_mask(path: Path, values: np.ndarray) -> None:
    """A mask file on the images' grid."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(values.astype(np.uint8), np.diag([*SPACING_MM, 1.0])), path)


def a_mask(value: int = 1) -> np.ndarray:
    """24 voxels of `value`, 0.48 mL."""
    mask = np.zeros(SHAPE, np.uint8)
    mask[2:6, 3:6, 1:3] = value
    return mask


def make_study(folder: Path) -> Project:
    """The project, with nothing annotated yet."""
    for seed, name in enumerate((FIRST, SECOND, TEST)):
        write_image(folder / name, seed)
    (folder / "metadata.csv").write_text(f"series,tags,age\n{FIRST},urgent;old,61\n{SECOND},,47\n")
    more = {"text": TEXT, "split": Split(test=("b/**",)), "metadata": "metadata.csv", "tags": ("urgent", "old")}
    return Project.create(folder, name="Study", rois=ROIS, user="ana", **more)


def annotate(project: Project, name: str = FIRST, quality: str = "good") -> None:
    """One version: 24 voxels of liver, a point, an answer."""
    with project[name].edit() as annotation:
        annotation["liver"].mask[2:6, 3:6, 1:3] = True
        annotation["tip"].add_point((4.5, 4.0, 2.0), label="top")
        annotation.text["quality"] = quality
