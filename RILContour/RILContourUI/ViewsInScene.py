"""Slicer's slice views and display nodes: they follow the Views panel, and tell it where somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import slicer
import vtk

from RILContourLib.panels.view_settings import Window
from RILContourLib.panels.views_panel import Look, ViewsPanel, ViewsState
from RILContourLib.slicerbridge.display import set_colour_map, set_interpolated, set_inverted, set_window
from RILContourLib.slicerbridge.frame_pixels import FramePixels, read_frame
from RILContourLib.slicerbridge.vtk_data import affine_of

from .Models import Models
from .SeriesInScene import SeriesInScene
from .Turns import Turns
from .VolumeInSpace import VolumeInSpace


class ViewsInScene:
    """Only what changed in the panel is set: what somebody did with Slicer's own tools stays until then."""

    def __init__(self, scene: Any, turns: Turns, models: Models, series: SeriesInScene) -> None:
        self._scene = scene
        self._turns = turns
        self._models = models
        self._views: ViewsPanel = models.views
        self._series = series
        self._volumeInSpace = VolumeInSpace(scene)
        self._applied: dict[str, object] = {}
        self._companionName: str | None = None
        self._unsubscribe: list[Callable[[], None]] = [
            self._views.subscribe(self._applySoon),
            self._views.moved.subscribe(self._jumpSoon),
            series.shown.subscribe(self._begin),
            series.viewsMade.subscribe(self._takeViews),
        ]
        self._observed: list[tuple[Any, int]] = []
        self._seen: dict[str, tuple[int, int]] = {}
        self._told: tuple[int, ...] | None = None
        self._jumping = False  # the slice views are not yet where the panel wants them

    def close(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self._ignoreSlices()
        self._volumeInSpace.remove()

    def _begin(self) -> None:
        """Another series is shown, or none."""
        self._applied, self._companionName = {}, None
        self._ignoreSlices()
        self._volumeInSpace.remove()
        if self._series.current:
            display = self._series.current.image.display_node
            self._views.set_auto_window(Window(display.GetWindow(), display.GetLevel()))
            self._takeViews()
            self._apply()

    def _takeViews(self) -> None:
        """Have all slice views show the place that the panel says, and follow them from there."""
        self._ignoreSlices()
        self._told = None
        self._jump()
        self._seen = self._slicesByView()
        self._observeSlices()

    # How it is shown

    def _applySoon(self) -> None:
        self._turns.once(self, self._apply)

    def _apply(self) -> None:
        if not (self._unsubscribe and self._series.current):
            return
        state, display = self._views.state, self._series.current.image.display_node
        look = state.look
        shown = state.window
        if shown:
            self._set("window", shown, lambda: set_window(display, shown.width, shown.level))
        self._set("colour map", look.colour_map, lambda: set_colour_map(display, look.colour_map))
        self._set("inverted", look.inverted, lambda: set_inverted(display, look.inverted))
        self._set("interpolated", look.interpolated, lambda: set_interpolated(display, look.interpolated))
        self._set("volume in 3D", look.volume_rendering, lambda: self._showVolume(look.volume_rendering, display))
        self._applyToROI(state)
        self._applyToCompanion(state)
        self._set("frame", state.frame, lambda: self._series.showFrame(state.frame))

    def _applyToROI(self, state: ViewsState) -> None:
        node, look = self._series.segmentationNode, state.look
        display = node.GetDisplayNode()
        wanted = (look.rois_shown, look.roi_opacity, look.outlines_only, look.surfaces)
        self._set("ROI", wanted, lambda: _showSegments(node, display, look))
        self._set("hidden", state.hidden, lambda: self._showAllBut(display, state.hidden))

    def _showVolume(self, on: bool, display: Any) -> None:
        if on:
            self._volumeInSpace.show(self._series.volumeNode, display.GetLevel() - display.GetWindow() / 2)
        else:
            self._volumeInSpace.remove()

    def _showAllBut(self, display: Any, hidden: tuple[str, ...]) -> None:
        for roi in self._series.current.segments.rois:
            display.SetSegmentVisibility(roi, roi not in hidden)

    def _set(self, what: str, value: object, action: Callable[[], object]) -> None:
        if self._applied.get(what) != value:
            self._applied[what] = value
            action()

    # The companion image

    def _applyToCompanion(self, state: ViewsState) -> None:
        wanted = state.companion if state.look.companion_shown else None
        current, opacity = self._series.current, state.look.companion_opacity
        if wanted != self._companionName:
            self._companionName = wanted
            if wanted is None:
                current.lay_over(None)
            else:
                opened = self._models.workspace.opened
                self._models.workspace.executor.submit(lambda: self._readCompanion(opened, wanted))
        elif current.companion:
            slicer.util.setSliceViewerLayers(foregroundOpacity=opacity)

    def _readCompanion(self, opened: Any, name: str) -> None:
        """On the workspace's thread."""
        with self._models.workspace.messages.refusals():
            pixels = read_frame(opened.series.companions[name])
            self._turns.defer(lambda: self._showCompanion(opened, name, pixels))

    def _showCompanion(self, opened: Any, name: str, pixels: FramePixels) -> None:
        current = self._series.current
        if current and opened is self._models.workspace.opened and name == self._companionName:
            with self._models.workspace.messages.refusals():
                current.lay_over(pixels, name, self._views.look.companion_opacity)

    # Where one looks

    def _jumpSoon(self) -> None:
        self._jumping = self._views.place != self._told
        self._turns.once("RILContour slices", self._jump)

    def _jump(self) -> None:
        """Show the place that the panel says, unless it has it from the slice views."""
        self._jumping = False
        image = self._series.current and self._series.current.image
        if not (self._unsubscribe and image) or self._views.place == self._told:
            return
        self._told = None
        x, y, z = image.display.ijk_to_ras_mm(np.array(self._views.place, float)).tolist()
        slicer.vtkMRMLSliceNode.JumpAllSlices(self._scene, x, y, z, slicer.vtkMRMLSliceNode.OffsetJumpSlice)

    def _lookWhereSlicesAre(self) -> None:
        """Go where a view was moved to; two views may show slices of one axis, and only one of them be moved."""
        if not (self._unsubscribe and self._series.current):
            return
        place, before, self._seen = list(self._views.place), self._seen, self._slicesByView()
        if self._jumping:  # what was asked for last holds: else views that are fitted just now would call it back
            return
        for node, (axis, number) in self._seen.items():
            if before.get(node) != (axis, number):
                place[axis] = number
        self._told = tuple(place)
        self._views.go_to(self._told)

    def _slicesByView(self) -> dict[str, tuple[int, int]]:
        """The axis that each slice view looks along, and the slice of the image that it shows, by the view's node."""
        display = self._series.current.image.display
        found = {}
        for node in self._sliceNodes():
            toRAS = affine_of(node.GetSliceToRAS())
            axis = int(np.argmax(np.abs(display.affine_ijk_to_ras[:3, :3].T @ toRAS[:3, 2])))
            at = round(float(display.ras_mm_to_ijk(toRAS[:3, 3])[axis]))
            found[node.GetID()] = axis, max(0, min(at, display.shape[axis] - 1))
        return found

    def _observeSlices(self) -> None:
        def told(*_event: object) -> None:
            self._turns.once("RILContour place", self._lookWhereSlicesAre)

        self._observed = [(node, node.AddObserver(vtk.vtkCommand.ModifiedEvent, told)) for node in self._sliceNodes()]

    def _ignoreSlices(self) -> None:
        for node, observation in self._observed:
            node.RemoveObserver(observation)
        self._observed = []

    def _sliceNodes(self) -> list[Any]:
        count = self._scene.GetNumberOfNodesByClass("vtkMRMLSliceNode")
        return [self._scene.GetNthNodeByClass(n, "vtkMRMLSliceNode") for n in range(count)]


def _showSegments(node: Any, display: Any, look: Look) -> None:
    # Not both, fill and outline, off: to the views' own buttons that is no state at all.
    display.SetVisibility2D(look.rois_shown)
    display.SetVisibility2DFill(not look.outlines_only)
    display.SetOpacity2DFill(look.roi_opacity)
    display.SetVisibility3D(look.surfaces)
    if look.surfaces:
        node.CreateClosedSurfaceRepresentation()
    else:
        node.RemoveClosedSurfaceRepresentation()
