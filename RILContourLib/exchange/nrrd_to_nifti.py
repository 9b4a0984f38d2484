"""A NRRD volume as a NIfTI file."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from ..errors import ExchangeError
from .nrrd_file import NRRDVolume, read_nrrd
from .output_files import open_output

_UNKNOWN, _SCANNER = 0, 1
_MM = 2


def nrrd_to_nifti(path: Path, target: Path, *, overwrite: bool = False) -> None:
    """Write the volume in the file `path` to `target` (.nii or .nii.gz): the same numbers, type and place in space.

    Index order is kept; LPS becomes RAS in sform and, unless the axes are sheared, qform (code 1, scanner), in
    millimetres. The same volume gives the same bytes. A list of volumes becomes frames.
    """
    volume = read_nrrd(path)
    header, array = _header(path, volume), np.moveaxis(volume.layers, 0, -1)
    array = array[..., 0] if array.shape[3] == 1 else array
    content = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes(order="F")

    with open_output(target, overwrite=overwrite) as file:
        if target.name.endswith(".gz"):
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as compressed:
                compressed.write(header)
                compressed.write(content)
        else:
            file.write(header)
            file.write(content)


def _header(path: Path, volume: NRRDVolume) -> bytes:
    """A NIfTI-1 header with the four bytes that say that no extension follows."""
    from nibabel.nifti1 import Nifti1Header
    from nibabel.spatialimages import HeaderDataError

    layers, *shape = volume.layers.shape
    header = Nifti1Header(endianness="<")
    try:
        header.set_data_dtype(volume.layers.dtype)
        header.set_data_shape(shape if layers == 1 else (*shape, layers))
    except HeaderDataError as error:
        message = f"{path} cannot be written as NIfTI ({error})."
        raise ExchangeError(message) from error
    header.set_xyzt_units(_MM)
    header.set_sform(volume.affine_ijk_to_ras, _SCANNER)
    header.set_qform(volume.affine_ijk_to_ras, _SCANNER)
    if not np.allclose(header.get_qform(), header.get_sform(), atol=1e-4):
        header["qform_code"] = _UNKNOWN  # a quaternion cannot say that axes are sheared
    header.set_slope_inter(1, 0)
    header["vox_offset"] = header.single_vox_offset
    header["magic"] = header.single_magic
    return header.binaryblock + b"\0\0\0\0"
