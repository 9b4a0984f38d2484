"""The file under a journal while its holder writes it: always continued at the last good byte, whatever went wrong."""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..files import NO_LINK, write_new_file
from .journal_format import encode_header

_WRITE_FLAGS = os.O_WRONLY | NO_LINK | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True)
class Mark:
    """A place in the journal: after record `records`, at byte `bytes`; `crc` is the CRC32 of all bytes before it."""

    records: int
    bytes: int
    crc: int


class JournalFile:
    """One journal, made and flushed at once; `write` is for one thread, `flush` for another.

    A write that fails, or that the disk takes only in part, changes nothing that counts: the next one begins at the
    same byte and covers what is left of it.
    """

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        header = encode_header(about)
        write_new_file(path, header)
        self.path = path
        self.end = Mark(0, len(header), zlib.crc32(header))
        self._writing = _Descriptor(path)
        self._flushing = _Descriptor(path)  # its own: the writing one is closed after an error, whoever flushes
        self._must_reopen = False

    def write(self, frames: Sequence[tuple[int, bytes]]) -> list[Mark]:
        """Add encoded records, given with their sequence numbers; the marks after each. OSError: none was added."""
        marks = []
        place = self.end
        for sequence, frame in frames:
            place = Mark(sequence, place.bytes + len(frame), zlib.crc32(frame, place.crc))
            marks.append(place)
        if self._must_reopen:
            self._must_reopen = False
            self._writing.close()
        with self._writing as descriptor:
            os.lseek(descriptor, self.end.bytes, os.SEEK_SET)
            rest = memoryview(b"".join(frame for _, frame in frames))
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        self.end = place
        return marks

    def flush(self) -> None:
        """Wait until what was written survives a power loss. OSError: what was not flushed before may be lost."""
        with self._flushing as descriptor:
            os.fsync(descriptor)
            self.check_place()

    def check_place(self) -> None:
        """Return if the name still leads to all that was written. OSError: the file, or a folder above, was moved or
        removed, or cannot be reached; what is written then goes to a file that nobody will find.
        """
        written = self.end.bytes
        if self.path.stat().st_size < written:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))

    def go_back(self, mark: Mark) -> None:
        """Forget what was written after `mark`; it will be written again, to the file that has the name by then."""
        self.end = mark
        self._must_reopen = True

    def close(self) -> None:
        self._writing.close()
        self._flushing.close()


class _Descriptor:
    """A descriptor that stays open from one `with` to the next, but not after an error.

    The handle of a file on a server that went away would fail for ever, also after the server came back.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number: int | None = None

    def __enter__(self) -> int:
        if self._number is None:
            self._number = os.open(self._path, _WRITE_FLAGS)
        return self._number

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self.close()

    def close(self) -> None:
        number, self._number = self._number, None
        if number is not None:
            with contextlib.suppress(OSError):
                os.close(number)
