"""Renaming that fails when the new name is taken, by the call that each system has for it."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1  # Linux, renameat2(2)
_RENAME_EXCL = 4  # macOS, renamex_np(2)


def rename_exclusively(source: Path, target: Path) -> None:
    """Rename `source` to `target`; FileExistsError if `target` is there.

    OSError with ENOTSUP where the system or the file system has no such call.
    """
    if os.name == "nt":
        source.rename(target)  # never replaces on Windows
        return
    call = _exclusive_rename()
    if call is None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(target))
    if call(os.fsencode(source), os.fsencode(target)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


@lru_cache(maxsize=1)
def _exclusive_rename() -> Any:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda source, target: library.renamex_np(source, target, _RENAME_EXCL)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        return lambda source, target: library.renameat2(_AT_FDCWD, source, _AT_FDCWD, target, _RENAME_NOREPLACE)
    return None
