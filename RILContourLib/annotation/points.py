"""Points of a point ROI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .makers import HUMAN, check_maker

_BEYOND = float(1 << 31)  # any image; NaN is not below it either


@dataclass(frozen=True)
class Point:
    """A place in the image: continuous ijk (voxel centres on whole numbers), frame, free label, maker.

    `id` is unique within its ROI and series; answers about the point name it.
    """

    id: str
    ijk: tuple[float, float, float]
    frame: int = 0
    label: str = ""
    maker: str = HUMAN

    def __post_init__(self) -> None:
        if not self.id or len(self.ijk) != 3 or not all(abs(value) < _BEYOND for value in self.ijk):
            message = f"A point needs an id and three finite numbers near an image, not {self.id!r} and {self.ijk!r}."
            raise ValueError(message)
        check_maker(self.maker)

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "ijk": list(self.ijk), "frame": self.frame, "label": self.label, "maker": self.maker}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Point:
        """From a mapping that may hold more keys than ours (`ras_mm` is for readers only)."""
        i, j, k = (float(number) for number in value["ijk"])
        return Point(str(value["id"]), (i, j, k), int(value["frame"]), str(value["label"]), str(value["maker"]))


def next_point_id(points: tuple[Point, ...] | list[Point]) -> str:
    """A number, as text, that no point of the list has."""
    numbers = [int(point.id) for point in points if point.id.isdecimal()]
    return str(max(numbers, default=0) + 1)
