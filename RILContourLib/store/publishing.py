"""Giving a finished file its name so that of several who want that name exactly one gets it."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import time
from enum import Enum
from pathlib import Path

from ..files import create_file, fill_file, open_plain_file
from .rename_exclusively import rename_exclusively

logger = logging.getLogger(__name__)

TEMPORARY_PREFIX = ".new-"

# What link() and rename say where a file system has no such thing.
_NOT_SUPPORTED = {
    number
    for name in ("EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EMLINK", "ENOTTY", "EXDEV")
    if (number := getattr(errno, name, None)) is not None
}
_WINDOWS_NOT_SUPPORTED = {1, 50}  # ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED


class Way(Enum):
    """How a name was given, best first. Only `CREATE` lets others see a file that is not whole yet."""

    LINK = "hard link"
    RENAME = "rename without replacing"
    CREATE = "exclusive creation"


def temporary_path(folder: Path) -> Path:
    """A new name in `folder` for a file that is not finished."""
    return folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"


def is_temporary(name: str) -> bool:
    return name.startswith(TEMPORARY_PREFIX)


def publish_file(temporary: Path, target: Path, content: bytes, patience_s: float = 60.0) -> Way:
    """Give the finished, flushed file `temporary`, which holds `content`, the name `target`.

    FileExistsError when another file has that name. The temporary name may remain (with LINK and CREATE), and the
    caller removes it. The folder is not flushed. Nobody declares a half-written file void before `patience_s`.
    """
    for way, attempt in ((Way.LINK, _link), (Way.RENAME, _rename)):
        try:
            attempt(temporary, target, content)
        except FileExistsError:
            raise
        except OSError as error:
            if not is_unsupported(error):
                raise
            logger.debug("%s is not possible in %s (%s)", way.value, target.parent, error)
        else:
            return way
    _create(target, content, patience_s)
    return Way.CREATE


def is_unsupported(error: OSError) -> bool:
    """Whether an error of link() or an exclusive rename means that the file system has no such call."""
    return error.errno in _NOT_SUPPORTED or getattr(error, "winerror", None) in _WINDOWS_NOT_SUPPORTED


def _link(temporary: Path, target: Path, content: bytes) -> None:
    try:
        os.link(temporary, target)
    except OSError:
        # A server may have done it and lost the answer, and the repeated request then fails: the link count decides.
        if not _has_two_names(temporary):
            raise


def _has_two_names(path: Path) -> bool:
    with contextlib.suppress(OSError), open_plain_file(path) as file:  # opened anew: no cached attributes
        return os.fstat(file.fileno()).st_nlink > 1
    return False


def _rename(temporary: Path, target: Path, content: bytes) -> None:
    try:
        rename_exclusively(temporary, target)
    except OSError:
        if temporary.exists() or not holds_content(target, content):
            raise


def _create(target: Path, content: bytes, patience_s: float) -> None:
    begun = time.monotonic()
    descriptor = create_file(target)
    try:
        fill_file(descriptor, content)
    except OSError:
        # A half-written file would stop everybody. It may go as long as nobody can have named it void.
        if time.monotonic() - begun < patience_s:
            target.unlink(missing_ok=True)
        raise


def holds_content(path: Path, content: bytes) -> bool:
    """Whether a file can be read and has exactly that content."""
    with contextlib.suppress(OSError), open_plain_file(path) as file:
        return file.read(len(content) + 1) == content
    return False
