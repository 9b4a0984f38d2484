"""A person at work: seeded brush strokes on an open series, found in a shell's copy and handed to the session."""

from __future__ import annotations

import time

import numpy as np

from RILContourLib.annotation.block import Block
from RILContourLib.annotation.detection import changed_extent
from RILContourLib.annotation.mask import Mask
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.voxel_rules import Wish

from .measure import Timing
from .shell_copy import ShellCopy, ball, disc, placed


class Painter:
    """Paints and erases across the borders of all ROI that the session has, in a seeded order."""

    def __init__(self, session: EditSession) -> None:
        self._session = session
        self._rng = np.random.default_rng(5)
        self._brushes = [disc(6), disc(12), disc(25), ball(9)]
        self._copies = {roi: ShellCopy(mask) for roi, _, mask in session.annotation.masks()}
        self._number = 0

    def paint(self, count: int) -> tuple[Timing, Timing]:
        """Do `count` strokes; how long finding each took, and how long journalling it."""
        finding, saving = [], []
        while len(saving) < count:
            roi = self._stroke()
            begin = time.perf_counter()
            wish = self._find_change(roi)
            found = time.perf_counter()
            if wish is None:  # erased where nothing was
                continue
            self._session.set_voxels([wish], tool="paint", axis=2)
            saving.append(time.perf_counter() - found)
            finding.append(found - begin)
            if not self._session.saving.in_project:
                message = f"A stroke was not saved: {self._session.saving.problem}"
                raise AssertionError(message)
        return Timing(tuple(finding)), Timing(tuple(saving))

    def check(self) -> None:
        """AssertionError unless the session accepted what was painted."""
        for roi, copy in self._copies.items():
            painted = Mask.from_crop(self._session.annotation.shape, copy.box.start, copy.voxels)
            if not self._session.annotation.mask(roi).same_as(painted):
                message = f"The accepted state of {roi} is not what was painted."
                raise AssertionError(message)

    def _stroke(self) -> str:
        """One stroke in the shell's copy of a random ROI."""
        roi = list(self._copies)[self._rng.integers(len(self._copies))]
        brush = self._brushes[self._rng.integers(len(self._brushes))]
        copy = self._copies[roi]
        brush, box = placed(
            brush, on_the_border(Block(copy.box, copy.voxels), self._rng), self._session.annotation.shape
        )
        copy.paint(brush, box, value=self._number % 2)
        self._number += 1
        return roi

    def _find_change(self, roi: str) -> Wish | None:
        """What the shell's copy asks for, found out as after an event that does not say what changed."""
        copy = self._copies[roi]
        changed = changed_extent(self._session.annotation.roi(roi).buffers[0], copy.box, copy.voxels)
        return None if changed is None else Wish(roi, 0, changed, copy.read(changed))


def on_the_border(copy: Block, rng: np.random.Generator) -> tuple[int, int, int]:
    """A voxel at an end of a row of the ROI: somewhere on its surface."""
    while True:
        j, k = (int(rng.integers(n)) for n in copy.voxels.shape[1:])
        row = np.flatnonzero(copy.voxels[:, j, k])
        if row.size:
            i, start = row[0] if rng.integers(2) else row[-1], copy.box.start
            return int(i) + start[0], j + start[1], k + start[2]
