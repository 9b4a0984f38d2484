"""The kinds of change an edit is made of.

Each holds before and after, so that it can be turned round without anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np

from .answers import Answer, Subject
from .extent import Extent
from .makers import SliceMakers
from .points import Point
from .slice_ranges import MOST_SLICES

Status = Literal["unseen", "absent", "in progress", "complete"]
STATUSES: tuple[Status, ...] = ("unseen", "absent", "in progress", "complete")


def pack(voxels: np.ndarray) -> bytes:
    """A bool array's bits in the order of NIfTI files (i varies fastest), eight to a byte, the first in the highest."""
    return np.packbits(voxels.ravel(order="F")).tobytes()


def unpack(bits: bytes, box: Extent) -> np.ndarray:
    """The bool array (i, j, k) of `box` that `pack` wrote; ValueError if the length is another box's."""
    if len(bits) != (box.voxels + 7) // 8:
        message = f"{len(bits)} bytes of bits do not fill a box of {box.voxels} voxels."
        raise ValueError(message)
    voxels = np.unpackbits(np.frombuffer(bits, np.uint8), count=box.voxels).view(bool)
    return voxels.reshape(box.shape, order="F")


@dataclass(frozen=True)
class MaskChange:
    """Voxels of one ROI and frame inside `box`; `before` and `after` are packed bits of all its voxels."""

    roi: str
    frame: int
    box: Extent
    before: bytes
    after: bytes
    makers_before: SliceMakers
    makers_after: SliceMakers
    kind: ClassVar[str] = "mask"

    def inverted(self) -> MaskChange:
        return replace(
            self,
            before=self.after,
            after=self.before,
            makers_before=self.makers_after,
            makers_after=self.makers_before,
        )


@dataclass(frozen=True)
class PointsChange:
    """All points of one ROI."""

    roi: str
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    kind: ClassVar[str] = "points"

    def inverted(self) -> PointsChange:
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class AnswerChange:
    """One answer about one subject; None is no answer."""

    subject: Subject
    field: str
    before: Answer | None
    after: Answer | None
    kind: ClassVar[str] = "answer"

    def inverted(self) -> AnswerChange:
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class StatusChange:
    """The status of one ROI: looked and absent is not the same as not looked."""

    roi: str
    before: Status
    after: Status
    kind: ClassVar[str] = "status"

    def inverted(self) -> StatusChange:
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class LockChange:
    """Whether one ROI may be changed."""

    roi: str
    before: bool
    after: bool
    kind: ClassVar[str] = "lock"

    def inverted(self) -> LockChange:
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class SliceAxisChange:
    """The axis (0, 1 or 2) along which makers and answers count slices."""

    before: int
    after: int
    kind: ClassVar[str] = "slice axis"

    def inverted(self) -> SliceAxisChange:
        return replace(self, before=self.after, after=self.before)


Change = MaskChange | PointsChange | AnswerChange | StatusChange | LockChange | SliceAxisChange


def change_to_json(change: Change) -> dict[str, Any]:
    """As plain data, without the bits of a MaskChange: the caller stores those."""
    value: dict[str, Any] = {"kind": change.kind}
    if isinstance(change, MaskChange):
        makers = {"before": change.makers_before.to_json(), "after": change.makers_after.to_json()}
        return value | {"roi": change.roi, "frame": change.frame, "box": change.box.to_json(), "makers": makers}
    if isinstance(change, PointsChange):
        before, after = ([point.to_json() for point in points] for points in (change.before, change.after))
        return value | {"roi": change.roi, "before": before, "after": after}
    if isinstance(change, AnswerChange):
        before_json, after_json = (held and held.to_json() for held in (change.before, change.after))
        subject = {"about": change.subject.about, "key": change.subject.key, "field": change.field}
        return value | subject | {"before": before_json, "after": after_json}
    if isinstance(change, StatusChange | LockChange):
        value["roi"] = change.roi
    return value | {"before": change.before, "after": change.after}


def change_from_json(
    value: Mapping[str, Any], before: bytes = b"", after: bytes = b"", slices: int = MOST_SLICES
) -> Change:
    """The change that `change_to_json` described; KeyError or ValueError if it is none.

    `slices`: the longest edge of the image, where it is known.
    """
    match value["kind"]:
        case "mask":
            makers = (SliceMakers.from_json(value["makers"][side], slices) for side in ("before", "after"))
            box = Extent.from_json(value["box"])
            return MaskChange(_text(value["roi"]), int(value["frame"]), box, before, after, *makers)
        case "points":
            points = (tuple(map(Point.from_json, value[side])) for side in ("before", "after"))
            return PointsChange(_text(value["roi"]), *points)
        case "answer":
            answers = (Answer.from_json(value[side]) if value[side] else None for side in ("before", "after"))
            subject = Subject.from_json(value["about"], value["key"])
            return AnswerChange(subject, _text(value["field"]), *answers)
        case "status":
            return StatusChange(_text(value["roi"]), _status(value["before"]), _status(value["after"]))
        case "lock":
            return LockChange(_text(value["roi"]), bool(value["before"]), bool(value["after"]))
        case "slice axis":
            return SliceAxisChange(_axis(value["before"]), _axis(value["after"]))
        case other:
            message = f"{other!r} is not a kind of change that this version knows."
            raise ValueError(message)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        message = f"{value!r} is not a name."
        raise ValueError(message)
    return value


def _status(value: Any) -> Status:
    if value not in STATUSES:
        message = f"{value!r} is not a status."
        raise ValueError(message)
    return value


def _axis(value: Any) -> int:
    if value not in (0, 1, 2):
        message = f"{value!r} is not an axis."
        raise ValueError(message)
    return int(value)
