"""What `verify` says of annotations that break the project's rules though every file is as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from survival_study import SCAN, keep_to, make_study

from RILContourLib import Project
from RILContourLib.session.verifying import verify

RULE = "one_roi_per_voxel: true\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose liver and spleen overlap in 2 x 10 x 8 voxels."""
    keep_to(tmp_path, monkeypatch)
    study = make_study(tmp_path / "study")
    with study[SCAN].edit() as session:
        session["liver"].mask[0:6] = True
        session["spleen"].mask[4:9] = True
    return study.folder


def with_the_rule(folder: Path) -> Project:
    """The project after somebody wrote the rule into its file."""
    file = folder / "rilcontour.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n" + RULE, encoding="utf-8")
    return Project.open(folder)


def test_overlaps_are_no_finding_where_they_are_allowed(folder: Path) -> None:
    assert list(verify(Project.open(folder))) == []


@pytest.mark.parametrize("names", [None, [SCAN]])
def test_shared_voxels_are_counted_where_a_voxel_may_have_one_roi(folder: Path, names: list[str] | None) -> None:
    found = list(verify(with_the_rule(folder), names))
    assert [(finding.severity, finding.series) for finding in found] == [("warning", SCAN)]
    assert "liver and spleen have 160 voxels in common" in found[0].message


def test_taking_the_voxels_from_one_of_them_ends_the_warning(folder: Path) -> None:
    study = with_the_rule(folder)
    with study[SCAN].edit() as session:
        session["spleen"].mask[4:6] = False
    assert list(verify(study)) == []
