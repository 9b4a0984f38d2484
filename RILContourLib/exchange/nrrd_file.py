"""Volumes in NRRD files, with their place in space as NIfTI counts it."""

from __future__ import annotations

import bz2
import io
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import numpy as np

from ..errors import ExchangeError, MissingDependency
from ..images.memory import available_bytes, in_megabytes

# What one step in each direction of the file's space means in right, anterior, superior.
_SPACES = {
    "right-anterior-superior": (1, 1, 1),
    "left-anterior-superior": (-1, 1, 1),
    "left-posterior-superior": (-1, -1, 1),
    "ras": (1, 1, 1),
    "las": (-1, 1, 1),
    "lps": (-1, -1, 1),
}
_DETACHED = ("data file", "datafile")
_SKIPS = ("line skip", "lineskip", "byte skip", "byteskip")
_GZIP, _BZIP2 = ("gzip", "gz"), ("bzip2", "bz2")
# Bytes of a sample by what is in the name of its type ("unsigned long long int", "uint16_t"); others have four.
_SAMPLE_BYTES = {"double": 8, "long long": 8, "longlong": 8, "64": 8, "16": 2, "short": 2, "char": 1, "int8": 1}


@dataclass(frozen=True)
class NRRDVolume:
    """`layers` is (layer, i, j, k), one layer unless the file has a list of volumes; `fields` is the header."""

    layers: np.ndarray
    affine_ijk_to_ras: np.ndarray
    fields: Mapping[str, Any]


def read_nrrd(path: Path) -> NRRDVolume:
    """Read a volume, or a list of volumes on one grid.

    ExchangeError if the file is damaged, keeps its voxels in another file (so that a header could name any file of
    this machine), has no place in space, or holds vectors. MissingDependency without pynrrd.
    """
    try:
        import nrrd
    except ImportError as error:
        raise MissingDependency(package="pynrrd", extra="nrrd", purpose="Reading .nrrd files") from error
    broken = (nrrd.NRRDError, ValueError, LookupError, OSError, EOFError, zlib.error, ArithmeticError, StopIteration)
    try:
        with path.open("rb") as file:
            fields = nrrd.read_header(file)
            if any(name in fields for name in _DETACHED):
                message = f"{path} keeps its voxels in another file; save it as one file and try again."
                raise ExchangeError(message)
            if any(fields.get(name) for name in _SKIPS):
                message = f"{path} has bytes to be skipped before its voxels; save it again without and try again."
                raise ExchangeError(message)
            array = _array(nrrd, fields, file)
    except MemoryError as error:
        message = f"{path} has more voxels than fit in this computer's memory (header field sizes)."
        raise ExchangeError(message) from error
    except broken as error:
        message = f"{path} cannot be read as a NRRD file ({error}); save it again with the program that made it."
        raise ExchangeError(message) from error
    affine = _affine_ijk_to_ras(path, fields, array)
    return NRRDVolume(array if array.ndim == 4 else array[np.newaxis], affine, fields)


def _array(nrrd: ModuleType, fields: Mapping[str, Any], file: BinaryIO) -> np.ndarray:
    """The voxels. What is compressed is never unpacked beyond what the header announces."""
    announced = math.prod(int(size) for size in fields["sizes"]) * _sample_bytes(str(fields["type"]).lower())
    available = available_bytes()
    if available is not None and announced > available:
        message = f"it announces {in_megabytes(announced)}, and {in_megabytes(available)} of memory are free"
        raise ValueError(message)
    unpacker: Any
    if fields.get("encoding") in _GZIP:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    elif fields.get("encoding") in _BZIP2:
        unpacker = bz2.BZ2Decompressor()
    else:
        return nrrd.read_data(fields, file)
    content = unpacker.decompress(file.read(), max(announced, 0) + 1)
    array = nrrd.read_data({**fields, "encoding": "raw"}, io.BytesIO(content))
    if array.nbytes != len(content):
        message = f"it holds more than the {array.nbytes} bytes that its header announces"
        raise ValueError(message)
    return array


def _sample_bytes(kind: str) -> int:
    return next((size for words, size in _SAMPLE_BYTES.items() if words in kind), 4)


def _affine_ijk_to_ras(path: Path, fields: Mapping[str, Any], array: np.ndarray) -> np.ndarray:
    space = str(fields.get("space", "")).lower()
    directions = np.asarray(fields.get("space directions", ()), float)
    origin = np.asarray(fields.get("space origin", ()), float)
    if space not in _SPACES or directions.ndim != 2 or origin.shape != (3,) or not np.isfinite(origin).all():
        message = f"{path} does not say where its voxels are in the patient (space, space directions, space origin)."
        raise ExchangeError(message)
    in_space = np.isfinite(directions).all(axis=1)
    if array.ndim not in (3, 4) or in_space.tolist()[-3:] != [True] * 3 or in_space.sum() != 3:
        message = f"{path} is not a volume of three dimensions, nor a list of such: {array.ndim} axes."
        raise ExchangeError(message)
    if array.ndim == 4 and str(list(fields.get("kinds", ["list"]))[0]) != "list":
        message = f"{path} holds several numbers in each voxel ({fields['kinds'][0]}), which no mask or image here has."
        raise ExchangeError(message)
    affine = np.eye(4)
    affine[:3, :3] = directions[in_space].T
    affine[:3, 3] = origin
    to_ras = np.diag([*_SPACES[space], 1.0])
    return to_ras @ affine
