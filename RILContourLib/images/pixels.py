"""Reading pixels exactly as nibabel does, with less memory and in less time, and never more than the file holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np

from ..errors import ImageChanged, ImageError
from .byte_source import CHUNK_BYTES, naming_the_file, open_decompressed, read_into, skip
from .fast_gzip import ByteSource
from .hashing_reader import HashingReader
from .header import read_header
from .identity import FileState, ImageIdentity, KnownIdentities
from .image_info import ImageInfo
from .memory import available_bytes, in_megabytes

_LARGEST_TAIL_BYTES = 64 << 20
PART_SAMPLES = 1 << 21
_log = logging.getLogger(__name__)


def read_pixels(image: Path | ImageInfo, frame: int = 0) -> np.ndarray:
    """One frame's pixels, scaled as the header says: equal to `numpy.asanyarray(nibabel.load(path).dataobj)`.

    Returns (ni, nj, nk) in index order, in Fortran order in memory (i varies fastest, as in the file), in the
    machine's byte order: float64 where the header scales, else the stored type. Colours: uint8 (ni, nj, nk, 3 or 4).
    Raises ImageError, naming the file, when it is truncated or damaged (checksums are verified with the last frame).
    """
    info = _info(image)
    with open_decompressed(info.path) as source:
        return _only_frame(info, source, frame, scaled=True)


def read_stored_pixels(image: Path | ImageInfo, frame: int = 0) -> np.ndarray:
    """As `read_pixels`, but without the header's slope and intercept: the numbers as stored, in their own type."""
    info = _info(image)
    with open_decompressed(info.path) as source:
        return _only_frame(info, source, frame, scaled=False)


def read_frames(image: Path | ImageInfo) -> Iterator[np.ndarray]:
    """The pixels of one frame after the other, in a single pass over the file; each as from `read_pixels`."""
    info = _info(image)
    with open_decompressed(info.path) as source:
        _pass_header(info, source)
        for _ in range(info.geometry.frames):
            yield _next_frame(info, source, scaled=True)
        _check_end(info, source)


def read_in_parts(image: Path | ImageInfo) -> Iterator[np.ndarray]:
    """The pixels of all frames, scaled, in the order of the file: 1D arrays of a few MB, whatever the image's size.

    Colours follow each other sample by sample. Errors as from `read_pixels`.
    """
    info = _info(image)
    with open_decompressed(info.path) as source:
        _pass_header(info, source)
        left = info.frame_samples * info.geometry.frames
        while left:
            count = min(left, PART_SAMPLES)
            yield _samples(info, source, count, scaled=True)
            left -= count
        _check_end(info, source)


def read_pixels_and_identity(
    image: Path | ImageInfo, frame: int = 0, known: KnownIdentities | None = None
) -> tuple[np.ndarray, ImageIdentity]:
    """As `read_pixels`, with the file's size and sha256, from one reading of the file (a thread computes the hash).

    known: identities of files that were read before; those are not hashed again.
    """
    info = _info(image)
    with naming_the_file(info.path):
        state = FileState.of(info.path)
    if known is not None and (identity := known.find(state)):
        return read_pixels(info, frame), identity
    with naming_the_file(info.path), info.path.open("rb", buffering=0) as file, HashingReader(file) as raw:
        with open_decompressed(info.path, raw) as source:
            pixels = _only_frame(info, source, frame, scaled=True)
        identity = ImageIdentity(*raw.finish())
        unchanged = FileState.of(info.path) == state
    if known is not None and unchanged:
        known.remember(state, identity)
    return pixels, identity


def _info(image: Path | ImageInfo) -> ImageInfo:
    return image if isinstance(image, ImageInfo) else read_header(image)


def _only_frame(info: ImageInfo, source: ByteSource, frame: int, *, scaled: bool) -> np.ndarray:
    frames = info.geometry.frames
    if not 0 <= frame < frames:
        message = f"{info.path} has no frame {frame}: its frames are 0 to {frames - 1}."
        raise ImageError(message)
    _pass_header(info, source)
    _skip(info, source, frame * info.frame_bytes)
    pixels = _next_frame(info, source, scaled=scaled)
    if frame == frames - 1:
        _check_end(info, source)
    return pixels


