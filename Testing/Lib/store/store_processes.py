"""Real processes for tests of the store."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from functools import lru_cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


@lru_cache(maxsize=1)
def processes() -> ForkServerContext:
    """Makes processes that begin with the library imported: quick to start, and without the threads of these tests."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["store_projects", "nibabel.nifti2", "RILContourLib.images.fast_gzip"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])  # for the preload
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
    return context


def start_python(code: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """A Python process that runs `code` and can import the library; its output is a pipe of text."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, **options)


def run_python(code: str, *arguments: object, **options: Any) -> str:
    """What such a process printed; it must end well."""
    process = start_python(code, *arguments, **options)
    output, _ = process.communicate()
    assert process.returncode == 0
    return output
