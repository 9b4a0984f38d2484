"""Test series stay out of exports for training also while the table that groups them is broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from survival_study import keep_to, make_study

from RILContourLib import Project
from RILContourLib.errors import DefinitionsError
from RILContourLib.project.definitions import Split
from RILContourLib.session.checking import check_project
from RILContourLib.session.redefining import redefine
from RILContourLib.session.selection import Selection

NAMES = ("p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii.gz")
TABLE = "series,patient\np1/a.nii.gz,7\np2/c.nii.gz,7\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """All annotated; p1/a.nii.gz is for testing, and p2/c.nii.gz is of the same patient, which only the table knows."""
    keep_to(tmp_path, monkeypatch)
    project = make_study(tmp_path / "study", NAMES)
    for series in project:
        with series.edit() as session:
            session["liver"].mask[0, 0, 0] = True
    (project.folder / "metadata.csv").write_text(TABLE)
    split = Split(test=("p1/a*",), group="patient")
    redefine(project, replace(project.definitions, metadata="metadata.csv", split=split))
    return project


def test_a_test_series_makes_its_whole_group_one(project: Project, tmp_path: Path) -> None:
    assert [series.subset for series in project] == ["test", "train", "test"]
    assert [each.series for each in project.export_masks(tmp_path / "out").series] == ["p1/b.nii.gz"]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (TABLE.replace("patient", "Patient"), "no column 'patient'"),
        (TABLE.replace("c.nii.gz,7", "c.nii.gz,7,x"), "3 cells"),
        (TABLE.replace("c.nii.gz,7", "c.nii.gz,7\x07"), "control characters"),
    ],
)
def test_nothing_is_exported_for_training_while_a_broken_table_could_hide_a_test_series(
    project: Project, tmp_path: Path, table: str, problem: str
) -> None:
    (project.folder / "metadata.csv").write_text(table)
    broken = Project.open(project.folder, user="ana")
    for export in (broken.export_masks, broken.export_tables):
        with pytest.raises(DefinitionsError, match=problem):
            export(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert any(finding.severity == "error" for finding in check_project(project.file).findings)
    assert len(broken.export_masks(tmp_path / "all", Selection(test=True)).of("done")) == 3
