"""Which NIfTI images can be annotated: the header's fields, one after the other."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ImageError
from .image_info import ImageInfo

# A deflate stream expands at most this much (zlib's technical details); more than that is a false header.
LARGEST_EXPANSION = 1032
# Intents whose "voxels" are no samples on a grid in space.
_NOT_A_GRID = {
    1006: "a displacement field",
    1007: "vectors",
    1008: "a point set",
    1009: "triangles",
    2002: "node indices",
}
_COLOURS = {128: 3, 2304: 4}


def check_dims(path: Path, header: Any) -> tuple[int, ...]:
    """dim[1] to dim[dim[0]]; ImageError unless they are those of a 2D, 3D or 4D image."""
    raw = [int(value) for value in header["dim"]]
    count = raw[0]
    if not 2 <= count <= 7:
        message = f"{path} cannot be annotated: the header field dim[0] is {count}; 2D, 3D and 4D images can."
        raise ImageError(message)
    dims = tuple(raw[1 : count + 1])
    for position, size in enumerate(dims, start=1):
        if size < 1:
            message = f"{path} cannot be used: the header field dim[{position}] is {size}."
            raise ImageError(message)
        if position > 4 and size > 1:
            message = (
                f"{path} cannot be annotated: the header field dim[{position}] is {size} (vectors or a further "
                "dimension): split it into 3D or 4D images."
            )
            raise ImageError(message)
    if tuple(header.get_data_shape()) != dims:
        message = f"{path} cannot be annotated: its header field dim holds FreeSurfer's code for a surface."
        raise ImageError(message)
    return dims


def check_intent(path: Path, header: Any) -> None:
    """ImageError if the header says that the numbers are no samples on a grid."""
    code = int(header["intent_code"])
    if code in _NOT_A_GRID:
        message = f"{path} cannot be annotated: the header field intent_code is {code} ({_NOT_A_GRID[code]})."
        raise ImageError(message)


def stored_samples(path: Path, header: Any) -> tuple[np.dtype, int]:
    """The dtype of one sample on disk, byte order included, and how many make a voxel (1, 3 or 4)."""
    code = int(header["datatype"])
    if code in _COLOURS:
        return np.dtype(np.uint8), _COLOURS[code]
    dtype = header.get_data_dtype()
    if dtype.kind not in "iuf" or dtype.itemsize > 8:
        kind = "complex numbers" if dtype.kind == "c" else str(dtype)
        message = f"{path} cannot be annotated: the header field datatype is {code} ({kind})."
        raise ImageError(message)
    return dtype, 1


def check_data_fits(info: ImageInfo) -> ImageInfo:
    """The same info, warned about surplus bytes; ImageError if the file cannot hold what its header promises.

    A compressed file's content is not known before it is read, but its largest possible size is.
    """
    largest = info.file_size * LARGEST_EXPANSION if info.compressed else info.file_size
    if info.data_end > largest:
        message = (
            f"{info.path} is truncated or its header is wrong: dim and datatype ask for "
            f"{math.prod(info.dims)} voxels ({info.data_end} bytes), the file has {info.file_size} bytes."
        )
        raise ImageError(message)
    if info.compressed or info.data_end == info.file_size:
        return info
    return info.with_warning(f"{info.file_size - info.data_end} bytes follow the last voxel; they are ignored.")
