"""What the tests of RIL-Contour AID have in common: a project with a model, and the module shown."""

from __future__ import annotations

import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import qt
import slicer
from desktop_case import DesktopCase

ROOT = Path(__file__).resolve().parents[2]


@unittest.skipUnless((ROOT / "Testing/Lib").is_dir(), "not in the source folder")
class AidCase(DesktopCase):
    """`runner` runs a network of a few lines of numpy in place of TensorFlow."""

    def setUp(self) -> None:
        super().setUp()
        from Testing.Lib.session.drafting import DirectRunner, make_study

        self.runner = DirectRunner()
        self.project = make_study(self.folder / "study")
        self.publish()
        self.desk.openProject(self.project.folder)
        self.settle()
        slicer.util.selectModule("RILContourAID")
        self.aid = slicer.util.getModuleWidget("RILContourAID").panel
        self.aid.models.run.queue._make_runner = lambda: self.runner
        self.addCleanup(slicer.util.selectModule, "RILContour")
        self.settle()

    def publish(self) -> None:
        """The model that there is from the start."""
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
