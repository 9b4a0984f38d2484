"""Paths as they are shown and remembered."""

from pathlib import Path

import pytest

from RILContourLib.files import full_path
from RILContourLib.session.project import Project


def test_the_way_back_is_worked_out_and_links_keep_their_names(tmp_path, monkeypatch):
    (tmp_path / "real" / "below").mkdir(parents=True)
    try:
        (tmp_path / "link").symlink_to(tmp_path / "real" / "below", target_is_directory=True)
    except OSError:
        pytest.skip("symbolic links need a right here")
    monkeypatch.chdir(tmp_path)
    assert full_path("link") == Path.cwd() / "link"
    assert full_path("real/below/../..") == tmp_path.resolve()
    assert full_path("link/..") == (tmp_path / "real").resolve()


def test_a_project_that_is_named_by_a_way_back_lies_in_its_own_folder(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    project = Project.create("../study", name="Study", user="ana")
    assert project.folder == tmp_path.resolve() / "study"


def test_the_home_of_nobody_is_a_name_like_any_other() -> None:
    assert full_path("~nobody-of-that-name/study") == Path.cwd() / "~nobody-of-that-name" / "study"
