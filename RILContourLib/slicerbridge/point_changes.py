"""What somebody did to the points of one ROI in a scene; places are continuous ijk of the file."""

from __future__ import annotations

from dataclasses import dataclass

IJK = tuple[float, float, float]


@dataclass(frozen=True)
class Placed:
    """A control point that nobody knew."""

    control_id: str
    ijk: IJK
    label: str


@dataclass(frozen=True)
class Moved:
    """A point that is elsewhere."""

    point_id: str
    ijk: IJK


@dataclass(frozen=True)
class Labelled:
    """A point with another label."""

    point_id: str
    label: str


@dataclass(frozen=True)
class Removed:
    """A point whose control point is gone, or has no position any more."""

    point_id: str


PointChange = Placed | Moved | Labelled | Removed
