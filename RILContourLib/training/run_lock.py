"""At most one training of a model at a time, by one user on one computer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ModelError

LOCK = "lock"


@contextmanager
def only_one(folder: Path, model: str) -> Iterator[None]:
    """Hold the folder's lock, which the system takes back whenever this process ends. ModelError if it is taken."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _taken(descriptor):
            message = f"{model} is being trained already by another window or command of yours: wait, or stop that."
            raise ModelError(message)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
