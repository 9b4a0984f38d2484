"""The 3D view: surfaces of the ROI, and the image as a volume."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from trame_slicer.core import SlicerApp
from trame_slicer.views import ThreeDView

from ...panels.view_settings import Window
from ...panels.work import Executor
from ...slicerbridge.image_node import ImageNode
from ..event_loop import EventLoop
from .planes_display import Shown
from .surfaces import Surfaces
from .view_layouts import THREE_D
from .volume_look import hide_volume, show_volume

Note = Literal["", "making", "empty"]


class Space:
    """Nothing of it costs anything until it is asked for and the layout has the view.

    is_seen() says whether it has; otherwise what is shown stays as it was. noted() hears that `note` may be another.
    """

    def __init__(
        self,
        slicer: SlicerApp,
        loop: EventLoop,
        worker: Executor,
        *,
        is_seen: Callable[[], bool],
        noted: Callable[[], object],
    ) -> None:
        self._slicer = slicer
        self._is_seen = is_seen
        self._noted = noted
        self._surfaces = Surfaces(slicer, loop, worker, shown=self._fit, changed=noted)
        self._volume: ImageNode | None = None

    @property
    def view(self) -> ThreeDView:
        return self._slicer.view_manager.get_view(THREE_D)

    @property
    def note(self) -> Note:
        """`making`: surfaces are on their way; `empty`: there is nothing to see."""
        if self._surfaces.making:
            return "making"
        return "" if self._surfaces.are_there or self._volume else "empty"

    def show(self, image: ImageNode, shown: Shown, window: Window, *, surfaces: bool, volume: bool) -> None:
        """Show what is asked for; `window` is the one that shows nearly all of the image."""
        if not self._is_seen():
            return
        if surfaces:
            hidden = shown.roi_look.hidden
            self._surfaces.show(shown.annotation, image.display, shown.rois, shown.frame, hidden)
        else:
            self._surfaces.clear()
        self._show_volume(image if volume and not image.info.is_rgb else None, window)

    def edited(self, rois: Iterable[str]) -> None:
        self._surfaces.edited(rois)

    def clear(self) -> None:
        """Show nothing."""
        self._surfaces.clear()
        self._volume = None  # its display nodes go with it

    def fit(self) -> None:
        self._fit()

    def _show_volume(self, image: ImageNode | None, window: Window) -> None:
        if image is self._volume:
            return
        if self._volume:
            hide_volume(self._slicer, self._volume)
        self._volume = image
        if image:
            show_volume(self._slicer, image, window)
            self._fit()
        self._noted()

    def _fit(self) -> None:
        """Look at what is there from the front, all of it."""
        self.view.fit_view_to_content()
        self.view.schedule_render()
