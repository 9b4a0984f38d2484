"""An application that is killed in the middle of work, and opened again: what was painted is there."""

from __future__ import annotations

import signal
import subprocess
import sys
import unittest
from importlib.util import find_spec
from pathlib import Path

from desktop_case import NAMES, DesktopCase

HERE = Path(__file__).resolve().parent
# Paints a stroke, answers nothing, makes no version, says so and waits to be killed.
_PAINTER = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
import slicer, standin
standin.install()
slicer.app.moduleManager().load(Path({module!r}))
from desktop_case import DesktopCase
case = DesktopCase()
slicer.util.selectModule("RILContour")
case.widget = slicer.util.getModuleWidget("RILContour")
case.desk.openProject({study!r})
case.settle()
case.open_series()
case.paint("right-lung", (slice(3, 9), slice(4, 8), 5))
print("painted", case.ui("Series").savingLabel.property("text"), flush=True)
time.sleep(600)
"""


@unittest.skipUnless(find_spec("PySide6"), "another process of the application cannot be had without its windows")
class Killed(DesktopCase):
    def test_a_stroke_survives_kill_9_and_is_back_when_the_series_is_opened_again(self) -> None:
        study = self.make_project()
        code = _PAINTER.format(
            here=str(HERE), module=str(HERE.parents[1] / "RILContour/RILContour.py"), study=str(study)
        )
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as painter:
            try:
                said = painter.stdout.readline()
            finally:
                painter.send_signal(signal.SIGKILL)
        self.assertIn("painted sa", said)  # saved, or safe already
        self.desk.openProject(study)
        self.settle()
        self.open_series(NAMES[0])
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (24, 24))
        self.assertIn("recovered as version 1", self.ui("Series").messageLabel.property("text"))


if __name__ == "__main__":
    unittest.main()