def _pass_header(info: ImageInfo, source: ByteSource) -> None:
    """Go to the first frame; ImageChanged if the file has another header than the one that was read."""
    header = bytearray(len(info.header_bytes))
    read_into(source, memoryview(header))
    if header != info.header_bytes:
        message = f"{info.path} was changed by another program after its header had been read: open it again."
        raise ImageChanged(message)
    _skip(info, source, info.data_offset - len(header))


def _next_frame(info: ImageInfo, source: ByteSource, *, scaled: bool) -> np.ndarray:
    needed = info.frame_samples * (info.pixel_dtype if scaled else info.stored_dtype).itemsize
    available = available_bytes()
    if available is not None and needed > available:
        _refuse_too_large(info, f"{in_megabytes(needed)}, and {in_megabytes(available)} of memory are free")
    try:
        samples = _samples(info, source, info.frame_samples, scaled=scaled)
    except MemoryError:
        _refuse_too_large(info, f"{in_megabytes(needed)}, more than this program may have")
    if info.is_rgb:
        return np.moveaxis(samples.reshape((info.samples, *info.geometry.shape), order="F"), 0, -1)
    return samples.reshape(info.geometry.shape, order="F")


def _refuse_too_large(info: ImageInfo, how: str) -> NoReturn:
    message = (
        f"{info.path} is too large for this computer's memory: a frame has {info.frame_samples} samples (header field "
        f"dim), {how}. Close other programs, or use a computer with more."
    )
    raise ImageError(message)


def _samples(info: ImageInfo, source: ByteSource, count: int, *, scaled: bool) -> np.ndarray:
    """The next `count` samples (1D)."""
    if scaled and info.scaling:
        return _scaled_samples(info, source, count, info.scaling)
    return _stored_samples(info, source, count)


def _stored_samples(info: ImageInfo, source: ByteSource, count: int) -> np.ndarray:
    samples = np.empty(count, dtype=info.stored_dtype)
    _fill(info, source, samples)
    if samples.dtype.isnative:
        return samples
    return samples.byteswap(inplace=True).view(samples.dtype.newbyteorder("="))


def _scaled_samples(info: ImageInfo, source: ByteSource, count: int, scaling: tuple[float, float]) -> np.ndarray:
    """float64, scaled chunk by chunk: the stored numbers are never held as a whole."""
    slope, intercept = (np.float64(value) for value in scaling)
    samples = np.empty(count, dtype=np.float64)
    chunk = np.empty(min(count, CHUNK_BYTES // info.stored_dtype.itemsize), dtype=info.stored_dtype)
    for start in range(0, count, len(chunk)):
        scaled = samples[start : start + len(chunk)]
        stored = chunk[: len(scaled)]
        _fill(info, source, stored)
        with np.errstate(over="ignore", invalid="ignore"):  # infinite where the header's numbers make it so
            np.multiply(stored, slope, out=scaled)
            scaled += intercept
    return samples


def _fill(info: ImageInfo, source: ByteSource, samples: np.ndarray) -> None:
    if read_into(source, samples.view(np.uint8).data) < samples.nbytes:
        _refuse_truncated(info)


def _skip(info: ImageInfo, source: ByteSource, count: int) -> None:
    if skip(source, count) < count:
        _refuse_truncated(info)


def _refuse_truncated(info: ImageInfo) -> None:
    message = (
        f"{info.path} is truncated: the header fields dim and datatype ask for {info.data_end} bytes, and there are "
        "fewer. Copy it again from where it came from."
    )
    raise ImageError(message)


def _check_end(info: ImageInfo, source: ByteSource) -> None:
    """Read a compressed file to its end, which verifies its checksum; surplus bytes are ignored."""
    if not info.compressed:
        return
    surplus = skip(source, _LARGEST_TAIL_BYTES)
    if surplus:
        _log.warning("%s has bytes after its last voxel, which are ignored.", info.path)
