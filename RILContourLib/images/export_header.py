"""Masks on an image's own grid, under the image's own header, so that every program places them on the image."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..errors import GeometryMismatch
from ..files import replace_file
from .byte_source import is_gzip_name
from .fast_gzip import compress_parts
from .image_info import ImageInfo

# NIfTI's codes of the types that masks are written in, narrowest first.
_DATATYPES = {"uint8": 2, "uint16": 512, "int32": 8, "uint32": 768, "int64": 1024, "uint64": 1280}
_FIRST_BYTES = {1: 352, 2: 544}
# Free text may name a patient; the others describe the source's numbers, not its grid. Names of both NIfTI versions.
_CLEARED = [
    *("data_type", "db_name", "descrip", "aux_file", "intent_name", "unused_str", "extents", "session_error"),
    *("intent_code", "intent_p1", "intent_p2", "intent_p3", "cal_min", "cal_max", "glmin", "glmax"),
]


def write_mask(path: Path, source: ImageInfo, values: np.ndarray) -> None:
    """Write mask values as a NIfTI file on the grid of `source`, gzip-compressed if `path` ends in .gz.

    values: see `mask_image_bytes`. A file that was there is replaced in one step.
    """
    replace_file(path, mask_image_bytes(source, values, compressed=is_gzip_name(path)))


def mask_image_bytes(source: ImageInfo, values: np.ndarray, *, compressed: bool = True) -> bytes:
    """A NIfTI file with the header of `source` verbatim, apart from what describes its numbers.

    values: bool or not negative integers, (ni, nj, nk), or (ni, nj, nk, frames) for an image with frames.
    Kept: NIfTI version, byte order, dim, pixdim, qform, sform and their codes, units, slice timing. Set: the narrowest
    of uint8, uint16, int32, uint32, int64, uint64 that holds the values, slope 1, intercept 0. Cleared, for they may
    hold patient data or describe the source's numbers: header extensions, descrip, aux_file, db_name and other free
    text, intent, display range. The same arguments give the same bytes: the gzip header has neither time nor name.
    Raises GeometryMismatch when the array is not on the image's grid.
    """
    values = _on_grid(source, values)
    dtype = narrowest_dtype(values)
    parts = _parts(source, values, dtype)
    return compress_parts(parts) if compressed else b"".join(parts)


def narrowest_dtype(values: np.ndarray) -> np.dtype:
    """The narrowest type of uint8, uint16, int32, uint32, int64 and uint64 that holds the values.

    ValueError when they are not bool or integers, or when one is negative.
    """
    if values.dtype.kind not in "biu":
        message = f"mask values are integers, not {values.dtype}"
        raise ValueError(message)
    if values.size and values.min() < 0:
        message = f"mask values are not negative; one is {values.min()}"
        raise ValueError(message)
    largest = int(values.max(initial=0))
    types = [np.dtype(name) for name in _DATATYPES]
    return next(dtype for dtype in types if largest <= np.iinfo(dtype).max)


def mask_header(source: ImageInfo, dtype: np.dtype) -> bytes:
    """The source's header for numbers of that type, with the four bytes that say "no extensions" behind it."""
    from nibabel.nifti1 import header_dtype as nifti1_dtype
    from nibabel.nifti2 import header_dtype as nifti2_dtype

    layout = (nifti1_dtype if source.nifti_version == 1 else nifti2_dtype).newbyteorder(source.byte_order)
    header = np.frombuffer(source.header_bytes, dtype=layout).copy()
    for field in _CLEARED:
        if field in (layout.names or ()):
            header[field] = np.zeros((), layout[field])
    header["datatype"] = _DATATYPES[dtype.name]
    header["bitpix"] = dtype.itemsize * 8
    header["vox_offset"] = _FIRST_BYTES[source.nifti_version]
    header["scl_slope"], header["scl_inter"] = 1, 0
    return header.tobytes() + bytes(4)


def _on_grid(source: ImageInfo, values: np.ndarray) -> np.ndarray:
    """The array as (ni, nj, nk, frames)."""
    grid = source.geometry
    with_frames = values[..., np.newaxis] if values.ndim == 3 else values
    if with_frames.shape != (*grid.shape, grid.frames):
        message = (
            f"A mask of shape {values.shape} is not on the grid of {source.path}, which is {grid.shape} "
            f"with {grid.frames} frame{'s' if grid.frames > 1 else ''}."
        )
        raise GeometryMismatch(message)
    return with_frames


def _parts(source: ImageInfo, values: np.ndarray, dtype: np.dtype) -> Iterator[bytes | memoryview]:
    """The file piece by piece, a slice at a time, so that no second array of the image's size is made."""
    yield mask_header(source, dtype)
    stored = dtype.newbyteorder(source.byte_order)
    for frame in range(values.shape[3]):
        for k in range(values.shape[2]):
            in_file_order = np.ascontiguousarray(values[:, :, k, frame].T, dtype=stored)
            yield in_file_order.reshape(-1).view(np.uint8).data
