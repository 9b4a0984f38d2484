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


def read(*words):
    return subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False)


def test_of_several_projects_on_an_image_one_is_named(an_annotated_image, tmp_path):
    other = tmp_path / "other"
    project = Project.create(other, name="Other", rois=[{"name": "Spleen"}], user="ben", images=str(tmp_path))
    with project["scan.nii.gz"].edit() as annotation:
        annotation["spleen"].mask[0, 0, 0] = True
    refused = read(an_annotated_image)
    assert refused.returncode == 1 and "has 2 projects; name one: " in refused.stderr
    sidecar = tmp_path / "scan.nii.gz.ril"
    named = read(an_annotated_image, sidecar / project.definitions.id)
    assert "by ben at" in named.stdout and "spleen: in progress, 1 voxels" in named.stdout


def test_annotations_in_a_folder_of_their_own_are_found_there(tmp_path):
    image = tmp_path / "images" / "a" / "scan.nii.gz"
    image.parent.mkdir(parents=True)
    nibabel.save(nibabel.Nifti1Image(np.zeros((4, 4, 4), np.int16), np.eye(4)), image)
    study, annotations = tmp_path / "study", tmp_path / "annotations"
    annotations.mkdir()
    places = {"images": str(tmp_path / "images"), "annotations": str(annotations)}
    project = Project.create(study, name="Study", rois=[{"name": "Liver"}], user="ana", **places)
    with project["a/scan.nii.gz"].edit() as annotation:
        annotation["liver"].mask[1:3, 0, 0] = True
    missing = read(image)
    assert missing.returncode == 1 and "has 0 projects" in missing.stderr
    found = read(image, annotations / "a" / "scan.nii.gz.ril", "liver", tmp_path / "liver.nii.gz")
    assert "liver: in progress, 2 voxels" in found.stdout, found.stderr
    assert np.count_nonzero(nibabel.load(tmp_path / "liver.nii.gz").dataobj) == 2


def test_the_script_is_short_and_needs_only_nibabel():
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) <= 40
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imported == {"gzip", "json", "sys", "pathlib", "nibabel", "numpy"}
