"""The open series in Slicer's scene: its image, its ROI under the guard, and its companion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from trame_slicer.core import SlicerApp

from ...errors import RILContourError
from ...panels.opened import OpenSeries
from ...panels.work import Executor
from ...panels.workspace import Workspace
from ...slicerbridge.frame_pixels import FramePixels, read_frame
from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.guard import Guard
from ...slicerbridge.image_node import ImageNode
from ...slicerbridge.overlay import show_image
from ...slicerbridge.roi_segmentation import ROISegmentation
from ...slicerbridge.windows import percentile_window
from ..event_loop import EventLoop

ENOUGH_VOXELS = 500_000


class SeriesDisplay:
    """Follows `workspace.opened`: pixels are read by `reader`, the scene is changed on the event loop.

    `shown()` is called when a series, or another frame of it, can be seen; `gone()` when it cannot any more.
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
        self._scene = slicer.scene
        self._workspace = workspace
        self._loop = loop
        self._reader = reader
        self._shown = shown
        self._gone = gone
        self._opened: OpenSeries | None = None
        self._wanted = 0
        self._pixels: FramePixels | None = None
        self.image: ImageNode | None = None
        self.segments: ROISegmentation | None = None
        self.guard: Guard | None = None

    @property
    def geometry(self) -> DisplayGeometry | None:
        """Where the image lies in the scene; None while nothing is shown."""
        return self.image.display if self.image else None

    @property
    def window(self) -> tuple[float, float]:
        """Width and level of a window that shows nearly all intensities, but those of the padding round the image."""
        if self._pixels is None:
            return 1.0, 0.5
        voxels = self._pixels.array_kji
        if voxels.ndim == 4:
            return self._pixels.window
        sample = voxels.reshape(-1)[:: max(1, voxels.size // ENOUGH_VOXELS) | 1]
        inside = sample[sample > sample.min()]  # scanners and programs pad with the lowest number there is
        return percentile_window(inside) if inside.size else self._pixels.window

    def follow(self) -> None:
        """Show what the workspace has open now; on the event loop."""
        opened = self._workspace.opened
        before, self._opened = self._opened, opened
        if opened and before and self.image and _same_image(opened, before):
            self._watch(opened, self.image.frame)  # the right to edit came or went, or there is a newer version
            self._shown()
            return
        self.close()
        self._opened = opened
        if opened:
            self._read(opened, 0)

    def show_frame(self, frame: int) -> None:
        """Show another frame of a 4D image."""
        if self._opened and self.image and frame != self.image.frame:
            self._read(self._opened, frame)

    def pixels(self, opened: OpenSeries, frame: int) -> np.ndarray:
        """A frame's pixels in the file's order, (i, j, k), from memory if it is shown; do not write into it."""
        held = self._pixels
        if opened is self._opened and held and held.frame == frame:
            return held.display.from_node_array(held.array_kji)
        return opened.series.pixels(frame)

    def settle(self) -> None:
        """Have the guard look now, before something that must not miss the latest stroke."""
        if self.guard:
            self.guard.settle()

    def close(self) -> None:
        """Take everything out of the scene."""
        self._wanted += 1
        self._opened = self._pixels = None
        if self.image is None:
            return
        self._gone()
        self._unwatch()
        if self.segments:
            self.segments.remove()
        self.image.remove()
        self.image = self.segments = None

    def _read(self, opened: OpenSeries, frame: int) -> None:
        self._wanted += 1
        wanted = self._wanted

        def work() -> None:
            try:
                pixels = read_frame(opened.image, frame)
            except RILContourError as error:
                self._workspace.messages.report(error)
            else:
                self._loop.defer(lambda: self._show(opened, pixels) if wanted == self._wanted else None)

        self._reader.submit(work)

    def _show(self, opened: OpenSeries, pixels: FramePixels) -> None:
        self._pixels = pixels
        with self._workspace.messages.refusals():
            if self.image:
                self.image.show(pixels)
            else:
                self.image = ImageNode(self._scene, pixels, opened.name)
                show_image(self._scene, self.image.node)  # before the ROI: what comes later is drawn over it
                for remark in self.image.remarks:
                    self._workspace.messages.say(remark, "warning")
            self._watch(opened, pixels.frame)
            self._shown()

    def _watch(self, opened: OpenSeries, frame: int) -> None:
        """Show the annotation, and let nothing change it but through the session."""
        assert self.image
        self._unwatch()
        if self.segments and self.segments.definitions == opened.definitions:
            self.segments.show(opened.annotation, frame)
        else:
            if self.segments:
                self.segments.remove()
            self.segments = ROISegmentation.create(
                self._scene, self.image.node, self.image.display, opened.definitions, opened.annotation, frame=frame
            )
        self.guard = Guard(
            self.segments,
            opened.session,
            defer=self._loop.defer,
            on_refused=lambda sentence: self._workspace.messages.say(sentence, "warning"),
            reason=opened.reason or "The series is open for reading only.",
        )

    def _unwatch(self) -> None:
        if self.guard:
            self.guard.close()
            self.guard = None


def _same_image(opened: OpenSeries, before: OpenSeries) -> bool:
    return opened.name == before.name and opened.image.geometry == before.image.geometry
