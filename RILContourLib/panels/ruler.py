"""A distance between two places of a slice: looked at, and never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from .observing import Panel
from .workspace import Workspace

PlaceIJK = tuple[float, float, float]


@dataclass(frozen=True)
class Distance:
    """From `start_ijk` to `end_ijk`, continuous places in slice `number` along image axis `axis`.

    is_set : both ends are where they are to be; else the end goes with the pointer
    """

    axis: int
    number: int
    start_ijk: PlaceIJK
    end_ijk: PlaceIJK
    length_mm: float
    is_set: bool = False


class Ruler(Panel):
    """One distance at a time; gone when another series is opened, or this one closed."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._distance: Distance | None = None
        self._subscriptions.append(workspace.switched.subscribe(self.clear))

    @property
    def state(self) -> Distance | None:
        return self._distance

    @property
    def is_begun(self) -> bool:
        """Whether the end still goes with the pointer."""
        return self._distance is not None and not self._distance.is_set

    def begin(self, axis: int, number: int, place_ijk: Iterable[float]) -> None:
        """Measure from a place of a slice."""
        if self._workspace.opened:
            start = _place(place_ijk)
            self._tell(Distance(axis, number, start, start, 0.0))

    def lead(self, place_ijk: Iterable[float], *, to_its_end: bool = False) -> None:
        """Bring the end to a place of the slice; it stays there if that is its end."""
        opened, distance = self._workspace.opened, self._distance
        if opened is None or distance is None or distance.is_set:
            return
        end = _place(place_ijk)
        ends_mm = opened.image.geometry.ijk_to_ras_mm(np.array([distance.start_ijk, end]))
        length_mm = float(np.linalg.norm(ends_mm[1] - ends_mm[0]))
        self._tell(replace(distance, end_ijk=end, length_mm=length_mm, is_set=to_its_end))

    def clear(self) -> None:
        if self._distance is not None:
            self._tell(None)

    def _tell(self, distance: Distance | None) -> None:
        self._distance = distance
        self.changed.tell()


def _place(place_ijk: Iterable[float]) -> PlaceIJK:
    i, j, k = (float(at) for at in place_ijk)
    return i, j, k
