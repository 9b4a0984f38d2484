"""Tests that run real networks, in a pytest process of their own: TensorFlow and VTK in one process may crash."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.library import Library

if find_spec("tensorflow") is None:
    pytest.skip("the extra aid is not installed", allow_module_level=True)
import_keras()  # before any test imports TensorFlow by itself, without the settings that a child process has


@pytest.fixture(autouse=True)
def _own_user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "user" / "state"))
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "user" / "cache"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "models")
