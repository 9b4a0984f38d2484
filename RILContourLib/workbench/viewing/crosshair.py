"""Where the other two planes cut each plane."""

from __future__ import annotations

import numpy as np

from ...panels.planes import PlaneName
from .feedback import CrossLines
from .slice_plane import SlicePlane

# As the planes' frames are coloured in Slicer.
COLOURS: dict[PlaneName, tuple[float, float, float]] = {
    "Axial": (0.95, 0.29, 0.20),
    "Coronal": (0.43, 0.68, 0.30),
    "Sagittal": (0.93, 0.84, 0.30),
}


def draw_crosshair(
    planes: dict[PlaneName, SlicePlane], lines: dict[PlaneName, CrossLines], place: tuple[int, int, int], *, shown: bool
) -> None:
    """In each plane a line for each other one, with a gap where they meet, so that what is there can be seen."""
    for name, plane in planes.items():
        if not shown:
            lines[name].hide()
            continue
        centre = plane.pixels_at(np.array(place, float))[0]
        across = next(other for other, held in planes.items() if held.plane.axis == plane.plane.right[0])
        along = next(other for other, held in planes.items() if held.plane.axis == plane.plane.up[0])
        lines[name].show(centre, plane.size_pixels, upright=COLOURS[across], level=COLOURS[along])
