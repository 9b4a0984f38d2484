"""The script in the docs reads an annotation as another program would."""

import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib import Project

SCRIPT = Path(__file__).parents[3] / "docs" / "read_annotation.py"


@pytest.fixture
def an_annotated_image(tmp_path):
    shape = (9, 8, 7, 2)
    image = tmp_path / "scan.nii.gz"
    nibabel.save(nibabel.Nifti1Image(np.zeros(shape, np.int16), np.diag([-2.0, 2, 3, 1])), image)
    rois = [{"name": "Liver"}, {"name": "Tip", "kind": "point"}]
    project = Project.create(tmp_path, name="Study", rois=rois, user="ana")
    with project["scan.nii.gz"].edit() as annotation:
        annotation["liver"].mask[2:5, 3, 1:4] = True
        annotation["liver"].frame_mask(1)[8, 7, 6] = True
        annotation["tip"].add_point((1, 1, 1), label="apex")
    return image


def test_the_script_finds_voxels_points_and_the_version(an_annotated_image, tmp_path):
    saved = tmp_path / "liver.nii.gz"
    command = [sys.executable, SCRIPT, an_annotated_image, "liver", saved]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Version 1 of scan.nii.gz, by ana at " in shown
    assert "liver: in progress, 10 voxels" in shown
    assert "tip: point apex at [-2.0, 2.0, 3.0] mm RAS" in shown
    expected = np.zeros((9, 8, 7, 2), np.uint8)
    expected[2:5, 3, 1:4, 0] = 1
    expected[8, 7, 6, 1] = 1
    mask = nibabel.load(saved)
    assert np.array_equal(np.asarray(mask.dataobj), expected)
    assert np.array_equal(mask.affine, nibabel.load(an_annotated_image).affine)


def test_the_script_is_short_and_needs_only_nibabel():
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) <= 40
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imported == {"gzip", "json", "sys", "pathlib", "nibabel", "numpy"}
