"""Reading a NIfTI header, as nibabel reads it, without reading pixels; what cannot be annotated is refused here."""

from __future__ import annotations

import logging
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from ..errors import ImageError
from .byte_source import is_gzip_name, leading_bytes, naming_the_file
from .header_checks import check_data_fits, check_dims, check_intent, stored_samples
from .header_geometry import read_geometry
from .image_info import ImageInfo

if TYPE_CHECKING:
    from nibabel.nifti1 import Nifti1Header

_NIFTI1_BYTES, _NIFTI2_BYTES = 348, 540
_EXTENSION_FLAG_BYTES = 4
_SPATIAL_UNITS = {0: "unknown", 1: "meter", 2: "mm", 3: "micron"}

_FIELDS_IN_WORDS = {"data code": "datatype", "vox offset": "vox_offset", "EOL check": "eol_check", "bitpix": "bitpix"}


def read_header(path: Path) -> ImageInfo:
    """What the header of a .nii or .nii.gz file (NIfTI-1 or 2) says. Reads a few kilobytes, whatever the image's size.

    Raises ImageError, which names the file and the header field, for everything that cannot be annotated: damaged or
    foreign files, .hdr/.img pairs, complex numbers, vectors and other fifth dimensions, affines that do not place the
    voxels in space, fewer bytes than the header promises.
    """
    _check_name(path)
    with naming_the_file(path):
        size = path.stat().st_size
    block = leading_bytes(path, _NIFTI1_BYTES + _EXTENSION_FLAG_BYTES)
    version = _nifti_version(path, block)
    length = _NIFTI1_BYTES if version == 1 else _NIFTI2_BYTES
    if version == 2:
        block = leading_bytes(path, _NIFTI2_BYTES + _EXTENSION_FLAG_BYTES)
    header_bytes, extension_flag = block[:length], block[length:]
    if len(header_bytes) < length:
        _refuse_short(path, block)
    header, warnings = _parse(path, header_bytes, version)
    dims = check_dims(path, header)
    check_intent(path, header)
    dtype, samples = stored_samples(path, header)
    unit = _SPATIAL_UNITS.get(int(header["xyzt_units"]) & 7, "unknown")
    if unit == "unknown":
        warnings.append("The header does not say its spatial unit (xyzt_units): millimetres are assumed.")
    geometry, geometry_warnings = read_geometry(path, header, dims, unit)
    info = ImageInfo(
        path=path,
        file_size=size,
        compressed=is_gzip_name(path),
        nifti_version=version,
        byte_order=header.endianness,
        header_bytes=header_bytes,
        dims=dims,
        geometry=geometry,
        stored_dtype=dtype,
        samples=samples,
        scaling=_scaling(path, header, samples),
        data_offset=_data_offset(path, header, extension_flag),
        spatial_unit=unit,
        warnings=(*warnings, *geometry_warnings),
    )
    return check_data_fits(info)


def _check_name(path: Path) -> None:
    name = path.name.lower()
    if name.endswith((".hdr", ".img", ".hdr.gz", ".img.gz")):
        message = (
            f"{path} is one half of a .hdr/.img pair, which is not supported: convert the pair to one .nii.gz file."
        )
        raise ImageError(message)
    if not name.endswith((".nii", ".nii.gz")):
        message = f"{path} is no NIfTI file: its name ends neither in .nii nor in .nii.gz."
        raise ImageError(message)


def _nifti_version(path: Path, block: bytes) -> int:
    """1 or 2, from the header's length and magic string together."""
    if block[:2] == b"\x1f\x8b":
        message = f"{path} is gzip-compressed but its name does not end in .gz: rename it to .nii.gz."
        raise ImageError(message)
    if len(block) < _NIFTI1_BYTES:
        _refuse_short(path, block)
    lengths = {struct.unpack(order + "i", block[:4])[0] for order in "<>"}
    if _NIFTI1_BYTES in lengths:
        magic, version = block[344:348], 1
    elif _NIFTI2_BYTES in lengths:
        magic, version = block[4:8], 2
    else:
        message = f"{path} is no NIfTI file: the field sizeof_hdr is neither {_NIFTI1_BYTES} nor {_NIFTI2_BYTES}."
        raise ImageError(message)
    if magic != (b"n+1\x00", b"n+2\x00")[version - 1]:
        message = f"{path} is no single-file NIfTI image: the field magic is {magic!r}."
        raise ImageError(message)
    return version


def _refuse_short(path: Path, block: bytes) -> NoReturn:
    message = f"{path} is truncated: {len(block)} bytes are too few for a NIfTI header."
    raise ImageError(message)


def _parse(path: Path, header_bytes: bytes, version: int) -> tuple[Nifti1Header, list[str]]:
    """The header with nibabel's own repairs applied, and what nibabel says about them."""
    from nibabel.nifti1 import Nifti1Header
    from nibabel.nifti2 import Nifti2Header
    from nibabel.spatialimages import HeaderDataError

    said = _Collector()
    logger = logging.Logger("header")  # private: nibabel would write to stderr, without the file's name
    logger.addHandler(said)
    header = (Nifti1Header if version == 1 else Nifti2Header)(header_bytes, check=False)
    try:
        header.check_fix(logger=logger)
    except HeaderDataError as error:
        field = next((field for words, field in _FIELDS_IN_WORDS.items() if words in str(error)), "unknown")
        message = f"{path} cannot be used: nibabel refuses its header ({error}; header field {field})."
        raise ImageError(message) from error
    return header, [f"The header was read with a repair: {text}." for text in said.texts]


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _scaling(path: Path, header: Any, samples: int) -> tuple[float, float] | None:
    """(slope, intercept) where they change anything; NIfTI leaves colours unscaled."""
    from nibabel.spatialimages import HeaderDataError

    try:
        slope, intercept = header.get_slope_inter()
    except HeaderDataError as error:
        message = f"{path} cannot be used: the header field scl_inter is not a finite number."
        raise ImageError(message) from error
    if slope is None or (slope, intercept) == (1, 0) or samples > 1:
        return None
    return slope, intercept


def _data_offset(path: Path, header: Any, extension_flag: bytes) -> int:
    smallest = header.single_vox_offset
    offset = float(header["vox_offset"])
    if offset == 0:
        offset = smallest
        if extension_flag[:1] not in (b"", b"\x00"):
            message = f"{path} cannot be used: it has header extensions but vox_offset does not say where pixels begin."
            raise ImageError(message)
    if not np.isfinite(offset) or offset < smallest:
        message = f"{path} cannot be used: the header field vox_offset is {offset:g}, where pixels cannot begin."
        raise ImageError(message)
    return int(offset)
