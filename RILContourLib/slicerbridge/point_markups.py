"""The points of one ROI as the control points of a markups node, and what somebody changed in that node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..annotation.points import Point
from ..project.roi import ROI
from .geometry import DisplayGeometry
from .nodes import OURS, add_node, remove_with_displays
from .point_changes import IJK, Labelled, Moved, Placed, PointChange, Removed
from .requirements import slicer

_SAME_PLACE_MM = 1e-6


@dataclass(frozen=True)
class _Shown:
    """What a control point was given: whose point it is, where (display RAS in mm), and its label."""

    point_id: str
    ras_mm: tuple[float, float, float]
    label: str


class PointMarkups:
    """`node` shows the points that `show` was given last; `changes` says what is different in it since then."""

    def __init__(self, scene: Any, roi: ROI, display: DisplayGeometry) -> None:
        self.roi = roi
        self.dragging = False
        self._scene = scene
        self._display = display
        self._shown: dict[str, _Shown] = {}
        self._highest = 0
        self.node = slicer.vtkMRMLMarkupsFiducialNode()
        self.node.SetControlPointLabelFormat("")  # a label is what a person gave, not "F-1"
        self.node.SetName(roi.name)
        self.node.SetHideFromEditors(True)
        add_node(scene, self.node)
        self.node.CreateDefaultDisplayNodes()
        self._dress_display()

    def remove(self) -> None:
        """Take the node out of the scene."""
        remove_with_displays(self._scene, self.node)

    def point_id(self, control_id: str) -> str | None:
        """Which of the ROI's points a control point shows; None while it shows none."""
        shown = self._shown.get(control_id)
        return shown.point_id if shown else None

    # What somebody changed

    def changes(self) -> list[PointChange]:
        """What is different from what was shown; a point that still follows the mouse is none yet."""
        self.keep_ids_apart()
        found: list[PointChange] = []
        gone = dict(self._shown)
        for n, control_id in self._controls():
            status = self.node.GetNthControlPointPositionStatus(n)
            if status != self.node.PositionDefined:
                continue
            shown = gone.pop(control_id, None)
            label, ras_mm = self.node.GetNthControlPointLabel(n) or "", self.node.GetNthControlPointPosition(n)
            if shown is None:
                found.append(Placed(control_id, self._ijk(ras_mm), label))
                continue
            if _distance_mm(shown.ras_mm, ras_mm) > _SAME_PLACE_MM:
                found.append(Moved(shown.point_id, self._ijk(ras_mm)))
            if shown.label != label:
                found.append(Labelled(shown.point_id, label))
        return [*found, *(Removed(shown.point_id) for shown in gone.values())]

    def keep_ids_apart(self) -> None:
        """Give control points ids that no other has or had: after a deletion MRML may give one a second time."""
        found: set[str] = set()
        for n, control_id in self._controls():
            self._highest = max([self._highest, *map(int, filter(str.isdecimal, [control_id]))])
            self._raise_last_used()
            if control_id in found:
                self.node.ResetNthControlPointID(n)
            found.add(self.node.GetNthControlPointID(n))
        self._raise_last_used()

    def _raise_last_used(self) -> None:
        last_used = self.node.GetLastUsedControlPointNumber()
        self._highest = max(self._highest, last_used)
        if last_used < self._highest:
            self.node.SetLastUsedControlPointNumber(self._highest)

    def adopt(self, placed: Placed, point_id: str) -> None:
        """The control point that somebody placed shows this point from now on."""
        (ras_mm,) = self._ras_mm([placed.ijk])
        # The session gives a number again when its point is gone, and the control point of that may still be here.
        self._shown = {control_id: shown for control_id, shown in self._shown.items() if shown.point_id != point_id}
        self._shown[placed.control_id] = _Shown(point_id, ras_mm, placed.label)

    # Showing

    def show(self, points: Sequence[Point], *, locked: bool) -> None:
        """Make the node show these points, by what is different; locked ones cannot be dragged."""
        was_modifying = self.node.StartModify()
        try:
            places = self._ras_mm([point.ijk for point in points])
            wanted = {p.id: _Shown(p.id, place, p.label) for p, place in zip(points, places, strict=True)}
            self._drop_others(wanted)
            self.keep_ids_apart()
            for n, control_id in self._controls():
                shown = self._shown.get(control_id)
                if shown:
                    self._put(n, wanted.pop(shown.point_id))
            for missing in wanted.values():
                self._put(self.node.AddControlPoint(list(missing.ras_mm), missing.label), missing)
            self._dress(locked)
        finally:
            self.node.EndModify(was_modifying)

    def _put(self, n: int, wanted: _Shown) -> None:
        """Have the n-th control point show a point."""
        self._shown[self.node.GetNthControlPointID(n)] = wanted
        defined = self.node.GetNthControlPointPositionStatus(n) == self.node.PositionDefined
        if not defined or _distance_mm(self.node.GetNthControlPointPosition(n), wanted.ras_mm) > _SAME_PLACE_MM:
            self.node.SetNthControlPointPosition(n, *wanted.ras_mm)
        if (self.node.GetNthControlPointLabel(n) or "") != wanted.label:
            self.node.SetNthControlPointLabel(n, wanted.label)

    def _drop_others(self, wanted: dict[str, _Shown]) -> None:
        """Take away the control points that show none of the wanted points."""
        controls = list(self._controls())
        present = {control_id for _n, control_id in controls}
        kept = {
            control_id: shown
            for control_id, shown in self._shown.items()
            if control_id in present and shown.point_id in wanted
        }
        self._shown = kept
        following = [n for n, _id in controls if self._follows_the_mouse(n)]
        for n, control_id in reversed(controls):
            if control_id in kept or n in following:
                continue
            if following:
                # Slicer's place tool knows the point at the mouse by its number, which must not change now.
                self.node.UnsetNthControlPointPosition(n)
            else:
                self.node.RemoveNthControlPoint(n)

    def _follows_the_mouse(self, n: int) -> bool:
        return bool(self.node.GetNthControlPointPositionStatus(n) == self.node.PositionPreview)

    def _dress(self, locked: bool) -> None:
        """What the project's template and the session say of the node itself."""
        if self.node.GetName() != self.roi.name:
            self.node.SetName(self.roi.name)
        if self.node.GetTransformNodeID():
            self.node.SetAndObserveTransformNodeID(None)
        if bool(self.node.GetLocked()) != locked:
            self.node.SetLocked(locked)

    def _dress_display(self) -> None:
        display_node = self.node.GetDisplayNode()
        display_node.SetSaveWithScene(False)
        display_node.SetAttribute(OURS, "1")
        red, green, blue = (int(self.roi.color[start : start + 2], 16) / 255 for start in (1, 3, 5))
        display_node.SetColor(red, green, blue)
        display_node.SetSelectedColor(red, green, blue)

    # If somebody takes the node away

    @property
    def is_gone(self) -> bool:
        """Whether the node or its display node is not in the scene any more."""
        display_node = self.node.GetDisplayNode()
        return display_node is None or not all(map(self._scene.IsNodePresent, (self.node, display_node)))

    def bring_back(self) -> None:
        """Put the node, with a display node, into the scene again."""
        if not self._scene.IsNodePresent(self.node):
            add_node(self._scene, self.node)
        if self.node.GetDisplayNode() is None:
            self.node.CreateDefaultDisplayNodes()
        self._dress_display()

    def _controls(self) -> Iterator[tuple[int, str]]:
        """Number and id of each control point."""
        for n in range(self.node.GetNumberOfControlPoints()):
            yield n, self.node.GetNthControlPointID(n)

    def _ijk(self, ras_mm: Sequence[float]) -> IJK:
        i, j, k = self._display.ras_mm_to_ijk(np.asarray(ras_mm)).tolist()
        return i, j, k

    def _ras_mm(self, places_ijk: Sequence[IJK]) -> list[tuple[float, float, float]]:
        """Display RAS in mm of places in the file."""
        return [(x, y, z) for x, y, z in self._display.ijk_to_ras_mm(np.reshape(places_ijk, (-1, 3))).tolist()]


def _distance_mm(one: Sequence[float], other: Sequence[float]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
