"""An application that is killed in the middle of work, and opened again: what was painted is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import slicer
from desktop_case import NAMES, DesktopCase

HERE = Path(__file__).resolve().parent
_LONGEST_S = 120.0  # that another application may take to start and paint
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows the latter ends a process at once

# Paints a stroke, answers nothing, makes no version, says which process it is and waits to be killed.
_PAINTER = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
import slicer
if not hasattr(slicer, "app"):
    import standin
    standin.install()
    slicer.app.moduleManager().load(Path({module!r}))
from desktop_case import DesktopCase
case = DesktopCase()
case.widget = slicer.util.getModuleWidget("RILContour")
case.desk.openProject({study!r})
case.settle()
case.open_series()
case.paint("right-lung", (slice(3, 9), slice(4, 8), 5))
said = Path({said!r})
said.with_suffix(".part").write_text(str(os.getpid()) + " " + case.ui("Series").savingLabel.property("text"))
said.with_suffix(".part").rename(said)
time.sleep(600)
"""


class Killed(DesktopCase):
    def test_a_stroke_survives_kill_9_and_is_back_when_the_series_is_opened_again(self) -> None:
        study, script, said = self.make_project(), self.folder / "painter.py", self.folder / "said.txt"
        module = HERE.parents[1] / "RILContour/RILContour.py"
        script.write_text(_PAINTER.format(here=str(HERE), module=str(module), study=str(study), said=str(said)))
        with subprocess.Popen(_another_application(script), stdout=subprocess.DEVNULL) as painter:
            try:
                state = self._kill_once_it_painted(painter, said)
            finally:
                painter.kill()
        self.assertIn(state, ("saved", "safe"))
        self.desk.openProject(study)
        self.settle()
        self.open_series(NAMES[0])
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (24, 24))
        self.assertIn("recovered as version 1", self.ui("Series").messageLabel.property("text"))

    def _kill_once_it_painted(self, painter: subprocess.Popen, said: Path) -> str:
        """What it said of its edit. A launcher may stand between, so it is the process that says it painted."""
        until_s = time.monotonic() + _LONGEST_S
        while not said.exists():
            self.assertIsNone(painter.poll(), "the other application ended by itself")
            self.assertLess(time.monotonic(), until_s, "the other application did not paint in time")
            time.sleep(0.1)
        process, state = said.read_text().split(maxsplit=1)
        os.kill(int(process), _KILL)
        painter.wait(_LONGEST_S)
        return state


def _another_application(script: Path) -> list[str]:
    """The command that starts one like this, which runs a script."""
    if not hasattr(slicer.app, "launcherExecutableFilePath"):
        return [sys.executable, str(script)]
    launcher = Path(slicer.app.launcherExecutableFilePath)
    program = str(launcher) if launcher.is_file() else slicer.app.applicationFilePath()
    modules = [str(Path(slicer.util.modulePath(name)).parent) for name in ("RILContour", "RILContourAID")]
    # With its window: Slicer's Paint needs the views' layout manager, which is not there without.
    quiet = ["--no-splash", "--testing", "--disable-settings", "--ignore-slicerrc"]
    return [program, *quiet, "--additional-module-paths", *modules, "--python-script", str(script)]


if __name__ == "__main__":
    unittest.main()
