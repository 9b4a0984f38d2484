"""From a place to a project, from a path to a series."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.errors import DefinitionsError, UnknownSeries, UsageError
from RILContourLib.session.locating import names_or_patterns, nearest_project_file, project_file_of, series_name

NAMES = ("a/scan[1].nii", "a/scan1.nii", "b/Lüge.nii")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in NAMES:
        path = tmp_path / "study" / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nibabel.save(nibabel.Nifti1Image(np.zeros((2, 2, 2), np.uint8), np.eye(4)), path)
    return Project.create(tmp_path / "study", name="Study", images="images", user="ana")


def test_the_nearest_project_is_the_one_in_or_above_a_folder(project: Project) -> None:
    assert nearest_project_file(project.images_root / "a") == project.file
    assert project_file_of(project.folder) == project_file_of(project.file) == project.file
    assert project_file_of(project.images_root) is None
    with pytest.raises(DefinitionsError, match="There is no rilcontour.yaml"):
        nearest_project_file(project.folder.parent)


def test_a_series_is_named_by_its_name_or_any_path_to_its_image(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.images_root / "b")
    for text in ("a/scan1.nii", "../a/scan1.nii", str(project.images_root / "a" / "scan1.nii")):
        assert series_name(project, text) == "a/scan1.nii"
    for form in ("NFC", "NFD"):
        assert series_name(project, unicodedata.normalize(form, "b/Lüge.nii")) == "b/Lüge.nii"
        assert series_name(project, unicodedata.normalize(form, "./Lüge.nii")) == "b/Lüge.nii"


def test_a_link_to_an_image_is_a_series_of_its_own_name(project: Project) -> None:
    link = project.images_root / "link.nii"
    link.symlink_to(project.images_root / "a" / "scan1.nii")
    project.refresh()
    assert series_name(project, str(link)) == "link.nii"


def test_an_unknown_name_or_a_path_outside_is_an_error(project: Project) -> None:
    for text in ("a/scan2.nii", str(project.folder / "scan1.nii"), "*"):
        with pytest.raises(UnknownSeries):
            series_name(project, text)


def test_patterns_stay_patterns_unless_a_series_is_called_so(project: Project) -> None:
    assert names_or_patterns(project, ["a/*", "a/scan[1].nii", "a/scan1.nii"]) == (
        "a/*",
        "a/scan[1].nii",
        "a/scan1.nii",
    )


@pytest.mark.parametrize("pattern", ["../**", "[z-a]", "/a/*", "**/**/**/**/**/*"])
def test_a_pattern_that_nothing_can_match_is_refused_in_words(project: Project, pattern: str) -> None:
    with pytest.raises(UsageError, match="The pattern"):
        names_or_patterns(project, ["a/*", pattern])
