"""Tests that run real networks, in a pytest process of their own: TensorFlow and VTK in one process may crash."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("tensorflow", reason="the extra aid is not installed")

from RILContourLib.models.library import Library  # noqa: E402


@pytest.fixture(autouse=True)
def _own_user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "user" / "state"))
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "user" / "cache"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "models")
