"""Making folders so that they, too, survive a power loss, and trying whether they can be written."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from ..errors import CorruptStore
from ..files import create_file, fsync_folder
from .failures import unreachable


def folder_exists(folder: Path) -> bool:
    """Whether there is a folder of that name.

    StoreError where that cannot be seen, as without the right to; CorruptStore if the name is something else's, or a
    link's that leads nowhere, as where a disk is not mounted: what was in the folder must not be taken for nothing.
    """
    try:
        if stat.S_ISDIR(folder.stat().st_mode):
            return True
    except (FileNotFoundError, NotADirectoryError):
        if not folder.is_symlink():
            return False
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise unreachable(folder, error) from error
    message = f"{folder} is not a folder, as it should be: look what has its name, and bring the folder back."
    raise CorruptStore(message)


def make_folders(*folders: Path) -> None:
    """Make folders and those above them that are missing, each flushed into the one above. StoreError."""
    for folder in folders:
        try:
            _make(folder)
        except OSError as error:
            raise unreachable(folder, error) from error


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True)
    fsync_folder(folder.parent)


def write_passing_file(path: Path) -> None:
    """Make a file that is to be removed soon: written to where others can see it, but not flushed to the disk."""
    descriptor = create_file(path)
    try:
        os.write(descriptor, b"passing\n")
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(descriptor)
