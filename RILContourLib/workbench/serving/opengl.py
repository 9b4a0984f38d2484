"""Whether this computer can draw: found out in a process of its own, because drawing without OpenGL ends a process."""

from __future__ import annotations

import subprocess
import sys

from ...errors import RILContourError

DEBIAN_PACKAGES = "libgl1 libegl1 libgl1-mesa-dri libglx-mesa0"
PATIENCE_S = 120.0
_DRAWN = "drawn"
_TRIAL = f"""
import vtkmodules.vtkRenderingOpenGL2
from vtkmodules.vtkCommonCore import vtkObject
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow
vtkObject.GlobalWarningDisplayOff()
window = vtkRenderWindow()
window.SetOffScreenRendering(1)
window.SetSize(16, 16)
window.AddRenderer(vtkRenderer())
window.Render()
print({_DRAWN!r} if window.SupportsOpenGL() else "refused", flush=True)
"""


class OpenGLTrial:
    """Begins to draw a picture in another process when made; `check` waits for it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TRIAL],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def check(self) -> None:
        """RILContourError, which names what to install, if no picture came of it."""
        try:
            out, error = self._process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.stop()
            out, error = "", f"no picture within {PATIENCE_S:.0f} seconds"
        if _DRAWN not in out:
            lines = error.strip().splitlines()
            reason = f" ({lines[-1]})" if lines else ""
            message = (
                f"The workbench draws with OpenGL, which does not work on this computer{reason}: install Mesa, on "
                f"Debian or Ubuntu  apt-get install {DEBIAN_PACKAGES}  and start it again."
            )
            raise RILContourError(message)

    def stop(self) -> None:
        """End the trial, whatever came of it."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
