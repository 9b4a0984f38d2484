"""A process that works on one series: `python -m Testing.Benchmarks.open_series FOLDER SERIES [--without-isal]`.

Prints as JSON the most memory it took, and what that is judged by.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.project import Project

from .measure import peak_memory_bytes
from .without_isal import hide_isal

EDITS = 200
BOXES = ((25, 25, 1), (17, 17, 17))


def main() -> None:
    """Read the image, open the series, edit, save, edit again, close."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("series")
    parser.add_argument("--without-isal", action="store_true")
    arguments = parser.parse_args()
    if arguments.without_isal:
        hide_isal()
    series = Project.open(arguments.folder)[arguments.series]
    image = series.pixels()
    rng = np.random.default_rng(3)
    with series.edit() as session:
        _edit_all_over(session, rng)
        session.save()
        _edit_all_over(session, rng)
        extents = sum(mask.voxels.size for _, _, mask in session.annotation.masks())
    found = {"peak_bytes": peak_memory_bytes(), "image_bytes": image.nbytes, "extent_voxels": extents}
    print(json.dumps(found))


def _edit_all_over(session: EditSession, rng: np.random.Generator) -> None:
    """Mark or unmark small boxes somewhere in the ROI, in turns."""
    extents = {roi: mask.extent for roi, _, mask in session.annotation.masks() if mask.extent}
    for number in range(EDITS):
        roi = list(extents)[rng.integers(len(extents))]
        corner = [int(rng.integers(a, b)) for a, b in zip(extents[roi].start, extents[roi].stop, strict=True)]
        size = BOXES[number // 2 % len(BOXES)]
        i, j, k = (slice(a, a + n) for a, n in zip(corner, size, strict=True))
        session[roi].mask[i, j, k] = number % 2 == 0


if __name__ == "__main__":
    main()
