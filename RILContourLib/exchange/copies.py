"""Copies of images and of their annotations beside exported masks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..progress import CancelToken
from .output_files import open_output

# Signs of life and journals of whoever is editing now: they would be nobody's in a copy.
_LIVE = "live"
_MASKS = "masks"
_CHUNK_BYTES = 1 << 22


def copy_file(source: Path, target: Path, *, overwrite: bool, cancel: CancelToken) -> None:
    """Copy the bytes and the time of change; stopped half-way, it leaves nothing."""
    with source.open("rb") as reader, open_output(target, overwrite=overwrite) as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            cancel.check()
            writer.write(chunk)
    status = source.stat()
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def sidecar_files(source: Path) -> Iterator[Path]:
    """The files of an annotation's folder that a copy has, masks last: a log names only masks that were there before.

    Nothing that belongs to running sessions, and no symbolic links.
    """
    for here, folders, files in os.walk(source):
        kept = [name for name in folders if name != _LIVE and not Path(here, name).is_symlink()]
        folders[:] = sorted(kept, key=lambda name: (name == _MASKS, name))
        for name in sorted(files):
            path = Path(here, name)
            if not path.is_symlink() and not name.endswith(".tmp"):
                yield path
