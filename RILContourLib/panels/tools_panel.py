"""The Tools panel: which tool is in hand, how it is set, and what it may change."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..annotation.changes import LockChange
from ..annotation.edit import Edit
from ..annotation.extent import Extent
from ..errors import UsageError
from ..project.roi import ROI
from ..session.edit_session import EditSession
from ..session.voxel_rules import Wish
from .choices import one_of
from .observing import Panel
from .opened import OpenSeries
from .roi_panel import ROIPanel
from .tool_settings import (
    BRUSH_MM,
    CUTS,
    ISLAND_USES,
    LOOKING,
    MARKING,
    MOST_SLICES,
    TOOLS,
    WHERE,
    BrushShape,
    Tool,
    ToolSettings,
)
from .translation import _
from .workspace import Workspace

LARGER = 1.2
PixelsOf = Callable[[OpenSeries, int], np.ndarray]


def read_pixels_of(opened: OpenSeries, frame: int) -> np.ndarray:
    """A frame read from the image's file, (i, j, k); a shell that has it in memory gives something faster."""
    return opened.series.pixels(frame)


@dataclass(frozen=True)
class ToolsState:
    """`tool` is in hand; `erasing` while its key is held; `obstacle` says why it cannot change anything now.

    target : the ROI that it works on, `kind` area or point; usable : the tools that fit it
    busy_with : a change of the whole ROI that is being worked out
    """

    tool: Tool = "none"
    settings: ToolSettings = ToolSettings()
    erasing: bool = False
    target: str | None = None
    target_name: str = ""
    kind: str = "area"
    usable: tuple[Tool, ...] = LOOKING
    obstacle: str = ""
    busy_with: str = ""


