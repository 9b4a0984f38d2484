"""The 3D view: surfaces of the ROI, and the image as a volume."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from trame_slicer.core import SlicerApp
from trame_slicer.views import ThreeDView

from ...panels.view_settings import Window
from ...panels.work import Executor
from ...slicerbridge.image_node import ImageNode
from ..event_loop import EventLoop
from .planes_display import Shown
from .surfaces import Surfaces
from .view_layouts import THREE_D

AIR = -500  # below it only CT has numbers
CT_PRESET = "CT-Chest-Contrast-Enhanced"
OTHER_PRESET = "MR-Default"


class Space:
    """Nothing of it costs anything until it is asked for and the layout has the view.

    is_seen() says whether it has; otherwise what is shown stays as it was.
    """

    def __init__(self, slicer: SlicerApp, loop: EventLoop, worker: Executor, is_seen: Callable[[], bool]) -> None:
        self._slicer = slicer
        self._is_seen = is_seen
        self._surfaces = Surfaces(slicer, loop, worker, self._fit)
        self._volume: ImageNode | None = None

    @property
    def view(self) -> ThreeDView:
        return self._slicer.view_manager.get_view(THREE_D)

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
        rendering = self._slicer.volume_rendering
        if self._volume and (display := rendering.get_vr_display_node(self._volume.node)):
            display.SetVisibility(False)
        self._volume = image
        if image:
            is_ct = window.lowest < AIR
            display = rendering.create_display_node(image.node, CT_PRESET if is_ct else OTHER_PRESET)
            display.SetVisibility(True)
            self._fit()

    def _fit(self) -> None:
        """Look at what is there from the front, all of it."""
        self.view.fit_view_to_content()
        self.view.schedule_render()
