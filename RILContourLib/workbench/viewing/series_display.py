"""The open series in Slicer's scene: what the workspace has open, read by a thread and shown on the event loop."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from trame_slicer.core import SlicerApp

from ...errors import RILContourError
from ...images.image_info import ImageInfo
from ...panels.opened import OpenSeries
from ...panels.work import Executor
from ...panels.workspace import Workspace
from ...slicerbridge.frame_pixels import FramePixels, read_frame
from ...slicerbridge.overlay import lay_over
from ...slicerbridge.series_scene import SeriesContents, SeriesScene
from ..event_loop import EventLoop

_READING = "The series is open for reading only."


class SeriesDisplay:
    """Follows `workspace.opened`: pixels are read by `reader`, the scene is changed on the event loop.

    scene : of the series that is shown, None while there is none. `shown()` is called when a series, another frame or
    version of it can be seen; `gone()` when it cannot any more.
    """

    def __init__(
        self,
        slicer: SlicerApp,
        workspace: Workspace,
        loop: EventLoop,
        reader: Executor,
        *,
        shown: Callable[[], object],
        gone: Callable[[], object],
    ) -> None:
        self._slicer = slicer
        self._workspace = workspace
        self._loop = loop
        self._reader = reader
        self._shown = shown
        self._gone = gone
        self._opened: OpenSeries | None = None
        self._wanted = 0  # what was asked for before is not shown when it comes
        self._companion: tuple[str | None, float] = (None, 0.0)
        self.scene: SeriesScene | None = None

    @property
    def opened(self) -> OpenSeries | None:
        """What is shown; None while it is read."""
        return self._opened if self.scene else None

    @property
    def window(self) -> tuple[float, float]:
        """Width and level of a window that shows nearly all intensities, but those of the padding round the image."""
        return self.scene.pixels.window if self.scene else (1.0, 0.5)

    def follow(self) -> None:
        """Show what the workspace has open now; on the event loop."""
        opened = self._workspace.opened
        before, self._opened = self._opened, opened
        if opened and before and self.scene and _same_image(opened, before):
            self.scene.show_contents(_contents(opened))
            self._shown()
            return
        self._close()
        if opened:
            self._read(opened, 0)

    def show_frame(self, frame: int) -> None:
        """Show another frame of a 4D image."""
        if self._opened and self.scene and frame != self.scene.image.frame:
            self._read(self._opened, frame)

    def pixels(self, opened: OpenSeries, frame: int) -> np.ndarray:
        """A frame's pixels in the file's order, (i, j, k), from memory if it is shown; do not write into it."""
        held = self.scene.pixels if self.scene and opened is self._opened else None
        if held and held.frame == frame:
            return held.display.from_node_array(held.array_kji)
        return opened.series.pixels(frame)

    def lay_over(self, companion: str | None, opacity: float) -> None:
        """Lay a companion over the image, None for none; the same with another opacity is not read again."""
        before, self._companion = self._companion, (companion, opacity)
        if self.scene is None or self._opened is None or before == self._companion:
            return
        if companion is None:
            self.scene.lay_over(None)
        elif companion == before[0] and self.scene.companion:
            lay_over(self._slicer.scene, self.scene.companion.node, opacity)
        else:
            path = self._opened.series.companions[companion]
            self._read_then(lambda: read_frame(path), lambda pixels: self._show_companion(pixels, companion))

    def close(self) -> None:
        """Take everything out of the scene, and show nothing more."""
        self._opened = None
        self._close()

    def _close(self) -> None:
        self._wanted += 1
        self._companion = (None, 0.0)
        if self.scene:
            self._gone()
            self.scene.close()
            self.scene = None

    def _read(self, opened: OpenSeries, frame: int) -> None:
        self._wanted += 1
        image: ImageInfo = opened.image
        self._read_then(lambda: read_frame(image, frame), lambda pixels: self._show(opened, pixels))

    def _read_then(self, read: Callable[[], FramePixels], show: Callable[[FramePixels], object]) -> None:
        """Read on the reader's thread, and show it on the event loop unless something else was asked for meanwhile."""
        wanted = self._wanted

        def show_if_wanted(pixels: FramePixels) -> None:
            if wanted == self._wanted:
                with self._workspace.messages.refusals():
                    show(pixels)

        def work() -> None:
            try:
                pixels = read()
            except RILContourError as error:
                self._workspace.messages.report(error)
            else:
                self._loop.defer(lambda: show_if_wanted(pixels))

        self._reader.submit(work)

    def _show(self, opened: OpenSeries, pixels: FramePixels) -> None:
        if self.scene:
            self.scene.show_frame(pixels)
        else:
            self.scene = SeriesScene(
                self._slicer.scene,
                _contents(self._workspace.opened or opened),
                pixels,
                defer=self._loop.defer,
                on_refused=lambda sentence: self._workspace.messages.say(sentence, "warning"),
                draggable_points=False,  # who turns the 3D view must not take a point along
            )
            for remark in self.scene.image.remarks:
                self._workspace.messages.say(remark, "warning")
        self._shown()

    def _show_companion(self, pixels: FramePixels, companion: str) -> None:
        if self.scene and self._companion[0] == companion:
            self.scene.lay_over(pixels, companion, self._companion[1])
            self._shown()


def _contents(opened: OpenSeries) -> SeriesContents:
    reason = opened.reason or _READING
    return SeriesContents(opened.name, opened.definitions, opened.annotation, opened.session, reason)


def _same_image(opened: OpenSeries, before: OpenSeries) -> bool:
    return opened.name == before.name and opened.image.geometry == before.image.geometry
