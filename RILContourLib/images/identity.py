"""Which bytes an image consists of: its size and sha256, which stand in every version of its annotation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import ImageError
from .byte_source import naming_the_file


@dataclass(frozen=True)
class ImageIdentity:
    """size: bytes of the file as it lies on disk (compressed). sha256: of these bytes, 64 hex digits."""

    size: int
    sha256: str


@dataclass(frozen=True)
class FileState:
    """What changes when a file's content does, as far as its file system tells without reading it."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    @staticmethod
    def of(path: Path) -> FileState:
        status = path.stat()
        return FileState(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


class KnownIdentities(Protocol):
    """Remembers identities by file state, so that an unchanged file is not read again."""

    def find(self, state: FileState) -> ImageIdentity | None: ...

    def remember(self, state: FileState, identity: ImageIdentity) -> None: ...


_SAMPLED_BYTES = 1 << 16


def sample_of(path: Path) -> str:
    """sha256 of a file's size and of parts at its start, middle and end: quick to have, and alike for equal files.

    Other files of the same size have another one nearly always, so that only few need be read whole. ImageError.
    """
    with naming_the_file(path), path.open("rb", buffering=0) as file:
        size = path.stat().st_size
        digest = hashlib.sha256(str(size).encode())
        for start in (0, size // 2, size - _SAMPLED_BYTES):
            file.seek(max(start, 0))
            digest.update(file.read(_SAMPLED_BYTES))
    return digest.hexdigest()


def identify(path: Path, known: KnownIdentities | None = None) -> ImageIdentity:
    """Size and sha256 of a file, read in chunks; from `known` if the file is still as it was then.

    Raises ImageError when the file cannot be read, or is changed while it is read.
    """
    with naming_the_file(path):
        before = FileState.of(path)
        if known is not None and (identity := known.find(before)):
            return identity
        with path.open("rb", buffering=0) as file:
            digest = hashlib.file_digest(file, "sha256")  # releases the interpreter's lock
        after = FileState.of(path)
    if before != after:
        message = f"{path} is being changed by another program: wait until that is done and try again."
        raise ImageError(message)
    identity = ImageIdentity(after.size, digest.hexdigest())
    if known is not None:
        known.remember(after, identity)
    return identity
