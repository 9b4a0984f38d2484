"""The decompressed bytes of an image file, and in words why there are none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ImageError
from .fast_gzip import ByteSource, decompressing, decompression_errors

# Large reads keep the interpreter out of the way, and still fit a processor's cache.
CHUNK_BYTES = 1 << 20


def is_gzip_name(path: Path) -> bool:
    """Whether the name ends in .gz, which decides as it does for nibabel."""
    return path.name.lower().endswith(".gz")


@contextmanager
def naming_the_file(path: Path) -> Iterator[None]:
    """Turn what reading and decompressing raise into an ImageError that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        message = f"{path} does not exist."
        raise ImageError(message) from error
    except EOFError as error:
        message = f"{path} is truncated: its compressed data end too early. Copy it again from where it came from."
        raise ImageError(message) from error
    except decompression_errors() as error:
        message = f"{path} is damaged or no gzip file ({error}). Copy it again from where it came from."
        raise ImageError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise ImageError(message) from error


@contextmanager
def open_decompressed(path: Path, raw: io.RawIOBase | None = None) -> Iterator[ByteSource]:
    """The file's bytes, decompressed if its name ends in .gz; what goes wrong meanwhile becomes an ImageError.

    raw: read through this object instead of opening the file.
    """
    with naming_the_file(path):
        if raw is not None:
            yield decompressing(raw) if is_gzip_name(path) else raw
            return
        with path.open("rb", buffering=0) as file:
            yield decompressing(file) if is_gzip_name(path) else file


def leading_bytes(path: Path, count: int) -> bytes:
    """The first `count` decompressed bytes, or as many as there are; no more of the file is read than needed."""
    import gzip

    with naming_the_file(path), path.open("rb", buffering=0) as file:
        if not is_gzip_name(path):
            return file.read(count)
        with gzip.GzipFile(fileobj=io.BufferedReader(file, 4096), mode="rb") as stream:
            return stream.read(count)


def read_into(source: ByteSource, target: memoryview) -> int:
    """Fill `target` (a view of bytes); the number of bytes there were, fewer only at the end of the source."""
    done = 0
    while done < len(target):
        count = source.readinto(target[done : done + CHUNK_BYTES])
        if not count:
            break
        done += count
    return done


def skip(source: ByteSource, count: int) -> int:
    """Pass over `count` bytes; the number there were (a plain file is not read for it, so that it cannot say)."""
    if isinstance(source, io.FileIO):
        source.seek(count, io.SEEK_CUR)
        return count
    scratch = memoryview(bytearray(min(count, CHUNK_BYTES)))
    done = 0
    while done < count:
        step = read_into(source, scratch[: count - done])
        done += step
        if step < min(len(scratch), count - done + step):
            break
    return done
