"""Bringing TensorFlow into this Python: what is missing, whether it can run here at all, and pip as a child process."""

from __future__ import annotations

import importlib
import logging
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from ..errors import ModelError
from ..progress import CancelToken

logger = logging.getLogger(__name__)

REQUIREMENTS = ("tensorflow>=2.18", "h5py>=3.11")
DOWNLOAD_MB = 700
DISK_GB = 2.5
"""Measured with TensorFlow 2.21 and what it brings, on Linux; other systems need less."""
NEWEST_PYTHON = (3, 13)
_MODULES = {"tensorflow": "tensorflow", "h5py": "h5py"}
_KEPT_LINES = 15
Line = Callable[[str], object]


def missing_packages() -> tuple[str, ...]:
    """The packages that running models needs and that are not installed here."""
    return tuple(package for package, module in _MODULES.items() if find_spec(module) is None)


@dataclass(frozen=True)
class Machine:
    """What decides whether there is a TensorFlow for it."""

    system: str = platform.system()
    processor: str = platform.machine()
    python: tuple[int, int] = (sys.version_info.major, sys.version_info.minor)


def platform_problem(machine: Machine | None = None) -> str:
    """Why TensorFlow cannot be installed on this machine, as a sentence; empty where it can."""
    here = machine or Machine()
    processor = here.processor.lower()
    if here.system == "Darwin" and processor == "x86_64":
        return "TensorFlow is not made for Macs with Intel processors any more; run models on another computer."
    if here.system == "Windows" and processor not in ("amd64", "x86_64"):
        return f"TensorFlow is not made for Windows on {here.processor}; run models on another computer."
    if here.system == "Linux" and processor not in ("x86_64", "aarch64"):
        return f"TensorFlow is not made for {here.processor}; run models on another computer."
    if here.python > NEWEST_PYTHON:
        return f"TensorFlow is not made for Python {here.python[0]}.{here.python[1]} yet; use Python 3.13 or older."
    return ""


def install_command() -> tuple[str, ...]:
    """What installs it into this Python."""
    return (sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *REQUIREMENTS)


def install(tell: Line, cancel: CancelToken) -> None:
    """Run pip, and `tell` each line that it says. ModelError if it fails; Cancelled.

    Only when a person said yes to it: it needs hundreds of megabytes and changes this Python's packages.
    """
    said: list[str] = []
    with subprocess.Popen(
        install_command(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said = [*said[-_KEPT_LINES:], line.rstrip()]
            tell(line.strip()[:200])
            if cancel.cancelled:
                process.terminate()
    cancel.check()
    if process.returncode:
        logger.warning("pip ended with %s:\n%s", process.returncode, "\n".join(said))
        why = next(
            (line for line in reversed(said) if line.startswith("ERROR")), said[-1] if said else "it said nothing"
        )
        message = f"TensorFlow could not be installed: {why.removeprefix('ERROR: ')}"
        raise ModelError(message)
    importlib.invalidate_caches()
