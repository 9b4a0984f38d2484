"""The ROI panel: the template as it stands in the open series, and which ROI is worked on."""

from __future__ import annotations

from dataclasses import dataclass

from ..annotation.changes import LockChange, Status
from ..annotation.edit import Edit
from ..project.roi import ROI, ROIKind
from ..session.status_rules import has_marks
from .observing import Panel
from .opened import OpenSeries
from .workspace import Workspace

KEYS = "1234567890"


@dataclass(frozen=True)
class ROIRow:
    """An ROI of the template in the open series (without one: unseen). `key` chooses it on the keyboard.

    voxels : of all frames together; None until `count_voxels` was asked for, and again once the ROI was edited
    """

    id: str
    name: str
    radlex: str | None
    snomed: str | None
    color: str
    kind: ROIKind
    value: int
    key: str
    status: Status
    locked: bool
    points: int
    voxels: int | None


@dataclass(frozen=True)
class ROIPanelState:
    """`current` is the id of the ROI that tools work on; None for an empty template."""

    rows: tuple[ROIRow, ...]
    current: str | None
    one_roi_per_voxel: bool
    can_edit: bool


class ROIPanel(Panel):
    """The same ROI stays current from series to series, wherever it moves to, as long as the template has it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._current: str | None = None
        self._current = self.current
        self._voxels: dict[str, int] = {}
        self._subscriptions += [workspace.switched.subscribe(self._switched), workspace.edited.subscribe(self._edited)]

    @property
    def state(self) -> ROIPanelState:
        opened = self._workspace.opened
        rows = tuple(self._row(roi, number, opened) for number, roi in enumerate(self._rois))
        one = opened.definitions if opened else self._workspace.project.definitions
        return ROIPanelState(rows, self.current, one.one_roi_per_voxel, bool(opened and opened.session))

    # Which one

    @property
    def current(self) -> str | None:
        """The ROI that tools work on: the one chosen, else the first."""
        ids = [roi.id for roi in self._rois]
        return self._current if self._current in ids else next(iter(ids), None)

    def choose(self, roi: str) -> None:
        """Make an ROI the current one. UnknownROI becomes a message."""
        with self._workspace.messages.refusals():
            opened = self._workspace.opened
            definitions = opened.definitions if opened else self._workspace.project.definitions
            self._current = definitions.roi(roi).id
            self.changed.tell()

    def choose_key(self, key: str) -> bool:
        """Choose by `1` to `9` and `0`, the first ten of the template; False if no ROI has that key."""
        number = KEYS.find(key) if len(key) == 1 else -1
        if not 0 <= number < len(self._rois):
            return False
        self.choose(self._rois[number].id)
        return True

    def step(self, by: int) -> None:
        """Choose the next (1) or previous (-1) one; after the last comes the first."""
        ids = [roi.id for roi in self._rois]
        if self.current is not None:
            self.choose(ids[(ids.index(self.current) + by) % len(ids)])

    # What is said of it

    def set_status(self, status: Status, roi: str | None = None) -> None:
        """Set the status of an ROI, the current one unless named."""
        target = roi or self.current
        if target:
            self._workspace.change(lambda session: setattr(session[target], "status", status))

    def finish(self) -> None:
        """The current ROI is done: complete if it is marked, absent if not; then the next one's turn comes."""
        opened, target = self._workspace.opened, self.current
        if target is None:
            return
        marked = opened is not None and has_marks(opened.annotation, target)
        status: Status = "complete" if marked else "absent"
        if self._workspace.change(lambda session: setattr(session[target], "status", status)):
            self.step(1)

    def set_locked(self, locked: bool, roi: str | None = None) -> None:
        """Lock or unlock an ROI, the current one unless named."""
        target = roi or self.current
        if target:
            self._workspace.change(lambda session: setattr(session[target], "locked", locked))

    def toggle_locked(self) -> None:
        """Lock the current ROI, or unlock it."""
        row = next((row for row in self.state.rows if row.id == self.current), None)
        if row:
            self.set_locked(not row.locked)

    def lock_all_others(self) -> None:
        """Lock every ROI but the current one, as one edit."""
        opened = self._workspace.opened
        held = opened.annotation if opened else None
        ids = [roi.id for roi in self._rois if held and held.roi(roi.id).locked != (roi.id != self.current)]
        changes = [LockChange(roi, roi == self.current, roi != self.current) for roi in ids]
        self._workspace.change(lambda session: session.do(changes, tool="lock"))

    @property
    def can_count(self) -> bool:
        """Whether a series is open, to be edited or to be read."""
        return self._workspace.opened is not None

    def count_voxels(self) -> None:
        """Count the voxels of the ROI that are not counted yet."""
        self._workspace.executor.submit(self._count)

    def _count(self) -> None:
        opened = self._workspace.opened
        for roi in self._rois if opened else ():
            if opened and roi.kind == "area" and roi.id not in self._voxels:
                buffers = opened.annotation.roi(roi.id).buffers
                self._voxels[roi.id] = sum(buffer.to_mask().count for buffer in dict(buffers).values())
        self.changed.tell()

    @property
    def _rois(self) -> tuple[ROI, ...]:
        opened = self._workspace.opened
        return (opened.definitions if opened else self._workspace.project.definitions).rois

    def _row(self, roi: ROI, number: int, opened: OpenSeries | None) -> ROIRow:
        held = opened.annotation.roi(roi.id) if opened else None
        return ROIRow(
            roi.id,
            roi.name,
            roi.radlex,
            roi.snomed,
            roi.color,
            roi.kind,
            roi.value,
            KEYS[number] if number < len(KEYS) else "",
            held.status if held else "unseen",
            held.locked if held else roi.locked,
            len(held.points) if held else 0,
            self._voxels.get(roi.id),
        )

    def _switched(self) -> None:
        self._current = self.current  # the first one, too, stays current when it is the first no more
        self._voxels = {}
        self.changed.tell()

    def _edited(self, edit: Edit) -> None:
        for roi in edit.rois():
            self._voxels.pop(roi, None)
        self.changed.tell()
