"""Images whose pixels play no part, only how many there are."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from RILContourLib.annotation.extent import Shape

from .abdomen import AFFINE_IJK_TO_RAS


def nifti_header(shape: Shape, affine_ijk_to_ras: np.ndarray) -> bytes:
    """The bytes before the pixels of a little-endian int16 image."""
    import nibabel

    header = nibabel.Nifti1Header(endianness="<")
    header.set_data_dtype(np.int16)
    header.set_data_shape(shape)
    header.set_sform(affine_ijk_to_ras, 1)
    header.set_qform(affine_ijk_to_ras, 1)
    header.set_xyzt_units("mm")
    header["vox_offset"] = header.single_vox_offset
    return header.binaryblock + bytes(4)


def write_image(path: Path, shape: Shape) -> None:
    """An int16 image of `shape`: a gradient as .nii.gz; all zero as .nii, which takes no room on most disks."""
    first = nifti_header(shape, AFFINE_IJK_TO_RAS)
    if path.suffix != ".gz":
        with path.open("wb") as file:
            file.write(first)
            file.truncate(len(first) + 2 * int(np.prod(shape)))
        return
    plane = np.arange(shape[0] * shape[1], dtype="<i2")
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(first)
        for k in range(shape[2]):
            file.write((plane + k).astype("<i2").tobytes())
