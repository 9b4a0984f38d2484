"""gzip by isal (extra `fast`: Intel's library, 2-10 times as fast) where it is installed, else by Python's zlib."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Protocol

_READ_BYTES = 1 << 20


class ByteSource(Protocol):
    """What is read from: an unbuffered file, or anything that fills a buffer from one."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer, or a first part of it; the number of bytes, 0 at the end."""


@cache
def isal_zlib() -> ModuleType | None:
    """The module isal.isal_zlib, or None where isal is not installed."""
    try:
        from isal import isal_zlib as module
    except ImportError:
        return None
    return module


def decompressing(file: io.RawIOBase | io.BytesIO) -> ByteSource:
    """The decompressed bytes of a gzip file of one or several members; checksums are checked at each one's end."""
    module = isal_zlib()
    if module is None:
        buffered = file if isinstance(file, io.BytesIO) else io.BufferedReader(file, _READ_BYTES)
        return gzip.GzipFile(fileobj=buffered, mode="rb")
    if hasattr(module, "_GzipReader"):
        # What IGzipFile itself reads with, straight into the target: IGzipFile would copy every byte once more.
        return module._GzipReader(file, _READ_BYTES)
    from isal.igzip import IGzipFile

    return IGzipFile(fileobj=file, mode="rb")


def decompression_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged gzip file raises."""
    module = isal_zlib()
    errors: tuple[type[Exception], ...] = (zlib.error, gzip.BadGzipFile, EOFError)
    return errors if module is None else (*errors, module.error)


def compress_parts(parts: Iterable[bytes | memoryview]) -> bytes:
    """One gzip member that holds the parts one after the other; the same bytes for the same parts (no time, no name).

    Made for masks: long runs of equal bytes, where the fastest level compresses about as well as any.
    """
    module = isal_zlib()
    if module is None:
        # 31: a gzip wrapper. Z_RLE looks for runs only, which is what a mask consists of.
        compressor = zlib.compressobj(1, zlib.DEFLATED, 31, 9, zlib.Z_RLE)
    else:
        compressor = module.compressobj(1, module.DEFLATED, 31)
    compressed = [compressor.compress(part) for part in parts]
    return b"".join([*compressed, compressor.flush()])
