"""One ROI's mask as a gzipped NIfTI cropped to its extent: how masks lie on disk, readable by any viewer."""

from __future__ import annotations

import io
import math

import numpy as np

from ..errors import CorruptStore
from .byte_source import CHUNK_BYTES, read_into
from .cropped_header import FIRST_BYTES, cropped_header, parse_cropped_header
from .fast_gzip import ByteSource, compress_parts, decompressing, decompression_errors


def encode_cropped_mask(voxels: np.ndarray, affine_ijk_to_ras: np.ndarray) -> bytes:
    """A mask as the bytes of a .nii.gz file: uint8, 0 or 1, NIfTI-1 (NIfTI-2 where an edge passes 32767 voxels).

    voxels: bool (ni, nj, nk), cropped, index order; in Fortran order, which is the file's, nothing is copied.
    affine_ijk_to_ras: (4, 4) of the crop in mm (`Geometry.extent_affine`): the sform, and the qform unless sheared.
    The same compressor makes the same bytes of the same arguments. The interpreter's lock is free while it works, so
    that threads can encode several masks at once.
    """
    if voxels.dtype != np.bool_ or voxels.ndim != 3 or not voxels.size:
        message = f"a mask is a 3D bool array that has voxels, not {voxels.dtype} of shape {voxels.shape}"
        raise ValueError(message)
    in_file_order = np.ascontiguousarray(voxels.T).view(np.uint8).reshape(-1)
    header = cropped_header(voxels.shape, np.asarray(affine_ijk_to_ras, dtype=np.float64))
    return compress_parts([header, in_file_order.data])


def decode_cropped_mask(content: bytes, largest_voxels: int, name: str = "A mask") -> np.ndarray:
    """The mask that `encode_cropped_mask` wrote: bool (ni, nj, nk), writable, in Fortran order.

    largest_voxels: what the caller is ready for; no memory is taken for a header that asks for more.
    name: what messages call the file. Raises CorruptStore for anything but exactly such a file.
    """
    try:
        return _decode(decompressing(io.BytesIO(content)), largest_voxels, name)
    except decompression_errors() as error:
        message = f"{name} is damaged: {error}."
        raise CorruptStore(message) from error


def _decode(source: ByteSource, largest_voxels: int, name: str) -> np.ndarray:
    first = bytearray(FIRST_BYTES)
    read_into(source, memoryview(first))
    shape, rest = parse_cropped_header(bytes(first), name)
    read_into(source, memoryview(bytearray(rest)))
    count = math.prod(shape)
    if count > largest_voxels:
        message = f"{name} is damaged: its header asks for {count} voxels, more than the image has."
        raise CorruptStore(message)
    values = np.empty(count, dtype=np.uint8)
    for start in range(0, count, CHUNK_BYTES):
        part = values[start : start + CHUNK_BYTES]
        # Checked while the part is still in the processor's cache; a bool of any other value misleads numpy.
        if read_into(source, part.data) < len(part) or part.max() > 1:
            message = f"{name} is damaged: it has too few voxels, or values other than 0 and 1."
            raise CorruptStore(message)
    if source.readinto(memoryview(bytearray(1))):
        message = f"{name} is damaged: it has more voxels than its header says."
        raise CorruptStore(message)
    return values.view(np.bool_).reshape(shape, order="F")
