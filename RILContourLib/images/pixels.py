"""Reading pixels exactly as nibabel does, with less memory and in less time, and never more than the file holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..errors import ImageChanged, ImageError
from .byte_source import CHUNK_BYTES, naming_the_file, open_decompressed, read_into, skip
from .fast_gzip import ByteSource
from .hashing_reader import HashingReader
from .header import read_header
from .identity import FileState, ImageIdentity, KnownIdentities
from .image_info import ImageInfo

_LARGEST_TAIL_BYTES = 64 << 20
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
    try:
        samples = _scaled_samples(info, source) if scaled and info.scaling else _stored_samples(info, source)
    except MemoryError as error:
        message = (
            f"{info.path} is too large for this computer's memory: a frame has {info.frame_samples} samples "
            f"(header field dim) of type {info.pixel_dtype}."
        )
        raise ImageError(message) from error
    if info.is_rgb:
        return np.moveaxis(samples.reshape((info.samples, *info.geometry.shape), order="F"), 0, -1)
    return samples.reshape(info.geometry.shape, order="F")


def _stored_samples(info: ImageInfo, source: ByteSource) -> np.ndarray:
    samples = np.empty(info.frame_samples, dtype=info.stored_dtype)
    _fill(info, source, samples)
    if samples.dtype.isnative:
        return samples
    return samples.byteswap(inplace=True).view(samples.dtype.newbyteorder("="))


def _scaled_samples(info: ImageInfo, source: ByteSource) -> np.ndarray:
    """float64, scaled chunk by chunk: the stored numbers are never held as a whole."""
    slope, intercept = (np.float64(value) for value in info.scaling or (1, 0))
    samples = np.empty(info.frame_samples, dtype=np.float64)
    chunk = np.empty(min(len(samples), CHUNK_BYTES // info.stored_dtype.itemsize), dtype=info.stored_dtype)
    for start in range(0, len(samples), len(chunk)):
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
