"""What the tests of RIL-Contour AID have in common: a project with a model, and the module shown."""

from __future__ import annotations

import sys
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import qt
import slicer
from desktop_case import DesktopCase

ROOT = Path(__file__).resolve().parents[2]
sys.path.extend({str(ROOT)} - set(sys.path))  # for Testing.Lib; a module that was built or installed lies elsewhere


@unittest.skipUnless((ROOT / "Testing/Lib").is_dir(), "not in the source folder")
class AidCase(DesktopCase):
    """`make_study` and `publish` say what there is from the start."""

    def setUp(self) -> None:
        super().setUp()
        self.project = self.make_study()
        self.publish()
        self.desk.openProject(self.project.folder)
        self.settle()
        slicer.util.selectModule("RILContourAID")
        self.aid = slicer.util.getModuleWidget("RILContourAID").panel
        self.addCleanup(slicer.util.selectModule, "RILContour")
        self.settle()

    def make_study(self) -> Any:
        """Two series with bright boxes."""
        from Testing.Lib.session.drafting import make_study

        return make_study(self.folder / "study")

    def publish(self) -> None:
        """A model of bright boxes."""
        from Testing.Lib.session.drafting import publish

        publish(self.project)

    def aid_ui(self, name: str) -> Any:
        """The widgets of a panel, by their names in its .ui file."""
        return self.aid.panels[name].ui

    def wait_for(self, done: Callable[[], object], seconds: float = 30) -> None:
        """Long work is nothing that `settle` waits for."""
        until_s = time.monotonic() + seconds
        while not done():
            self.assertLess(time.monotonic(), until_s)
            qt.QCoreApplication.processEvents()
            time.sleep(0.001)  # other threads do the work that is waited for
        self.settle()
