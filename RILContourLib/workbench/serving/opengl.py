"""Whether this computer can draw: found out in a process of its own, because drawing without it may end a process."""

from __future__ import annotations

import logging
import subprocess
import sys

from ...errors import RILContourError

DEBIAN_PACKAGES = "libgl1 libegl1 libgl1-mesa-dri"
PATIENCE_S = 120.0
_DRAWN = "drawn"
_TRIAL = f"""
import vtkmodules.vtkRenderingOpenGL2
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow
window = vtkRenderWindow()
window.SetOffScreenRendering(1)
window.SetSize(16, 16)
window.AddRenderer(vtkRenderer())
window.Render()
print({_DRAWN!r} if window.SupportsOpenGL() else "refused", flush=True)
"""

logger = logging.getLogger(__name__)


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
            out, error = "", "no picture in time"
        if _DRAWN not in out:
            logger.info("The trial of OpenGL ended with %s: %s", self._process.returncode, error.strip())
            message = (
                "The workbench draws with OpenGL, which does not work on this computer: install it, on Debian or "
                f"Ubuntu with  apt-get install {DEBIAN_PACKAGES}  (they draw in software, without a graphics card)."
            )
            raise RILContourError(message)

    def stop(self) -> None:
        """End the trial, whatever came of it."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
