"""Where the other two planes cut a plane."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...panels.planes import PlaneName
from .feedback import Colour, CrossLines
from .slice_plane import SlicePlane

# As the frames of Slicer's views are coloured.
COLOURS: dict[PlaneName, Colour] = {
    "Axial": (0.95, 0.29, 0.20),
    "Coronal": (0.43, 0.68, 0.30),
    "Sagittal": (0.93, 0.84, 0.30),
}


def draw_crosshair(
    name: PlaneName, planes: Mapping[PlaneName, SlicePlane], lines: CrossLines, place: tuple[int, int, int]
) -> None:
    """A line for each of the two other planes, with a gap where they meet, so that what is there can be seen."""
    plane = planes[name]
    centre = plane.pixels_at(np.array(place, float))[0]
    upright = next(other for other, held in planes.items() if held.plane.axis == plane.plane.right[0])
    level = next(other for other, held in planes.items() if held.plane.axis == plane.plane.up[0])
    lines.show(centre, plane.size_pixels, upright=COLOURS[upright], level=COLOURS[level])
