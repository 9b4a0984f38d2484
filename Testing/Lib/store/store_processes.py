"""Real processes for tests of the store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


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
