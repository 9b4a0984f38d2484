"""The affine of a NIfTI header, and whether it places the voxels in space."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ImageError
from .geometry import Geometry

_UNIT_SCALE_MM = {"meter": 1000.0, "mm": 1.0, "unknown": 1.0, "micron": 0.001}
# Volume of a voxel over the product of its edges; below, the axes lie in one plane.
_FLAT = 1e-6
# Beyond atoms and continents a number is damage, and arithmetic with it overflows.
_SMALLEST, _LARGEST = 1e-12, 1e12
# Corners nearer than this part of the smallest spacing are at the same place: float32 rounding of large offsets.
_SAME_PLACE = 0.05


def read_geometry(path: Path, header: Any, dims: tuple[int, ...], unit: str) -> tuple[Geometry, list[str]]:
    """The grid as nibabel reads it (sform, else qform, else its default), and sentences about what is odd.

    Raises ImageError that names the form whose affine is not finite or flattens the voxels.
    """
    source = _affine_source(header)
    padded = (*dims, 1, 1)
    geometry = Geometry(
        shape=(padded[0], padded[1], padded[2] if len(dims) > 2 else 1),
        frames=dims[3] if len(dims) > 3 else 1,
        header_affine=_affine(path, header, source),
        unit_scale_mm=_UNIT_SCALE_MM[unit],
        affine_source=source,
    )
    return geometry, _oddities(header, geometry)


def _affine_source(header: Any) -> str:
    if int(header["sform_code"]) != 0:
        return "sform"
    return "qform" if int(header["qform_code"]) != 0 else "none"


def _affine(path: Path, header: Any, source: str) -> np.ndarray:
    field = {"sform": "srow_x, srow_y, srow_z (sform)", "qform": "quatern and pixdim (qform)", "none": "pixdim"}[source]
    from nibabel.spatialimages import HeaderDataError

    try:
        with np.errstate(all="ignore"):
            affine = np.asarray(header.get_best_affine(), dtype=np.float64)
    except (HeaderDataError, ValueError) as error:
        message = f"{path} cannot be used: the header fields {field} hold no valid orientation ({error})."
        raise ImageError(message) from error
    with np.errstate(all="ignore"):
        edges = np.linalg.norm(affine[:3, :3], axis=0)
    if not np.isfinite(affine).all() or not np.isfinite(edges).all():
        message = f"{path} cannot be used: the header fields {field} hold numbers that are not finite."
        raise ImageError(message)
    if edges.max() > _LARGEST or abs(affine).max() > _LARGEST or 0 < edges.min() < _SMALLEST:
        message = (
            f"{path} cannot be used: the header fields {field} hold numbers that are no sizes ({affine.tolist()})."
        )
        raise ImageError(message)
    if not edges.all() or abs(np.linalg.det(affine[:3, :3] / edges)) < _FLAT:
        message = f"{path} cannot be used: the affine in the header fields {field} gives voxels no volume."
        raise ImageError(message)
    return affine


def _oddities(header: Any, geometry: Geometry) -> list[str]:
    found = []
    if geometry.affine_source == "none":
        found.append(
            "Both sform_code and qform_code are 0: the header says neither where the image is nor which side is left; "
            "nibabel's default is assumed."
        )
    if geometry.affine_source == "sform" and int(header["qform_code"]) != 0:
        distance_mm = _distance_of_forms_mm(header, geometry)
        if not distance_mm <= _SAME_PLACE * min(geometry.spacing_mm):
            found.append(f"qform and sform disagree by up to {distance_mm:.3g} mm: the sform is used, as nibabel does.")
    if not geometry.is_orthonormal:
        found.append("The image's axes are not at right angles (sheared affine).")
    return found


def _distance_of_forms_mm(header: Any, geometry: Geometry) -> float:
    """How far the qform puts the image's corners from where the sform puts them; infinity if it has no affine."""
    from nibabel.spatialimages import HeaderDataError

    try:
        with np.errstate(all="ignore"):
            qform = np.asarray(header.get_qform(), dtype=np.float64)
    except (HeaderDataError, ValueError):
        return float("inf")
    with np.errstate(all="ignore"):
        qform[:3] *= geometry.unit_scale_mm
        return geometry.largest_distance_mm(qform)
