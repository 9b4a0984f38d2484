"""Errors of the operating system as sentences of the store."""

from __future__ import annotations

import errno
from pathlib import Path

from ..errors import ReadOnlyStore, StoreError

_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


def unreachable(path: Path, error: OSError) -> StoreError:
    """What to raise when `path` could not be read or written because of `error`."""
    reason = error.strerror or str(error)
    if error.errno in _NOT_WRITABLE:
        message = f"{path} cannot be read or written ({reason}); ask who owns the folder for the right to."
        return ReadOnlyStore(message)
    if error.errno in _FULL:
        message = f"{path} cannot be written, the disk or your share of it is full ({reason}); make room and try again."
        return StoreError(message)
    message = f"{path} cannot be read or written ({reason}); check the folder and the connection to it."
    return StoreError(message)
