"""Surfaces of the ROI in 3D: made beside the event loop, and again a while after the ROI was edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from slicer import vtkMRMLModelDisplayNode, vtkMRMLModelNode
from trame_slicer.core import SlicerApp
from vtkmodules.vtkCommonDataModel import vtkPolyData

from ...annotation.annotation import Annotation
from ...panels.work import Executor
from ...project.roi import ROI
from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.nodes import add_node, remove_with_displays
from ..event_loop import EventLoop
from .feedback import rgb
from .surface import closed_surface

AFTER_S = 3.0
"""An edit's surface is made when nobody edited for so long: strokes do not wait for it."""


ENCLOSING = 0.25
"""The opacity of a surface with most of the others inside."""


@dataclass(frozen=True, eq=False)
class _Subject:
    """What surfaces are of."""

    annotation: Annotation
    display: DisplayGeometry
    rois: tuple[ROI, ...]
    frame: int


class Surfaces:
    """All methods are for the event loop.

    shown : called when there is something to look at that was not there before
    changed : called when `making` or `are_there` may be others
    """

    def __init__(
        self,
        slicer: SlicerApp,
        loop: EventLoop,
        worker: Executor,
        *,
        shown: Callable[[], object],
        changed: Callable[[], object],
    ) -> None:
        self._scene = slicer.scene
        self._loop = loop
        self._worker = worker
        self._shown = shown
        self._changed = changed
        self._subject: _Subject | None = None
        self._nodes: dict[str, vtkMRMLModelNode] = {}
        self._outdated: set[str] = set()
        self._edits = 0
        self._hidden: frozenset[str] = frozenset()
        self._ready: dict[str, tuple[ROI, vtkPolyData]] = {}
        self.making = False

    @property
    def are_there(self) -> bool:
        """Whether an ROI has a surface."""
        return bool(self._nodes)

    def show(
        self,
        annotation: Annotation,
        display: DisplayGeometry,
        rois: tuple[ROI, ...],
        frame: int,
        hidden: frozenset[str],
    ) -> None:
        """Show the surfaces of the area ROI that have voxels."""
        before, self._hidden = self._subject, hidden
        areas = tuple(roi for roi in rois if roi.kind == "area")
        if before is None or before.annotation is not annotation or before.rois != areas or before.frame != frame:
            self.clear()
            self._subject = _Subject(annotation, display, areas, frame)
            self._outdated = {roi.id for roi in self._subject.rois}
            self._make()
        for roi, node in self._nodes.items():
            if bool(node.GetDisplayVisibility()) == (roi in hidden):
                node.SetDisplayVisibility(roi not in hidden)

    def edited(self, rois: Iterable[str]) -> None:
        """Make these anew once nobody edits any more."""
        if self._subject is None:
            return
        self._outdated |= set(rois)
        self._edits += 1
        edits = self._edits
        self._loop.later(AFTER_S, lambda: self._make() if edits == self._edits else None)

    def clear(self) -> None:
        """Show none."""
        self._subject = None
        self._outdated = set()
        for node in self._nodes.values():
            remove_with_displays(self._scene, node)
        self._nodes, self._ready = {}, {}
        self._tell(making=False)

    def _make(self) -> None:
        subject, outdated = self._subject, self._outdated
        if subject is None:
            return
        self._outdated = set()
        for roi in subject.rois:
            if roi.id in outdated:
                self._worker.submit(partial(self._work, subject, roi))
        self._edits += 1
        edits = self._edits
        self._tell(making=True)
        self._worker.submit(lambda: self._loop.defer(lambda: self._made(subject, edits)))

    def _work(self, subject: _Subject, roi: ROI) -> None:
        """On the worker's thread; given up once something else is to be shown."""
        if subject is self._subject:
            surface = closed_surface(subject.annotation.mask(roi.id, subject.frame), subject.display)
            self._loop.defer(lambda: self._keep(subject, roi, surface))

    def _keep(self, subject: _Subject, roi: ROI, surface: vtkPolyData) -> None:
        if subject is self._subject:
            self._ready[roi.id] = roi, surface

    def _made(self, subject: _Subject, edits: int) -> None:
        """Show all that was asked for together, in one picture; unless more was asked for since."""
        if subject is not self._subject or edits != self._edits:
            return
        ready, self._ready = self._ready, {}
        had_none = not self._nodes
        for roi, surface in ready.values():
            self._put(roi, surface)
        self._see_through()
        self._tell(making=False)
        if had_none and self._nodes:
            self._shown()

    def _put(self, roi: ROI, surface: vtkPolyData) -> None:
        if roi.id not in self._nodes and surface.GetNumberOfPoints():
            self._nodes[roi.id] = self._new_node(roi)
            self._nodes[roi.id].SetDisplayVisibility(roi.id not in self._hidden)
        if roi.id in self._nodes:
            self._nodes[roi.id].SetAndObservePolyData(surface)

    def _see_through(self) -> None:
        """What encloses most of the others does not hide them."""
        bounds = {roi: np.array(node.GetPolyData().GetBounds()).reshape(3, 2) for roi, node in self._nodes.items()}
        for roi, node in self._nodes.items():
            (low, high), others = bounds[roi].T, [box for other, box in bounds.items() if other != roi]
            enclosed = sum(bool((box[:, 0] >= low).all() and (box[:, 1] <= high).all()) for box in others)
            node.GetDisplayNode().SetOpacity(ENCLOSING if enclosed > 1 and enclosed > len(others) / 2 else 1.0)

    def _tell(self, *, making: bool) -> None:
        self.making = making
        self._changed()

    def _new_node(self, roi: ROI) -> Any:
        display = vtkMRMLModelDisplayNode()
        display.SetColor(*rgb(roi.color))
        display.SetVisibility2D(False)
        display.SetBackfaceCulling(False)
        add_node(self._scene, display)
        node = vtkMRMLModelNode()
        node.SetName(roi.name)
        node.SetHideFromEditors(True)
        add_node(self._scene, node)
        node.SetAndObserveDisplayNodeID(display.GetID())
        return node
