"""A study that opens at once: two small images, two ROI, one question."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np

from RILContourLib.project.text_field import TextField
from RILContourLib.session.project import Project

FIRST, SECOND = "a.nii.gz", "b.nii.gz"
LIVER = "liver"
QUALITY = "quality"


def make_small_study(folder: Path) -> Project:
    """Axial slices of 40 by 36 voxels."""
    (folder / "images").mkdir(parents=True)
    for number, name in enumerate((FIRST, SECOND)):
        voxels = np.random.default_rng(number).integers(-1000, 400, (40, 36, 20)).astype(np.int16)
        image = nib.Nifti1Image(voxels, np.diag([2.0, 2.0, 3.0, 1.0]))
        image.header.set_xyzt_units("mm", "sec")
        nib.save(image, folder / "images" / name)
    quality = TextField(QUALITY, "Quality", kind="choice", choices=("good", "motion"))
    rois = [{"name": "Liver"}, {"name": "Spleen"}]
    return Project.create(folder, name="Small study", images="images", rois=rois, text=(quality,), user="ana")
