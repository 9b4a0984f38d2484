"""A small project, and the command in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST, annotate, make_study

from RILContourLib import Project


@pytest.fixture
def own_user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache and state of this test alone, in this process too."""
    for name in ("cache", "state"):
        monkeypatch.setenv(f"RILCONTOUR_{name.upper()}", str(tmp_path / "home" / name))


@pytest.fixture
def rilcontour(tmp_path: Path) -> Rilcontour:
    return Rilcontour(tmp_path)


@pytest.fixture
def study(tmp_path: Path, own_user_folders: None) -> Project:
    """Three series without annotation, one of them for testing."""
    return make_study(tmp_path / "study")


@pytest.fixture
def annotated_study(study: Project) -> Project:
    """The same; the first series has one version."""
    annotate(study, FIRST)
    return study
