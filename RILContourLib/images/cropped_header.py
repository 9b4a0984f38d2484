"""The NIfTI header of a cropped mask, written and read in microseconds: a project saves dozens at a time."""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np

from ..errors import CorruptStore

# Header and the four bytes that say "no extensions": pixels of a NIfTI-1 file begin here.
FIRST_BYTES = 352
_NIFTI2_FIRST_BYTES = 544
_NIFTI1_LARGEST_DIM = 32767
_UINT8 = 2
_SCANNER_CODE = 1
_ORTHONORMAL_TOLERANCE = 1e-4


def cropped_header(shape: tuple[int, ...], affine_ijk_to_ras: np.ndarray) -> bytes:
    """The little-endian header of a uint8 mask of that shape (ni, nj, nk), with the affine (mm) as sform and qform.

    A sheared affine is in the sform only, for a qform cannot express it.
    """
    version = 1 if max(shape) <= _NIFTI1_LARGEST_DIM else 2
    header = bytearray(_template(affine_ijk_to_ras[:3, :3].tobytes(), version))
    x, y, z = affine_ijk_to_ras[:3, 3]
    if version == 1:
        struct.pack_into("<4h", header, 40, 3, *shape)
        struct.pack_into("<3f", header, 268, x, y, z)
        for offset, value in zip((292, 308, 324), (x, y, z), strict=True):
            struct.pack_into("<f", header, offset, value)
    else:
        struct.pack_into("<4q", header, 16, 3, *shape)
        struct.pack_into("<3d", header, 376, x, y, z)
        for offset, value in zip((424, 456, 488), (x, y, z), strict=True):
            struct.pack_into("<d", header, offset, value)
    return bytes(header)


def parse_cropped_header(first: bytes, name: str) -> tuple[tuple[int, int, int], int]:
    """(ni, nj, nk), and how many bytes lie between FIRST_BYTES and the first voxel.

    first: the file's first FIRST_BYTES bytes. name: what messages call the file.
    Raises CorruptStore unless it is a header as `cropped_header` writes it.
    """
    length = struct.unpack_from("<i", first)[0]
    if length == 348 and first[344:348] == b"n+1\x00":
        count, *shape = struct.unpack_from("<4h", first, 40)
        datatype, offset = struct.unpack_from("<h", first, 70)[0], struct.unpack_from("<f", first, 108)[0]
        expected = FIRST_BYTES
    elif length == 540 and first[4:8] == b"n+2\x00":
        count, *shape = struct.unpack_from("<4q", first, 16)
        datatype, offset = struct.unpack_from("<h", first, 12)[0], struct.unpack_from("<q", first, 168)[0]
        expected = _NIFTI2_FIRST_BYTES
    else:
        message = f"{name} is damaged: it is no single-file NIfTI image."
        raise CorruptStore(message)
    if count != 3 or min(shape) < 1 or datatype != _UINT8 or offset != expected:
        message = f"{name} is damaged: its header fields dim, datatype or vox_offset are not those of a mask."
        raise CorruptStore(message)
    return (shape[0], shape[1], shape[2]), expected - FIRST_BYTES


@lru_cache(maxsize=64)
def _template(axes: bytes, version: int) -> bytes:
    """Header and extension flag for these axes (3 x 3 float64), with shape and origin still to be filled in."""
    from nibabel.nifti1 import Nifti1Header
    from nibabel.nifti2 import Nifti2Header

    affine = np.eye(4)
    affine[:3, :3] = np.frombuffer(axes).reshape(3, 3)
    header = (Nifti1Header if version == 1 else Nifti2Header)(endianness="<")
    header.set_data_dtype(np.uint8)
    header.set_data_shape((1, 1, 1))
    header.set_zooms(np.linalg.norm(affine[:3, :3], axis=0))
    header.set_xyzt_units("mm")
    header.set_slope_inter(1, 0)
    header.set_sform(affine, _SCANNER_CODE)
    directions = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    if np.allclose(directions.T @ directions, np.eye(3), atol=_ORTHONORMAL_TOLERANCE):
        header.set_qform(affine, _SCANNER_CODE)
    header["vox_offset"] = header.single_vox_offset
    return header.binaryblock + bytes(4)
