"""The open series as nodes of the application's scene: it follows the workspace, turn by turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import slicer
from slicer.i18n import tr as _

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.errors import RILContourError
from RILContourLib.panels.observing import Signal
from RILContourLib.panels.opened import OpenSeries
from RILContourLib.slicerbridge.frame_pixels import FramePixels, read_frame
from RILContourLib.slicerbridge.series_scene import SeriesContents, SeriesScene

from .Models import Models
from .Turns import Turns
from .VersionOverlay import VersionOverlay


class SeriesInScene:
    """`shown` tells that other nodes show the series; meanwhile, before the old ones go, there are none.

    current : None while no series is shown
    pastVersion : the number of an earlier version, while that is shown instead of what is open
    overlay : an earlier version, or the difference of two, while it lies over what is open; `overlaid` tells that it
        is another
    viewsMade : tells that a layout made slice views, which show the series by now
    Files are read by the workspace's thread, so that the application stays alive; nodes are made in a turn.
    """

    def __init__(self, scene: Any, turns: Turns, models: Models) -> None:
        self.scene = scene
        self.current: SeriesScene | None = None
        self.pastVersion: int | None = None
        self.overlay = VersionOverlay(scene)
        self.shown: Signal[[]] = Signal()
        self.overlaid: Signal[[]] = Signal()
        self.viewsMade: Signal[[]] = Signal()
        self._turns = turns
        self._workspace = models.workspace
        self._opened: OpenSeries | None = None
        self._unsubscribe: list[Callable[[], None]] = [
            self._workspace.switched.subscribe(self._switchSoon),
            turns.beforeWork(self.settle),
        ]

    @property
    def volumeNode(self) -> Any:
        return self.current.image.node if self.current else None

    @property
    def segmentationNode(self) -> Any:
        return self.current.segments.node if self.current else None

    @property
    def canEdit(self) -> bool:
        return self.current is not None and self.current.contents.session is not None

    def settle(self) -> None:
        """Have strokes and points that nobody looked at yet journalled, or put back."""
        if self.current:
            self.current.settle()

    def close(self) -> None:
        """Take our nodes out of the scene, and follow the workspace no more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self.remove()

    def remove(self) -> None:
        """Take our nodes out of the scene; the next series that is opened is shown again."""
        current, self.current = self.current, None
        self._opened = self.pastVersion = None
        self.overlay.remove()
        if current:
            self.shown.tell()
            current.close()

    # Following

    def _switchSoon(self) -> None:
        self._turns.once(self, self._switch)

    def _switch(self) -> None:
        opened, current = self._workspace.opened, self.current
        if opened is None:
            self.remove()
        elif current and not current.closed and current.image.info == opened.image:
            self._opened, self.pastVersion = opened, None
            self._change(lambda scene: scene.show_contents(_contents(opened)))
        else:
            self._workspace.executor.submit(lambda: self._read(opened))

    def _read(self, opened: OpenSeries) -> None:
        """On the workspace's thread."""
        if opened is self._workspace.opened:
            with self._workspace.messages.refusals():
                pixels = read_frame(opened.image)
                self._turns.once(self, lambda: self._enter(opened, pixels))

    def _enter(self, opened: OpenSeries, pixels: FramePixels) -> None:
        if opened is not self._workspace.opened or not self._unsubscribe:
            return  # another one was asked for meanwhile, or the project was closed
        self.remove()
        told = {"on_refused": self._refuse, "on_put_back": self._showAgain, "on_views_made": self._fit}
        try:
            self.current = SeriesScene(self.scene, _contents(opened), pixels, defer=self._turns.defer, **told)
        except RILContourError as error:
            self._workspace.messages.report(error)
            return
        self._opened = opened
        for remark in self.current.image.remarks:
            self._workspace.messages.say(remark, "warning")
        hasViews = slicer.app.layoutManager() is not None  # scripts may run without a window
        slicer.util.setSliceViewerLayers(background=self.volumeNode, fit=True, rotateToVolumePlane=hasViews)
        self.shown.tell()

    def _fit(self, views: Sequence[Any]) -> None:
        """Show all of the image in slice views that a layout made, as in those that were there."""
        manager = slicer.app.layoutManager()
        widgets = [manager.sliceWidget(each.GetLayoutName()) for each in views] if manager else []
        for widget in widgets:
            if widget is not None:
                widget.mrmlSliceNode().RotateToVolumePlane(self.volumeNode)
                widget.sliceLogic().FitSliceToBackground()
        self.viewsMade.tell()

    def _refuse(self, sentence: str) -> None:
        self._workspace.messages.say(sentence, "warning")

    def _showAgain(self) -> None:
        self._change(lambda _scene: None)

    def _change(self, action: Callable[[SeriesScene], object]) -> None:
        """Do something that may replace nodes: whoever shows them lets go of them first."""
        current, self.current = self.current, None
        self.shown.tell()
        self.current = current
        with self._workspace.messages.refusals():
            action(current)
        self.shown.tell()

    # Frames and versions

    def showFrame(self, frame: int) -> None:
        """Show another frame of a 4D image."""
        opened = self._opened
        if opened and self.current and frame != self.current.image.frame:
            overlaid = self.overlay.version
            self._submit(opened, lambda: read_frame(opened.image, frame), SeriesScene.show_frame)
            self.layOver(None)
            self.layOver(overlaid)

    def showPast(self, version: int | None) -> None:
        """Show what an earlier version says, to be looked at only; None: what is open."""
        opened = self._opened
        if opened is None or version == self.pastVersion:
            return
        if version is None:
            self.pastVersion = None
            self._change(lambda scene: scene.show_contents(_contents(opened)))
            return

        def show(scene: SeriesScene, annotation: Annotation) -> None:
            self.pastVersion = version
            reason = _("Version {number} is shown; go back to now to edit.").format(number=version)
            contents = SeriesContents(opened.name, opened.definitions, annotation, None, reason)
            self._change(lambda scene: scene.show_contents(contents))

        self._submit(opened, lambda: opened.series.read(version).annotation, show)

    def layOver(self, version: int | None) -> None:
        """Lay an earlier version's ROI as outlines over those of now; None takes them off."""
        opened = self._opened
        if version is None or opened is None:
            self.overlay.remove()
            self.overlaid.tell()
            return

        def show(scene: SeriesScene, annotation: Annotation) -> None:
            self.overlay.show(scene, version, annotation, opened.definitions)
            self.overlaid.tell()

        self._submit(opened, lambda: opened.series.read(version).annotation, show)

    def layDifference(self, older: int, newer: int | None) -> None:
        """Lay the difference of two versions over what is shown; `newer` None: what is open now."""
        opened = self._opened
        if opened is None:
            return

        def read() -> tuple[Annotation, Annotation]:
            now = opened.annotation if newer is None else opened.series.read(newer).annotation
            return opened.series.read(older).annotation, now

        def show(scene: SeriesScene, versions: tuple[Annotation, Annotation]) -> None:
            self.overlay.showDifference(scene, (older, newer), versions, opened.definitions)
            self.overlaid.tell()

        self._submit(opened, read, show)

    def _submit(self, opened: OpenSeries, read: Callable[[], Any], show: Callable[[SeriesScene, Any], object]) -> None:
        """Read on the workspace's thread, and show that in a turn, if the series is still the one that is shown."""

        def work() -> None:
            with self._workspace.messages.refusals():
                found = read()
                self._turns.defer(lambda: self._showRead(opened, show, found))

        self._workspace.executor.submit(work)

    def _showRead(self, opened: OpenSeries, show: Callable[[SeriesScene, Any], object], found: Any) -> None:
        if opened is self._opened and self.current:
            with self._workspace.messages.refusals():
                show(self.current, found)


def _contents(opened: OpenSeries) -> SeriesContents:
    reason = opened.reason or _("The series is open for reading only.")
    return SeriesContents(opened.name, opened.definitions, opened.annotation, opened.session, reason)
