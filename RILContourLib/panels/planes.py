"""The three planes of an image's own grid, and how they lie on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

PlaneName = Literal["Axial", "Coronal", "Sagittal"]
PLANES: tuple[PlaneName, ...] = ("Axial", "Coronal", "Sagittal")

# The patient's axis (0 R-L, 1 A-P, 2 H-F) at right angles to a plane, and which way the screen's x and y point, as
# radiologists look: from the feet, from the front, and with the face to the left.
_NORMALS: dict[PlaneName, int] = {"Axial": 2, "Coronal": 1, "Sagittal": 0}
_SCREENS: dict[PlaneName, tuple[tuple[int, int], tuple[int, int]]] = {
    "Axial": ((0, -1), (1, 1)),
    "Coronal": ((0, -1), (2, 1)),
    "Sagittal": ((1, -1), (2, 1)),
}
_LETTERS = (("L", "R"), ("P", "A"), ("F", "H"))


@dataclass(frozen=True)
class Plane:
    """One plane; it follows the image's axes also where the patient lies askew.

    axis : the image axis (0, 1, 2) at right angles to it, along which its slices are counted
    right, up : the image axis, and the direction (1 or -1) along it, in which the screen's x and y grow
    letters : what the patient's side is called at the screen's left, right, top and bottom
    """

    name: PlaneName
    axis: int
    right: tuple[int, int]
    up: tuple[int, int]
    letters: tuple[str, str, str, str]


def planes_of(affine_ijk_to_ras: np.ndarray) -> tuple[Plane, Plane, Plane]:
    """The axial, coronal and sagittal plane of a grid: of the image axes nearest to the patient's.

    affine_ijk_to_ras: (4, 4), index to RAS in mm; nibabel's `io_orientation` says which axis is nearest to which.
    """
    from nibabel.orientations import io_orientation

    nearest = io_orientation(affine_ijk_to_ras).astype(int)
    image_axis = {int(nearest[axis, 0]): (axis, int(nearest[axis, 1])) for axis in range(3)}

    def made(name: PlaneName) -> Plane:
        across, along = _SCREENS[name]
        right, up = ((image_axis[w][0], image_axis[w][1] * sign) for w, sign in (across, along))
        (left, to_right), (bottom, top) = _ends(across), _ends(along)
        return Plane(name, image_axis[_NORMALS[name]][0], right, up, (left, to_right, top, bottom))

    return made("Axial"), made("Coronal"), made("Sagittal")


def _ends(screen: tuple[int, int]) -> tuple[str, str]:
    """The letters at the low and at the high end of a direction on the screen."""
    patient_axis, sign = screen
    low, high = _LETTERS[patient_axis]
    return (low, high) if sign > 0 else (high, low)
