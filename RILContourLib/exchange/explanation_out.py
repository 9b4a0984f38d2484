"""Maps that explain a network as NIfTI files on the image's own grid."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import GeometryMismatch
from ..images.byte_source import is_gzip_name
from ..images.export_header import mask_header
from ..images.fast_gzip import compress_parts
from ..images.image_info import ImageInfo
from .export_paths import refuse_among_annotations
from .output_files import write_output

_HEADER_BYTES = {1: 348, 2: 540}


def write_map(path: Path, source: ImageInfo, values: np.ndarray, *, overwrite: bool = False) -> None:
    """Write float32 values (ni, nj, nk) under the header of `source`: its grid, orientation and units; one frame.

    NaN stays NaN. Cleared is what `mask_image_bytes` clears. Compressed if `path` ends in .gz. GeometryMismatch if the
    values are not on the image's grid; ExchangeError among annotations, or if the file exists and `overwrite` is not
    set.
    """
    refuse_among_annotations(path.parent)
    write_output(path, map_bytes(source, values, compressed=is_gzip_name(path)), overwrite=overwrite)


def map_bytes(source: ImageInfo, values: np.ndarray, *, compressed: bool = True) -> bytes:
    """The file's content."""
    from nibabel.nifti1 import Nifti1Header
    from nibabel.nifti2 import Nifti2Header

    if values.shape != source.geometry.shape:
        message = f"A map of {values.shape} is not on the grid of {source.path}, which is {source.geometry.shape}."
        raise GeometryMismatch(message)
    kind = Nifti1Header if source.nifti_version == 1 else Nifti2Header
    plain = mask_header(source, np.dtype(np.uint8))
    header = kind(plain[: _HEADER_BYTES[source.nifti_version]], endianness=source.byte_order, check=False)
    header.set_data_dtype(np.float32)
    header.set_data_shape(values.shape)
    stored = np.asarray(values, np.dtype(np.float32).newbyteorder(source.byte_order))
    parts = [header.binaryblock + bytes(4), stored.tobytes(order="F")]
    return compress_parts(iter(parts)) if compressed else b"".join(parts)
