"""Volumes in NRRD files, with their place in space as NIfTI counts it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ExchangeError, MissingDependency

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
    broken = (nrrd.NRRDError, ValueError, LookupError, OSError, EOFError, zlib.error, OverflowError, StopIteration)
    try:
        with path.open("rb") as file:
            fields = nrrd.read_header(file)
            if any(name in fields for name in _DETACHED):
                message = f"{path} keeps its voxels in another file; save it as one file and try again."
                raise ExchangeError(message)
            array = nrrd.read_data(fields, file, str(path))
    except broken as error:
        message = f"{path} cannot be read as a NRRD file ({error}); save it again with the program that made it."
        raise ExchangeError(message) from error
    affine = _affine_ijk_to_ras(path, fields, array)
    return NRRDVolume(array if array.ndim == 4 else array[np.newaxis], affine, fields)


def _affine_ijk_to_ras(path: Path, fields: Mapping[str, Any], array: np.ndarray) -> np.ndarray:
    space = str(fields.get("space", "")).lower()
    directions = np.asarray(fields.get("space directions", ()), float)
    origin = np.asarray(fields.get("space origin", ()), float)
    if space not in _SPACES or directions.ndim != 2 or origin.shape != (3,):
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
