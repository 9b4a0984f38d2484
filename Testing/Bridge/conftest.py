"""These tests run on real MRML nodes, with Slicer's libraries: of the package slicer-core, or the application's."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

REASON = "needs Slicer's libraries: python -m pip install slicer-core"


class ModuleWithoutSlicer(pytest.Module):
    """A test file that is skipped as a whole, before it imports what is not there."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        pytest.skip(REASON, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if importlib.util.find_spec("slicer") is not None:
        return None
    return ModuleWithoutSlicer.from_parent(parent, path=module_path)


@pytest.fixture
def scene() -> Iterator[Any]:
    """A scene with the colours that an application puts into it."""
    import slicer

    scene = slicer.vtkMRMLScene()
    colours = slicer.vtkMRMLColorLogic()
    colours.SetMRMLScene(scene)
    yield scene
    colours.SetMRMLScene(None)
    scene.Clear(True)
