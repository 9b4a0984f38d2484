"""NIfTI files as the field's programs write them, for better or worse: what every reader and exporter must survive."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

HeaderEdit = Callable[[Any], None]
AXIAL = np.array([[-0.8, 0, 0, 90.0], [0, 0.7, 0, -120.0], [0, 0, 2.5, -40.0], [0, 0, 0, 1]])
RIGHT_HANDED = np.array([[0.8, 0, 0, -90.0], [0, 0.7, 0, -120.0], [0, 0, 2.5, -40.0], [0, 0, 0, 1]])
SHEARED = np.array([[0.8, 0.1, 0, -90.0], [0, 0.7, 0.3, -120.0], [0, 0, 2.5, -40.0], [0, 0, 0, 1]])
OBLIQUE = nib.affines.from_matvec(
    nib.quaternions.quat2mat([0.9, 0.3, -0.2, 0.25]) @ np.diag([0.8, 0.7, 2.5]), [-31.25, 17.5, 88.0]
)


def counted(shape: tuple[int, ...], dtype: Any = np.int16) -> np.ndarray:
    """An array in which no two neighbours are equal, so that a flip or a swap of axes shows."""
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    return (numbers * 7 % 251 - (0 if np.dtype(dtype).kind == "u" else 100)).astype(dtype)


def write_nifti(
    path: Path,
    pixels: np.ndarray,
    affine: np.ndarray = RIGHT_HANDED,
    *,
    version: int = 1,
    byte_order: str = "<",
    edit: HeaderEdit | None = None,
    tail: bytes = b"",
) -> Path:
    """Write pixels under a header that has `affine` as sform and qform (code 1, mm), then changed by `edit`.

    Nothing is checked, so that any damage can be written; gzip-compressed if the name ends in .gz.
    """
    header = (nib.Nifti1Header if version == 1 else nib.Nifti2Header)(endianness=byte_order)
    header.set_data_dtype(pixels.dtype)
    header.set_data_shape(pixels.shape)
    header.set_sform(affine, 1)
    header.set_qform(affine, 1, strip_shears=True)
    header.set_xyzt_units("mm", "sec")
    header["vox_offset"] = header.single_vox_offset
    header["scl_slope"], header["scl_inter"] = 1, 0
    if edit is not None:
        edit(header)
    in_order = pixels if pixels.dtype.names else pixels.astype(pixels.dtype.newbyteorder(byte_order))
    content = header.binaryblock + bytes(4) + in_order.tobytes(order="F") + tail
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 1, mtime=0) if path.name.endswith(".gz") else content)
    return path


def setting(**fields: Any) -> HeaderEdit:
    """An edit that sets header fields as they are."""

    def edit(header: Any) -> None:
        for name, value in fields.items():
            header[name] = value

    return edit


def with_dim(position: int, size: int) -> HeaderEdit:
    """An edit that sets dim[position]."""

    def edit(header: Any) -> None:
        header["dim"][position] = size

    return edit


def _other_qform(header: Any) -> None:
    header.set_qform(OBLIQUE, 1)


def _qform_only(header: Any) -> None:
    header.set_qform(OBLIQUE, 2)
    header["sform_code"] = 0


def _flat_sform(header: Any) -> None:
    header["srow_z"] = 0


def _nan_sform(header: Any) -> None:
    header["srow_x"][3] = np.nan


def _huge_sform(header: Any) -> None:
    header["srow_x"] = 1e30


def _patient_texts(header: Any) -> None:
    header["descrip"] = b"DOE^JANE 1970-01-01"
    header["aux_file"] = b"jane_doe.txt"
    header["intent_name"] = b"Jane"
    if "db_name" in header:
        header["db_name"] = b"Doe Jane"


SCAN = counted((5, 4, 3))
RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
RGBA = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1"), ("A", "u1")])
FLOATS = counted((5, 4, 3), np.float32) / 3


def _colours(dtype: np.dtype) -> np.ndarray:
    samples = counted((5, 4, 3, len(dtype.names or ())), np.uint8)
    return samples.view(dtype)[..., 0]


# Each writes its image at the path it is given. All of them nibabel reads, and so must we, equally.
READABLE: dict[str, Callable[[Path], Path]] = {
    "plain": lambda path: write_nifti(path, SCAN),
    "left handed": lambda path: write_nifti(path, SCAN, AXIAL),
    "oblique": lambda path: write_nifti(path, SCAN, OBLIQUE),
    "sheared": lambda path: write_nifti(path, SCAN, SHEARED),
    "qform and sform disagree": lambda path: write_nifti(path, SCAN, edit=_other_qform),
    "qform only": lambda path: write_nifti(path, SCAN, edit=_qform_only),
    "no codes": lambda path: write_nifti(path, SCAN, edit=setting(sform_code=0, qform_code=0)),
    "metres": lambda path: write_nifti(
        path, SCAN, np.diag([1e-3, 1e-3, 1e-3, 1]) @ RIGHT_HANDED, edit=setting(xyzt_units=1)
    ),
    "micrometres": lambda path: write_nifti(
        path, SCAN, np.diag([1e3, 1e3, 1e3, 1]) @ RIGHT_HANDED, edit=setting(xyzt_units=3)
    ),
    "unknown units": lambda path: write_nifti(path, SCAN, edit=setting(xyzt_units=0)),
    "slope": lambda path: write_nifti(path, SCAN, edit=setting(scl_slope=0.1, scl_inter=-1024)),
    "intercept only": lambda path: write_nifti(path, SCAN, edit=setting(scl_slope=1, scl_inter=-1024)),
    "slope of floats": lambda path: write_nifti(path, FLOATS, edit=setting(scl_slope=2.5, scl_inter=1)),
    "slope zero": lambda path: write_nifti(path, SCAN, edit=setting(scl_slope=0, scl_inter=7)),
    "big endian": lambda path: write_nifti(path, SCAN, byte_order=">"),
    "big endian with slope": lambda path: write_nifti(path, SCAN, byte_order=">", edit=setting(scl_slope=0.5)),
    "big endian NIfTI-2": lambda path: write_nifti(path, FLOATS, byte_order=">", version=2),
    "2D": lambda path: write_nifti(path, counted((6, 5))),
    "one slice": lambda path: write_nifti(path, counted((6, 5, 1))),
    "one coronal slice": lambda path: write_nifti(path, counted((6, 1, 5))),
    "4D": lambda path: write_nifti(path, counted((5, 4, 3, 6))),
    "4D with slope": lambda path: write_nifti(path, counted((5, 4, 3, 6)), edit=setting(scl_slope=0.25)),
    "4D of one frame": lambda path: write_nifti(path, counted((5, 4, 3, 1))),
    "5D of one vector": lambda path: write_nifti(path, counted((5, 4, 3, 2, 1))),
    "RGB": lambda path: write_nifti(path, _colours(RGB)),
    "RGBA": lambda path: write_nifti(path, _colours(RGBA)),
    "int8": lambda path: write_nifti(path, counted((5, 4, 3), np.int8)),
    "uint16": lambda path: write_nifti(path, counted((5, 4, 3), np.uint16) + np.uint16(65000)),
    "int64": lambda path: write_nifti(path, counted((5, 4, 3), np.int64) * 2**40),
    "float32": lambda path: write_nifti(path, FLOATS),
    "float64 with NaN": lambda path: write_nifti(path, np.where(SCAN > 0, SCAN / 7, np.nan)),
    "NIfTI-2": lambda path: write_nifti(path, SCAN, version=2),
    "trailing bytes": lambda path: write_nifti(path, SCAN, tail=b"left over" * 9),
    "zero pixdim in 2D": lambda path: write_nifti(
        path, counted((6, 5)), edit=setting(sform_code=0, pixdim=[1, 2, 2, 0, 0, 0, 0, 0])
    ),
    "patient texts": lambda path: write_nifti(path, SCAN, edit=_patient_texts),
    "patient texts in NIfTI-2": lambda path: write_nifti(path, SCAN, version=2, edit=_patient_texts),
}

# What nobody can annotate, and the header field or the words that the refusal names.
REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "complex": (lambda path: write_nifti(path, SCAN.astype(np.complex64)), "datatype is 32 .complex"),
    "five dimensions": (lambda path: write_nifti(path, counted((5, 4, 3, 1, 3))), r"dim\[5\] is 3"),
    "one dimension": (lambda path: write_nifti(path, SCAN, edit=with_dim(0, 1)), r"dim\[0\] is 1"),
    "no dimension": (lambda path: write_nifti(path, SCAN, edit=with_dim(0, 0)), r"dim\[0\] is 0"),
    "empty": (lambda path: write_nifti(path, SCAN, edit=with_dim(2, 0)), r"dim\[2\] is 0"),
    "negative size": (lambda path: write_nifti(path, SCAN, edit=with_dim(3, -3)), r"dim\[3\] is -3"),
    "point set": (lambda path: write_nifti(path, SCAN, edit=setting(intent_code=1008)), "intent_code is 1008"),
    "unknown type": (lambda path: write_nifti(path, SCAN, edit=setting(datatype=77)), "field datatype"),
    "bits": (lambda path: write_nifti(path, SCAN, edit=setting(datatype=1, bitpix=1)), "field datatype"),
    "flat sform": (lambda path: write_nifti(path, SCAN, edit=_flat_sform), "sform"),
    "sform with NaN": (lambda path: write_nifti(path, SCAN, edit=_nan_sform), "sform"),
    "sform beyond reason": (lambda path: write_nifti(path, SCAN, edit=_huge_sform), "sform"),
    "intercept NaN": (lambda path: write_nifti(path, SCAN, edit=setting(scl_slope=2, scl_inter=np.nan)), "scl_inter"),
    "pixels inside the header": (lambda path: write_nifti(path, SCAN, edit=setting(vox_offset=64)), "vox_offset"),
    "pixels nowhere": (lambda path: write_nifti(path, SCAN, edit=setting(vox_offset=np.nan)), "vox_offset"),
    "terabytes": (
        lambda path: write_nifti(path, SCAN, edit=setting(dim=[3, 30000, 30000, 30000, 1, 1, 1, 1])),
        "dim and datatype ask for 27000000000000 voxels",
    ),
    "exabytes": (
        lambda path: write_nifti(path, SCAN, version=2, edit=setting(dim=[3, 2**40, 2**20, 2**20, 1, 1, 1, 1])),
        "dim and datatype ask for",
    ),
    "pair": (lambda path: write_nifti(path, SCAN, edit=setting(magic=b"ni1")), "magic"),
    "wrong magic": (lambda path: write_nifti(path, SCAN, edit=setting(magic=b"n+3")), "magic"),
    "surface": (lambda path: write_nifti(path, counted((27307, 1, 6), np.uint8)), "dim"),
}


def truncated(path: Path, keep: float = 0.7) -> Path:
    """Cut the file, as an interrupted copy does."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    return path


def with_byte_flipped(path: Path, position: int) -> Path:
    """Invert one byte of the file; a negative position counts from its end."""
    content = bytearray(path.read_bytes())
    content[position] ^= 0xFF
    path.write_bytes(content)
    return path
