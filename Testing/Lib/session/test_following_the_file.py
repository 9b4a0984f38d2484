"""What the project file says when a series is opened is what holds, also in a program that read it long before."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.errors import DefinitionsError, UnknownROI

SCAN = "scan.nii.gz"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    nib.save(nib.Nifti1Image(np.zeros((6, 6, 6), np.int16), np.eye(4)), tmp_path / SCAN)
    made = Project.create(tmp_path, name="Study", rois=[{"name": "Liver"}, {"name": "Spleen"}])
    with made[SCAN].edit() as annotation:
        annotation["liver"].mask[1, 1, 1] = True
    return made


def rewrite(project: Project, old: str, new: str) -> None:
    text = project.file.read_text(encoding="utf-8")
    assert old in text
    project.file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_rule_that_somebody_wrote_into_the_file_holds_from_the_next_opening_on(project: Project) -> None:
    text = project.file.read_text(encoding="utf-8")
    project.file.write_text(text + "\none_roi_per_voxel: true\n", encoding="utf-8")
    with project[SCAN].edit() as annotation:
        annotation["spleen"].mask[1, 1, 1] = True
        assert not annotation["liver"].mask[1, 1, 1]


def test_an_roi_that_was_taken_out_can_no_longer_be_painted(project: Project) -> None:
    lines = project.file.read_text(encoding="utf-8").splitlines(keepends=True)
    project.file.write_text("".join(line for line in lines if "spleen" not in line.casefold()), encoding="utf-8")
    with project[SCAN].edit() as annotation, pytest.raises(UnknownROI):
        annotation["spleen"].mask[2, 2, 2] = True


def test_nothing_is_edited_by_a_file_that_is_broken_by_now(project: Project) -> None:
    rewrite(project, "Liver", "Liver\n  - [")
    with pytest.raises(DefinitionsError, match=r"rilcontour\.yaml"):
        project[SCAN].edit()
    assert project[SCAN].head.holder is None


def test_a_session_that_is_open_keeps_its_rules_to_its_end(project: Project) -> None:
    with project[SCAN].edit() as annotation:
        text = project.file.read_text(encoding="utf-8")
        project.file.write_text(text + "\none_roi_per_voxel: true\n", encoding="utf-8")
        annotation["spleen"].mask[1, 1, 1] = True
        assert annotation["liver"].mask[1, 1, 1]
