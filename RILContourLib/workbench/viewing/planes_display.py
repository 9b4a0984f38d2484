"""The three planes: which slices they show, the ROI in them, and the lines where they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from trame_slicer.views import SliceView

from ...annotation.annotation import Annotation
from ...panels.planes import Plane, PlaneName
from ...panels.views_panel import Place
from ...project.roi import ROI
from ...slicerbridge.geometry import DisplayGeometry
from .crosshair import draw_crosshair
from .feedback import CrossLines
from .map_picture import MapPicture
from .roi_picture import ROILook, ROIPicture
from .slice_plane import SlicePlane


@dataclass(frozen=True, eq=False)
class Shown:
    """What the planes are to show; rois_shown, crosshair : whether these are drawn at all."""

    annotation: Annotation
    rois: tuple[ROI, ...]
    frame: int
    place: Place
    roi_look: ROILook
    rois_shown: bool
    crosshair: bool


class PlanesDisplay:
    """is_seen(name) says whether the page shows a plane; what it does not show is drawn when it does again.

    map_at(axis, number, frame) : the colours of a map in a slice of the image, as `MapPicture.draw` takes them
    """

    def __init__(
        self,
        views: Mapping[PlaneName, SliceView],
        is_seen: Callable[[PlaneName], bool],
        map_at: Callable[[int, int, int], np.ndarray | None],
    ) -> None:
        self._views = views
        self._is_seen = is_seen
        self._map_at = map_at
        self._maps = {name: MapPicture(view) for name, view in views.items()}
        self._rois = {name: ROIPicture(view) for name, view in views.items()}  # over the map
        self._lines = {name: CrossLines(view) for name, view in views.items()}
        self._shown: Shown | None = None
        self.planes: dict[PlaneName, SlicePlane] = {}

    def lay(self, planes: Iterable[Plane], display: DisplayGeometry, shown: Shown) -> None:
        """Begin with another image: lay the planes along its axes, and show all of it."""
        self._shown = None
        self.planes = {
            plane.name: SlicePlane(self._views[plane.name], plane, display, partial(self._draw, plane.name))
            for plane in planes
        }
        self.show(shown)

    def clear(self) -> None:
        """Show nothing."""
        self.planes, self._shown = {}, None
        for name, view in self._views.items():
            self._maps[name].hide()
            self._rois[name].hide()
            self._lines[name].hide()
            view.schedule_render()

    def show(self, shown: Shown) -> None:
        """Show other slices, or the same in another way."""
        self._shown = None  # nothing is drawn before all of it is known
        for plane in self.planes.values():
            number = shown.place[plane.plane.axis]
            if number != plane.number:
                plane.show_slice(number)
        self._shown = shown
        for name in self.planes:
            self._draw(name)

    def edited(self, rois: Iterable[str]) -> None:
        """Draw these ROI anew."""
        rois = list(rois)
        for name, picture in self._rois.items():
            picture.forget(rois)
            self._draw(name)

    def fit(self) -> None:
        """Show the whole image in each plane."""
        for plane in self.planes.values():
            plane.fit()

    def resized(self, name: PlaneName) -> None:
        """A view has another size."""
        if name in self.planes:
            self.planes[name].resized()

    def _draw(self, name: PlaneName) -> None:
        """What lies over the image in one plane: after the plane was moved, or what it shows was changed."""
        shown, plane = self._shown, self.planes.get(name)
        if shown is None or plane is None or not self._is_seen(name):
            return
        self._maps[name].draw(plane, self._map_at(plane.plane.axis, plane.number, shown.frame))
        if shown.rois_shown:
            self._rois[name].draw(plane, shown.annotation, shown.rois, shown.frame, shown.roi_look)
        else:
            self._rois[name].hide()
        if shown.crosshair:
            draw_crosshair(name, self.planes, self._lines[name], shown.place)
        else:
            self._lines[name].hide()
        self._views[name].schedule_render()
