"""Installing what runs networks, by Slicer's own means, once a person said yes."""

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path

from RILContourLib.errors import ModelError


def installWithSlicer(requirements: Path) -> None:
    """Have pip install a file's packages, with Slicer's progress window; for the GUI thread. ModelError.

    Whoever calls has asked before, and said how much it is.
    """
    from slicer import packaging

    try:
        wanted = packaging.load_requirements(requirements)
        packaging.pip_ensure(wanted, prompt_install=False, requester="RIL-Contour AID")
    except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
        message = f"TensorFlow could not be installed: {error}"
        raise ModelError(message) from error
    importlib.invalidate_caches()
