"""Disks that are full and rights that are missing, made with what the system lets this user do."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 1 MiB in memory, mounted at `folder`. Skips the test where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if not sys.platform.startswith("linux") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take all space that is left with one file; deleting it makes room."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(512))
    return ballast


def heed_rights() -> None:
    """From here on the rights to files count in this process, also if it is root's. Cannot be undone.

    Root may do all to files by two of its capabilities (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH); it gives them up.
    """
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    this_process = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, in two halves
    if libc.capget(this_process, held) == 0:
        held[0] &= ~0b110
        held[1] &= ~0b110
    if libc.capset(this_process, held) != 0:
        raise OSError(ctypes.get_errno(), "capset")
