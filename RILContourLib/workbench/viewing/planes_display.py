"""The three planes: which slices they show, the ROI in them, and the lines where they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from trame_slicer.views import SliceView

from ...annotation.annotation import Annotation
from ...panels.planes import Plane, PlaneName
from ...panels.views_panel import Place
from ...project.roi import ROI
from ...slicerbridge.geometry import DisplayGeometry
from .crosshair import draw_crosshair
from .feedback import CrossLines
from .plane_layer import PlaneLayer
from .roi_picture import ROILook, ROIPicture
from .slice_plane import SlicePlane

MakeLayers = Callable[[SliceView], Sequence[PlaneLayer]]


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

    below(view), above(view) : make what else is drawn in a view, below the ROI and above them
    """

    def __init__(
        self,
        views: Mapping[PlaneName, SliceView],
        is_seen: Callable[[PlaneName], bool],
        below: MakeLayers = lambda view: (),
        above: MakeLayers = lambda view: (),
    ) -> None:
        self._views = views
        self._is_seen = is_seen
        # What is made first lies lowest.
        self._below = {name: tuple(below(view)) for name, view in views.items()}
        self._rois = {name: ROIPicture(view) for name, view in views.items()}
        self._lines = {name: CrossLines(view) for name, view in views.items()}
        self._above = {name: tuple(above(view)) for name, view in views.items()}
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
            for layer in (*self._below[name], *self._above[name]):
                layer.hide()
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

    def redraw_above(self) -> None:
        """Draw anew only what lies above the ROI."""
        for name, plane in self.planes.items():
            if self._shown and self._is_seen(name):
                for layer in self._above[name]:
                    layer.draw(plane, self._shown.frame)
                self._views[name].schedule_render()

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
        for layer in (*self._below[name], *self._above[name]):
            layer.draw(plane, shown.frame)
        if shown.rois_shown:
            self._rois[name].draw(plane, shown.annotation, shown.rois, shown.frame, shown.roi_look)
        else:
            self._rois[name].hide()
        if shown.crosshair:
            draw_crosshair(name, self.planes, self._lines[name], shown.place)
        else:
            self._lines[name].hide()
        self._views[name].schedule_render()
