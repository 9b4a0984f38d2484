"""Changes of a whole ROI by rule: islands, margins, smoothing, filling. Part of the Tools panel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..annotation.extent import Extent
from ..errors import EditRefused
from ..project.roi import ROI
from ..refine.between_slices import filled_between
from ..refine.filling import without_holes
from ..refine.islands import island_at, largest_island, without_small_islands
from ..refine.margin import Spacing, grown, hollowed, shrunk
from ..refine.smoothing import METHODS, smoothed
from ..session.edit_session import EditSession
from ..session.voxel_rules import Wish
from .choices import one_of
from .opened import OpenSeries
from .tools_panel import ToolsPanel
from .translation import _

Rule = Callable[[np.ndarray, Extent], np.ndarray]

LARGEST_DISTANCE_MM = 10_000.0
LARGEST_SMOOTHING_MM = 100.0
"""Of larger balls the majority takes more time and memory than anybody waits for."""
LARGEST_ISLAND_ML = 1_000_000.0


@dataclass(frozen=True)
class Operation:
    """A change of a whole ROI: `rule(mask, box)` gives the new mask, bool (i, j, k) of a box of the image.

    room_mm, room_voxels : how much larger than the ROI the box must be on each side
    axis : the plane it works in, if any; given_to : the ROI that gets what this one loses
    """

    name: str
    rule: Rule
    room_mm: float = 0.0
    room_voxels: int = 0
    axis: int | None = None
    given_to: str | None = None


class ROIOperations:
    """Each works the current ROI's new mask out by the workspace's executor, and does it as one edit.

    Distances and sizes are in mm of the patient, volumes in mL. The intensity range and the other ROI of the tools'
    settings limit what is changed.
    """

    def __init__(self, tools: ToolsPanel) -> None:
        self._tools = tools
        self._workspace = tools.workspace

    def grow(self, distance_mm: float) -> None:
        """Add a margin, equally wide in all directions; a negative one takes it away."""
        distance, spacing = float(distance_mm), self._spacing_mm
        if not self._is_usable(abs(distance), LARGEST_DISTANCE_MM, "mm"):
            return
        if distance > 0:
            self._start(Operation("margin", lambda mask, _box: grown(mask, distance, spacing), room_mm=distance))
        elif distance < 0:
            self._start(Operation("margin", lambda mask, _box: shrunk(mask, -distance, spacing), room_voxels=1))

    def hollow(self, thickness_mm: float) -> None:
        """Leave only a shell of that thickness."""
        thickness, spacing = float(thickness_mm), self._spacing_mm
        if self._is_usable(thickness, LARGEST_DISTANCE_MM, "mm") and thickness > 0:
            self._start(Operation("hollow", lambda mask, _box: hollowed(mask, thickness, spacing), room_voxels=1))

    def smooth(self, method: str, size_mm: float) -> None:
        """Take away roughness below a size: `median`, `opening`, `closing` or `gaussian`. UsageError for others."""
        chosen, size, spacing = one_of(method, METHODS), float(size_mm), self._spacing_mm
        if self._is_usable(size, LARGEST_SMOOTHING_MM, "mm"):
            rule: Rule = lambda mask, _box: smoothed(mask, chosen, size, spacing)  # noqa: E731
            self._start(Operation("smoothing", rule, room_mm=2 * size))

    def keep_largest_island(self) -> None:
        """Leave only the largest connected part."""
        self._start(Operation("largest island", lambda mask, _box: largest_island(mask)))

    def remove_small_islands(self, *, smaller_than_ml: float | None = None, fewer_than_voxels: int = 1) -> None:
        """Remove connected parts below a volume, or below a number of voxels."""
        opened = self._workspace.opened
        fewest = int(fewer_than_voxels)
        if opened and smaller_than_ml is not None:
            if not self._is_usable(float(smaller_than_ml), LARGEST_ISLAND_ML, "mL"):
                return
            fewest = math.ceil(float(smaller_than_ml) / opened.image.geometry.voxel_volume_ml)
        self._start(Operation("small islands", lambda mask, _box: without_small_islands(mask, fewest)))

    def fill_holes(self) -> None:
        """Mark what the ROI encloses within each slice along the slice axis."""
        opened = self._workspace.opened
        axis = opened.annotation.slice_axis if opened else 2
        self._start(Operation("fill holes", lambda mask, _box: without_holes(mask, axis), axis=axis))

    def fill_between_slices(self, axis: int) -> None:
        """Fill the empty slices between marked ones, along an image axis, by their shapes."""
        along, spacing = int(axis), self._spacing_mm
        rule: Rule = lambda mask, _box: filled_between(mask, along, spacing)  # noqa: E731
        self._start(Operation("fill between slices", rule, axis=along))

    def mark_range(self) -> None:
        """Mark all voxels that the settings allow: those of the intensity range, inside or outside of the other ROI."""
        opened, roi = self._workspace.opened, self._tools.target
        if opened is None or roi is None or not self._tools.settings.range_on or not self._tools.may_change():
            return
        if not self._tools.has_range:
            self._workspace.messages.say(_("An image in colours has no intensities to go by."), "warning")
            return
        into = roi, self._tools.frame
        self._tools.busy(_("intensity range"))
        self._workspace.executor.submit(lambda: self._mark_range(opened, into))

    def _mark_range(self, opened: OpenSeries, into: tuple[ROI, int]) -> None:
        try:
            whole = Extent.whole(opened.annotation.shape)
            everything = np.broadcast_to(np.ones((1, 1, 1), bool), whole.shape)
            if self._workspace.opened is opened:
                self._tools.mark(whole, everything, tool="threshold", into=into)
        finally:
            self._tools.busy("")

    def use_island(self, place: tuple[int, int, int]) -> None:
        """Keep only the part of the ROI that holds a voxel, remove it, or give it to the other ROI, as set."""
        use, other = self._tools.settings.island_use, self._tools.settings.other
        if use == "give" and not other:
            self._workspace.messages.say(_("Choose the other ROI that the island is to be given to."), "warning")
            return

        def rule(mask: np.ndarray, box: Extent) -> np.ndarray:
            if not all(a <= at < b for a, at, b in zip(box.start, place, box.stop, strict=True)):
                return mask
            i, j, k = (at - first for at, first in zip(place, box.start, strict=True))
            island = island_at(mask, (i, j, k))
            return mask if not island.any() else island if use == "keep" else mask & ~island

        self._start(Operation(f"{use} island", rule, given_to=other if use == "give" else None))

    def _is_usable(self, amount: float, most: float, unit: str) -> bool:
        """Whether it can be worked with; if not, that is said."""
        if math.isfinite(amount) and 0 <= amount <= most:
            return True
        words = _("Nothing was changed: write a number from 0 to {most:,.0f} {unit}.")
        self._workspace.messages.say(words.format(most=most, unit=unit), "warning")
        return False

    @property
    def _spacing_mm(self) -> Spacing:
        opened = self._workspace.opened
        return opened.image.geometry.spacing_mm if opened else (1.0, 1.0, 1.0)

    def _start(self, operation: Operation) -> None:
        opened, roi = self._workspace.opened, self._tools.target
        if opened is None or roi is None or not self._tools.may_change():
            return
        extent = opened.annotation.mask(roi.id, self._tools.frame).extent if roi.kind == "area" else None
        if extent is None:
            self._workspace.messages.say(_("{name} has no voxels here yet.").format(name=roi.name))
            return
        box = _with_room(extent, opened, operation)
        frame = self._tools.frame
        self._tools.busy(operation.name)
        self._workspace.executor.submit(lambda: self._work(opened, roi.id, frame, box, operation))

    def _work(self, opened: OpenSeries, roi: str, frame: int, box: Extent, operation: Operation) -> None:
        try:
            before = np.array(opened.annotation.read(roi, box, frame))
            after = operation.rule(before, box)
            after = np.where(self._tools.allowed(opened, box, frame), after, before)
            if self._workspace.opened is opened:
                wishes = [Wish(roi, frame, box, after)]
                if operation.given_to:
                    held = opened.annotation.read(operation.given_to, box, frame)
                    wishes.append(Wish(operation.given_to, frame, box, held | (before & ~after)))
                self._workspace.change(lambda session: _replace(session, wishes, before, operation))
        finally:
            self._tools.busy("")


def _replace(session: EditSession, wishes: list[Wish], before: np.ndarray, operation: Operation) -> None:
    """One edit; EditRefused if the ROI was changed while the new mask was worked out."""
    first = wishes[0]
    with session.exclusively():
        if not np.array_equal(session.annotation.read(first.roi, first.box, first.frame), before):
            message = f"The ROI was changed while {operation.name} was worked out; do it again."
            raise EditRefused(message)
        session.set_voxels(wishes, tool=operation.name, axis=operation.axis)


def _with_room(extent: Extent, opened: OpenSeries, operation: Operation) -> Extent:
    """The ROI's box and the room round it that the rule needs, inside of the image."""
    spacing_mm, shape = opened.image.geometry.spacing_mm, opened.annotation.shape
    room = [math.ceil(operation.room_mm / spacing) + operation.room_voxels for spacing in spacing_mm]
    i0, j0, k0 = (max(0, first - by) for first, by in zip(extent.start, room, strict=True))
    i1, j1, k1 = (min(n, stop + by) for n, stop, by in zip(shape, extent.stop, room, strict=True))
    return Extent((i0, j0, k0), (i1, j1, k1))
