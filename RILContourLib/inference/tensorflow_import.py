"""Importing TensorFlow beside whatever else the process has loaded."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..errors import MissingDependency, ModelError

logger = logging.getLogger(__name__)
_DRIVERS = ("libLLVM", "libgallium", "_dri.so", "libnvidia", "libGLX_nvidia")
"""Parts of the names of files that a process has mapped once it drew with OpenGL: Mesa's, and NVIDIA's."""


def tensorflow_is_safe_here() -> bool:
    """Whether TensorFlow can be imported into this very process.

    Mesa's libLLVM, which a process has once it has drawn with OpenGL on Linux, and TensorFlow's own LLVM mix up their
    symbols and crash, unless TensorFlow is loaded with RTLD_DEEPBIND.
    """
    return "tensorflow" in sys.modules or not _has_libllvm() or hasattr(os, "RTLD_DEEPBIND")


def drawing_is_still_to_come() -> bool:
    """Whether this process has VTK's rendering loaded but drew nothing yet, on Linux.

    TensorFlow first and Mesa after crashes however either is loaded, so such a process runs networks in a child.
    """
    if "vtkmodules.vtkRenderingOpenGL2" not in sys.modules or not sys.platform.startswith("linux"):
        return False
    return not any(driver in _mapped_files() for driver in _DRIVERS)


def import_keras() -> Any:
    """Keras on TensorFlow, imported once. MissingDependency; ModelError where importing it would crash."""
    if find_spec("tensorflow") is None:
        package, extra = "tensorflow", "aid"
        raise MissingDependency(package, extra, "Running models")
    if not tensorflow_is_safe_here():
        message = "TensorFlow cannot be loaded beside this program's graphics driver: run the model in a child process."
        raise ModelError(message)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # it writes to stderr what is no matter for its users
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    # TensorFlow takes oneDNN by itself only on processors with VNNI; on others, too, convolutions of batches and of
    # boxes take a third of the time with it.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    if "tensorflow" in sys.modules:
        import keras

        return keras
    with _deep_binding(), _standard_error_kept_back():
        import keras
        import tensorflow  # noqa: F401 (Keras imports it when it needs it, and that may be later)
    return keras


@contextmanager
def _deep_binding() -> Iterator[None]:
    """Libraries that are loaded in the block look for symbols in themselves first."""
    if not (_has_libllvm() and hasattr(os, "RTLD_DEEPBIND")):
        yield
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_NOW | os.RTLD_DEEPBIND)
    try:
        yield
    finally:
        sys.setdlopenflags(before)


@contextmanager
def _standard_error_kept_back() -> Iterator[None]:
    """What TensorFlow's libraries write to standard error while they load goes to the log.

    They do so before they heed any setting, mostly to say that there is no GPU.
    """
    try:
        before = os.dup(2)
    except OSError:  # a program without a console has none
        yield
        return
    with tempfile.TemporaryFile() as kept:
        try:
            os.dup2(kept.fileno(), 2)
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)
            kept.seek(0)
            logger.debug("While TensorFlow was loaded: %s", kept.read()[-10_000:].decode("utf-8", "replace"))


def _has_libllvm() -> bool:
    return sys.platform.startswith("linux") and "libLLVM" in _mapped_files()


def _mapped_files() -> str:
    try:
        return Path("/proc/self/maps").read_text(errors="replace")
    except OSError:
        return ""
