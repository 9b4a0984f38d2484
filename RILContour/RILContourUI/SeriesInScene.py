"""The open series as nodes of the scene, under the guard: it follows the workspace, turn by turn."""

from collections.abc import Callable
from typing import Any

import slicer

from RILContourLib.errors import RILContourError
from RILContourLib.panels.observing import Signal
from RILContourLib.panels.opened import OpenSeries
from RILContourLib.slicerbridge.frame_pixels import FramePixels, read_frame
from RILContourLib.slicerbridge.guard import Guard
from RILContourLib.slicerbridge.image_node import ImageNode
from RILContourLib.slicerbridge.nodes import add_node, remove_with_displays
from RILContourLib.slicerbridge.roi_segmentation import ROISegmentation

from .Models import Models
from .Turns import Turns


class SeriesInScene:
    """`image` and `guard` are None while no series is shown. `shown` tells that they are others.

    The pixels are read by the workspace's thread, so that the application stays alive; nodes are made in a turn.
    """

    def __init__(self, scene: Any, turns: Turns, models: Models) -> None:
        self.scene = scene
        self.image: ImageNode | None = None
        self.guard: Guard | None = None
        self.shown: Signal[[]] = Signal()
        self._turns = turns
        self._workspace = models.workspace
        self._opened: OpenSeries | None = None
        self._layers: dict[str, str | None] = {}
        self._unsubscribe: list[Callable[[], None]] = [self._workspace.switched.subscribe(self._switchSoon)]
        turns.beforeWork(self.settle)

    @property
    def volumeNode(self) -> Any:
        return self.image.node if self.image else None

    @property
    def segmentationNode(self) -> Any:
        return self.guard.segments.node if self.guard else None

    def settle(self) -> None:
        """Have strokes that nobody looked at yet journalled, or put back."""
        if self.guard:
            self.guard.settle()

    def close(self) -> None:
        """Take our nodes out of the scene, and follow the workspace no more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self._remove()

    def remove(self) -> None:
        """Take our nodes out of the scene; the next series that is opened is shown again."""
        self._remove()

    # Following

    def _switchSoon(self) -> None:
        self._turns.once(self, self._switch)

    def _switch(self) -> None:
        opened = self._workspace.opened
        if opened is None:
            self._remove()
        elif self._showsImageOf(opened):
            self._show(opened)
        else:
            self._workspace.executor.submit(lambda: self._read(opened))

    def _showsImageOf(self, opened: OpenSeries) -> bool:
        return self.image is not None and self.image.info == opened.image

    def _read(self, opened: OpenSeries) -> None:
        """On the workspace's thread."""
        if opened is self._workspace.opened:
            with self._workspace.messages.refusals():
                pixels = read_frame(opened.image)
                self._turns.once(self, lambda: self._enter(opened, pixels))

    def _enter(self, opened: OpenSeries, pixels: FramePixels) -> None:
        if opened is not self._workspace.opened or not self._unsubscribe:
            return  # another one was asked for meanwhile, or the project was closed
        self._remove()
        try:
            self.image = ImageNode(self.scene, pixels, opened.name)
        except RILContourError as error:
            self._workspace.messages.report(error)
            return
        for remark in self.image.remarks:
            self._workspace.messages.say(remark, "warning")
        self._takeSliceViews()
        self._show(opened)

    def _show(self, opened: OpenSeries) -> None:
        """Show what is annotated beside the image that is there."""
        self._removeSegmentation()
        node = slicer.vtkMRMLSegmentationNode()
        node.SetName(opened.name)
        node.SetHideFromEditors(True)
        add_node(self.scene, node)
        node.CreateDefaultDisplayNodes()
        for number in range(node.GetNumberOfDisplayNodes()):
            node.GetNthDisplayNode(number).SetSaveWithScene(False)
        found = node, self.image.node, self.image.display, opened.definitions, opened.annotation
        segments = ROISegmentation(*found, frame=self.image.frame)
        self.guard = Guard(
            segments,
            opened.session,
            defer=self._turns.defer,
            on_refused=lambda sentence: self._workspace.messages.say(sentence, "warning"),
            reason=opened.reason or "The series is open for reading only.",
        )
        self._opened = opened
        self.shown.tell()

    # Leaving

    def _remove(self) -> None:
        self._removeSegmentation()
        if self.image:
            self._giveSliceViewsBack()
            self.image.remove()
            self.image = None

    def _removeSegmentation(self) -> None:
        guard, self.guard = self.guard, None
        if guard:
            guard.close()
            self._opened = None
            self.shown.tell()  # first those who show it let go of it
            remove_with_displays(self.scene, guard.segments.node)

    # Slice views

    def _takeSliceViews(self) -> None:
        """Show the image in all planes, each turned to the image's own axes."""
        if not self._layers:
            self._layers = {each.GetID(): each.GetBackgroundVolumeID() for each in self._compositeNodes()}
        slicer.util.setSliceViewerLayers(background=self.image.node, fit=True, rotateToVolumePlane=True)

    def _giveSliceViewsBack(self) -> None:
        """Show what was there before ours, if it still is."""
        layers, self._layers = self._layers, {}
        for composite in self._compositeNodes():
            if composite.GetBackgroundVolumeID() == self.image.node.GetID():
                before = layers.get(composite.GetID())
                composite.SetBackgroundVolumeID(before if before and self.scene.GetNodeByID(before) else None)

    def _compositeNodes(self) -> list[Any]:
        count = self.scene.GetNumberOfNodesByClass("vtkMRMLSliceCompositeNode")
        return [self.scene.GetNthNodeByClass(n, "vtkMRMLSliceCompositeNode") for n in range(count)]
