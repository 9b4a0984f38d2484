"""Where TensorFlow may be loaded: never before a process draws for the first time."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from RILContourLib.inference import tensorflow_import
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.runner import ThreadRunner
from RILContourLib.session import runners

RENDERING = "vtkmodules.vtkRenderingOpenGL2"


@pytest.mark.parametrize(
    ("vtk", "mapped", "kind"),
    [
        (False, "/lib/libc.so.6", ThreadRunner),
        (True, "/lib/libc.so.6", ChildRunner),
        (True, "/lib/libc.so.6 /lib/libLLVM-19.so", ThreadRunner),
        (True, "/lib/libc.so.6 /lib/libnvidia-glcore.so.550", ThreadRunner),
    ],
    ids=["no VTK", "nothing drawn yet", "drawn by Mesa", "drawn by NVIDIA's driver"],
)
def test_a_process_that_is_still_to_draw_runs_networks_in_a_child(
    monkeypatch: pytest.MonkeyPatch, vtk: bool, mapped: str, kind: type
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(tensorflow_import.os, "RTLD_DEEPBIND", 8, raising=False)
    monkeypatch.setattr(tensorflow_import, "_mapped_files", lambda: mapped)
    monkeypatch.setattr(runners, "_shared", [])
    if vtk:
        monkeypatch.setitem(sys.modules, RENDERING, ModuleType(RENDERING))
    else:
        monkeypatch.delitem(sys.modules, RENDERING, raising=False)
    runner = runners.shared_runner()
    runner.close()
    assert isinstance(runner, kind)