class ToolsPanel(Panel):
    """Every change goes to the session as one edit; locks and the project's rules hold there.

    `frame` is the one shown, told by the shell; `pixels_of` gives its pixels, from memory if the shell has them.
    """

    def __init__(self, workspace: Workspace, rois: ROIPanel, pixels_of: PixelsOf = read_pixels_of) -> None:
        super().__init__()
        self.workspace = workspace
        self.pixels_of = pixels_of
        self.frame = 0
        self._rois = rois
        self._tool: Tool = "none"
        self._last_marking: Tool = "paint"
        self._erasing = False
        self._settings = ToolSettings()
        self._busy_with = ""
        self._subscriptions += [
            rois.subscribe(self._rois_changed),
            workspace.switched.subscribe(self._switched),
            workspace.edited.subscribe(self._edited),
        ]

    @property
    def state(self) -> ToolsState:
        roi = self.target
        fitting: tuple[Tool, ...] = () if roi is None else ("point",) if roi.kind == "point" else MARKING
        return ToolsState(
            self._tool,
            self._settings,
            self._erasing,
            roi.id if roi else None,
            roi.name if roi else "",
            roi.kind if roi else "area",
            (*LOOKING, *fitting),
            self.obstacle(),
            self._busy_with,
        )

    @property
    def target(self) -> ROI | None:
        """The ROI that tools work on; None while nothing is open."""
        opened, current = self.workspace.opened, self._rois.current
        return opened.definitions.roi(current) if opened and current else None

    @property
    def settings(self) -> ToolSettings:
        return self._settings

    @property
    def tool(self) -> Tool:
        """The tool in hand; the eraser while its key is held."""
        return "erase" if self._erasing and self._tool in MARKING else self._tool

    def obstacle(self) -> str:
        """Why the current ROI cannot be changed, as a sentence; empty if it can."""
        opened, roi = self.workspace.opened, self.target
        if opened is None or roi is None:
            return _("Open a series first.")
        if opened.session is None:
            return opened.reason or _("The series is open for reading only.")
        if opened.annotation.roi(roi.id).locked:
            return _("{name} is locked; unlock it to change it.").format(name=roi.name)
        return ""

    def may_change(self) -> bool:
        """Whether the current ROI can be changed; if not, a message says why."""
        obstacle = self.obstacle()
        if obstacle:
            self.workspace.messages.say(obstacle, "warning")
        return not obstacle

    # The tool in hand

    def choose(self, tool: str) -> None:
        """Take a tool; one that does not fit the current ROI becomes the one that does, and a message says so."""
        wanted = one_of(tool, TOOLS)
        roi = self.target
        if wanted not in LOOKING:
            self.may_change()
        if roi and wanted in MARKING and roi.kind == "point":
            text = _("{name} marks points: click to place one.")
            self.workspace.messages.say(text.format(name=roi.name))
            wanted = "point"
        elif roi and wanted == "point" and roi.kind == "area":
            text = _("{name} marks an area: paint it, or choose an ROI for points.")
            self.workspace.messages.say(text.format(name=roi.name))
            wanted = self._last_marking
        self._take(wanted)

    def erase_while_held(self, held: bool) -> None:
        """Erase as long as a key is held down."""
        if held != self._erasing:
            self._erasing = bool(held)
            self.changed.tell()

    # Its settings

    def set(self, **settings: object) -> None:
        """Change settings by name; numbers out of range become the nearest that fits. UsageError for others."""
        unknown = set(settings) - set(ToolSettings.__dataclass_fields__)
        if unknown:
            message = f"Tools have no setting {', '.join(sorted(unknown))}."
            raise UsageError(message)
        wanted = _checked(replace(self._settings, **settings))  # type: ignore[arg-type]
        if wanted.low > wanted.high:  # the end that was set just now counts
            end = wanted.high if "high" in settings and "low" not in settings else wanted.low
            ends = sorted((wanted.low, wanted.high)) if settings.keys() >= {"low", "high"} else (end, end)
            wanted = replace(wanted, low=ends[0], high=ends[1])
        self._settings = wanted
        self.changed.tell()

    def larger_brush(self) -> None:
        self.set(brush_mm=self._settings.brush_mm * LARGER)

    def smaller_brush(self) -> None:
        self.set(brush_mm=self._settings.brush_mm / LARGER)

    def switch_brush_shape(self) -> None:
        shape: BrushShape = "circle" if self._settings.brush_shape == "sphere" else "sphere"
        self.set(brush_shape=shape)

    # Changing voxels

    def mark(
        self,
        box: Extent,
        voxels: np.ndarray,
        *,
        tool: str,
        axis: int | None = None,
        erase: bool = False,
        into: tuple[ROI, int] | None = None,
    ) -> bool:
        """Add voxels to the current ROI, or erase them, as far as the intensity range and the other ROI allow.

        voxels: bool (i, j, k) of `box`; into: another ROI and frame than the current ones, for work that took a while
        One edit; False if nothing changed, and a message says why if that was refused.
        """
        opened, (roi, frame) = self.workspace.opened, into or (self.target, self.frame)
        if opened is None or roi is None or not (into or self.may_change()):
            return False
        allowed = voxels & self.allowed(opened, box, frame)

        def change(session: EditSession) -> None:
            with session.exclusively():
                present = session.annotation.read(roi.id, box, frame)
                wanted = present & ~allowed if erase else present | allowed
                session.set_voxels([Wish(roi.id, frame, box, wanted)], tool=tool, axis=axis)

        return self.workspace.change(change)

    @property
    def has_range(self) -> bool:
        """Whether an intensity range is on, and the open image has intensities: colours (RGB) have none."""
        opened = self.workspace.opened
        return self._settings.range_on and opened is not None and not opened.image.is_rgb

    @property
    def limits(self) -> bool:
        """Whether the settings keep tools from some voxels."""
        settings = self._settings
        return settings.range_on or (settings.where != "everywhere" and settings.other is not None)

    def allowed(self, opened: OpenSeries, box: Extent, frame: int) -> np.ndarray:
        """bool (i, j, k) of `box`: where the settings let tools change voxels."""
        settings = self._settings
        allowed = np.ones(box.shape, bool)
        if settings.range_on and not opened.image.is_rgb:
            pixels = self.pixels_of(opened, frame)[box.slices()]
            allowed &= (pixels >= settings.low) & (pixels <= settings.high)
        if settings.where != "everywhere" and settings.other:
            other = opened.annotation.read(settings.other, box, frame)
            allowed &= other if settings.where == "inside" else ~other
        return allowed

    def busy(self, what: str) -> None:
        """Say what is being worked out; empty: nothing any more."""
        self._busy_with = what
        self.changed.tell()

    def _take(self, tool: Tool) -> None:
        self._tool = tool
        if tool in MARKING:
            self._last_marking = tool
        self.changed.tell()

    def _rois_changed(self) -> None:
        """Another ROI may be the current one: a tool that does not fit it is exchanged for the one that does."""
        roi = self.target
        if roi and roi.kind == "point" and self._tool in MARKING:
            self._take("point")
        elif roi and roi.kind == "area" and self._tool == "point":
            self._take(self._last_marking)
        else:
            self.changed.tell()

    def _switched(self) -> None:
        opened, other = self.workspace.opened, self._settings.other
        self.frame = 0
        if opened and other and other not in {roi.id for roi in opened.definitions.rois}:
            self._settings = replace(self._settings, where="everywhere", other=None)
        self._rois_changed()

    def _edited(self, edit: Edit) -> None:
        if any(isinstance(change, LockChange) for change in edit.changes):
            self.changed.tell()


def _checked(settings: ToolSettings) -> ToolSettings:
    for name in ("brush_mm", "brush_slices", "tolerance", "low", "high"):
        if not math.isfinite(getattr(settings, name)):
            message = f"{name} has to be a number, not {getattr(settings, name)}."
            raise UsageError(message)
    one_of(settings.brush_shape, ("circle", "sphere"))
    one_of(settings.where, WHERE)
    one_of(settings.cut, CUTS)
    one_of(settings.island_use, ISLAND_USES)
    slices = min(max(int(settings.brush_slices), 1), MOST_SLICES)
    return replace(
        settings,
        brush_mm=min(max(float(settings.brush_mm), BRUSH_MM[0]), BRUSH_MM[1]),
        brush_slices=slices if slices % 2 else slices - 1,
        tolerance=max(float(settings.tolerance), 0.0),
        low=float(settings.low),
        high=float(settings.high),
    )
