"""Panels on real projects in folders of their own; the user's cache and state are left alone."""

import pytest
from panel_projects import make_project

from RILContourLib.panels.browser import Browser
from RILContourLib.panels.workspace import Workspace


@pytest.fixture(autouse=True)
def user_folders_of_this_test(tmp_path, monkeypatch):
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "state"))


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "study")


@pytest.fixture
def workspace(project):
    held = Workspace(project)
    yield held
    held.close_series()


@pytest.fixture
def an_open_series(workspace):
    """The workspace with its first series open for editing."""
    workspace.open("p1/a.nii.gz")
    assert workspace.opened.session
    return workspace


@pytest.fixture
def browser(workspace):
    """The list of the workspace's series, read."""
    panel = Browser(workspace)
    panel.load()
    yield panel
    panel.close()
