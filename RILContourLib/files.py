"""Durable small-file writing: temporary file, fsync, rename; folder fsync where the system has it; wary reading."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path
from typing import BinaryIO

# For files in shared folders that are opened by name to be written: somebody may have put a link in their place.
NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


class NotAPlainFile(OSError):
    """A folder, pipe, device or circle of links has the name of a file."""


def full_path(path: str | Path) -> Path:
    """The absolute path, `~` and `..` worked out. Symbolic links keep their names, unless `..` goes back from one."""
    path = Path(path)
    with contextlib.suppress(RuntimeError):  # `~name` of nobody here is a folder's own name, as shells have it
        path = path.expanduser()
    absolute = path.absolute()
    return absolute.resolve() if ".." in absolute.parts else absolute


def open_plain_file(path: Path) -> BinaryIO:
    """Open a file in a shared folder for reading, whatever somebody has put in its place: never waits for a pipe.

    NotAPlainFile, or another OSError.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise NotAPlainFile(error.errno, error.strerror, str(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAPlainFile(errno.EINVAL, "it is not a file", str(path))
    return os.fdopen(descriptor, "rb")


def fsync_folder(folder: Path) -> None:
    """Make the folder's entries survive a power loss (POSIX; Windows has no such call)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new_file(path: Path, content: bytes) -> None:
    """Create `path` with `content`, flushed to the disk; FileExistsError if it is there.

    When writing fails, as on a full disk, no part of the file stays.
    """
    descriptor = create_file(path)
    try:
        fill_file(descriptor, content)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def create_file(path: Path) -> int:
    """A descriptor for writing a new, empty file; FileExistsError if it is there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.open(path, flags, 0o666)


def fill_file(descriptor: int, content: bytes) -> None:
    """Write `content`, flush it to the disk, and close the descriptor."""
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader sees the old or the new file, never a part.

    The old file's permission bits are kept. On any error the old file stays as it was.
    """
    temporary = path.with_name(f".{path.name[:50]}.{secrets.token_hex(6)}.tmp")  # 50 characters are at most 200 bytes
    try:
        write_new_file(temporary, content)
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
        fsync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
