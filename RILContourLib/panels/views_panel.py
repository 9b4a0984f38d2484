"""The Views panel: which slices are shown, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import UsageError
from .choices import one_of
from .first_look import first_place
from .observing import Panel, Signal
from .opened import OpenSeries
from .planes import PLANES, Plane, PlaneName, planes_of
from .slices import SlicesPanel
from .translation import _
from .view_settings import COLOUR_MAPS, LAYOUTS, PRESETS, WINDOWS, ColourMap, Layout, Preset, Window
from .workspace import Workspace

Place = tuple[int, int, int]
NARROWEST = 1e-6


@dataclass(frozen=True)
class PlaneState:
    """A plane and the slice that it shows.

    number : of the slice along image axis `axis`, from 0; position_mm : of that slice along the patient's axis
    letters : at the screen's left, right, top and bottom
    """

    name: PlaneName
    axis: int
    number: int
    count: int
    position_mm: float
    letters: tuple[str, str, str, str]
    label: str


@dataclass(frozen=True)
class Look:
    """What stays from series to series.

    rois_shown, roi_opacity (0 to 1, of the fill), outlines_only : in the planes
    surfaces, volume_rendering : in 3D; crosshair : its lines in the planes
    """

    layout: Layout = "large"
    preset: Preset | None = "auto"
    colour_map: ColourMap = "grey"
    inverted: bool = False
    crosshair: bool = True
    companion_shown: bool = False
    companion_opacity: float = 0.5
    rois_shown: bool = True
    roi_opacity: float = 0.4
    outlines_only: bool = False
    surfaces: bool = False
    volume_rendering: bool = False
    interpolated: bool = False


_PLAIN = Look()


@dataclass(frozen=True)
class ViewsState:
    """`planes` is empty while nothing is open; `main` is the plane in the large view.

    window : None until the image was looked at; companions : ids of those that exist, `companion` the one to lay over
    hidden : ROI that are not shown; notice : why the series cannot be edited
    """

    look: Look = Look()
    main: PlaneName = "Axial"
    planes: tuple[PlaneState, ...] = ()
    frame: int = 0
    frames: int = 1
    window: Window | None = None
    companions: tuple[str, ...] = ()
    companion: str | None = None
    hidden: tuple[str, ...] = ()
    notice: str = ""


class ViewsPanel(Panel):
    """`place` is the voxel that all three planes go through; `moved` tells that it is another.

    `look` is the one to begin with. The shell sets `auto_window` when it has the pixels, and shows what `state` says.
    """

    def __init__(self, workspace: Workspace, slices: SlicesPanel, look: Look = _PLAIN) -> None:
        super().__init__()
        self._workspace = workspace
        self._slices = slices
        self.moved: Signal[[]] = Signal()
        self.look = look
        self.place: Place = (0, 0, 0)
        self.planes: tuple[Plane, ...] = ()
        self.frame = 0
        self._main: PlaneName = "Axial"
        self._window: Window | None = None
        self._auto_window: Window | None = None
        self._companion: str | None = None
        self._companions: tuple[str, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._subscriptions.append(workspace.switched.subscribe(self._switched))
        self._look_at(workspace.opened)

    @property
    def state(self) -> ViewsState:
        opened = self._workspace.opened
        if opened is None:
            return ViewsState(self.look, self._main)
        return ViewsState(
            self.look,
            self._main,
            tuple(self._plane_state(plane, opened) for plane in self.planes),
            self.frame,
            opened.annotation.frames,
            self.window,
            self._companions,
            self._companion,
            tuple(sorted(self._hidden)),
            "" if opened.session else opened.reason or _("The series is open for reading only."),
        )

    # Where one looks

    def plane(self, name: str) -> Plane:
        """UsageError if nothing is open or no plane is called that."""
        for plane in self.planes:
            if plane.name == name:
                return plane
        message = f"There is no plane {name!r} now; there are {', '.join(p.name for p in self.planes) or 'none'}."
        raise UsageError(message)

    def show_slice(self, axis: int, number: int) -> None:
        """Show a slice along an image axis; beyond the last one the last."""
        place = list(self.place)
        place[axis] = int(number)
        self.go_to((place[0], place[1], place[2]))

    def go_to(self, place_ijk: Iterable[float]) -> None:
        """Show the three slices that meet in a place, the nearest in the image."""
        opened = self._workspace.opened
        if opened is None:
            return
        i, j, k = (min(max(round(at), 0), n - 1) for at, n in zip(place_ijk, opened.annotation.shape, strict=True))
        if (i, j, k) != self.place:
            self.place = (i, j, k)
            self.moved.tell()
            self.changed.tell()

    def step(self, by: int, name: str | None = None) -> None:
        """Go some slices on or back in a plane, the main one unless named."""
        if self.planes:
            axis = self.plane(name or self._main).axis
            self.show_slice(axis, self.place[axis] + by)

    def step_annotated(self, step: int, roi: str | None = None) -> None:
        """Go to the next (1) or previous (-1) slice that holds an ROI, any unless named, along the slice axis."""
        opened = self._workspace.opened
        if opened is None:
            return
        axis = opened.annotation.slice_axis
        found = self._slices.neighbour(self.place[axis], step, roi)
        if found is None:
            self._workspace.messages.say(_("There is no further slice with an ROI in this direction."))
        else:
            self.show_slice(axis, found)

    def set_frame(self, frame: int) -> None:
        """Show another frame of a 4D image."""
        opened = self._workspace.opened
        if opened and 0 <= frame < opened.annotation.frames and frame != self.frame:
            self.frame = int(frame)
            self._slices.set_frame(self.frame)
            self.changed.tell()

    # How it is shown

    def set_layout(self, layout: str) -> None:
        self._set_look(layout=one_of(layout, LAYOUTS))

    def set_main(self, name: str) -> None:
        """Show a plane in the large view."""
        self._main = one_of(name, PLANES)
        self.changed.tell()

    @property
    def window(self) -> Window | None:
        """The intensities from black to white; those of the preset unless others were chosen since."""
        preset = self.look.preset
        if preset is None:
            return self._window
        return Window(*WINDOWS[preset]) if preset in WINDOWS else self._auto_window

    def set_auto_window(self, window: Window) -> None:
        """Told by the shell for each image: the window that shows nearly all of it."""
        self._auto_window = window
        self.changed.tell()

    def set_preset(self, preset: str) -> None:
        self._set_look(preset=one_of(preset, PRESETS))

    def set_window(self, width: float, level: float) -> None:
        """Show these intensities, until a preset is chosen or a series opened."""
        self._window = Window(max(float(width), NARROWEST), float(level))
        self._set_look(preset=None)

    def set_colour_map(self, name: str) -> None:
        self._set_look(colour_map=one_of(name, COLOUR_MAPS))

    def set_companion(self, companion: str | None) -> None:
        """Lay another image of the exam over this one, or none."""
        self._companion = None if companion is None else one_of(companion, self._companions)
        self._set_look(companion_shown=companion is not None)

    def set_opacities(self, *, rois: float | None = None, companion: float | None = None) -> None:
        """From 0 (not to be seen) to 1."""
        if rois is not None:
            self._set_look(roi_opacity=min(max(float(rois), 0.0), 1.0))
        if companion is not None:
            self._set_look(companion_opacity=min(max(float(companion), 0.0), 1.0))

    def toggle(self, what: str) -> None:
        """Switch `inverted`, `crosshair`, `rois_shown`, `outlines_only`, `surfaces`, `volume_rendering`,
        `interpolated` or `companion_shown`."""
        if not isinstance(getattr(self.look, what, None), bool):
            message = f"{what!r} cannot be switched on or off in the views."
            raise UsageError(message)
        if what == "companion_shown" and not self._companions:
            self._workspace.messages.say(_("This series has no companion image."))
            return
        if what == "companion_shown" and self._companion is None:
            self._companion = self._companions[0]
        self._set_look(**{what: not getattr(self.look, what)})

    def toggle_roi(self, roi: str) -> None:
        """Show or hide one ROI. UsageError for what is none of the series'."""
        opened = self._workspace.opened
        known = tuple(each.id for each in opened.definitions.rois) if opened else ()
        self._hidden = self._hidden ^ {one_of(roi, known)}
        self.changed.tell()

    def _set_look(self, **changes: object) -> None:
        self.look = replace(self.look, **changes)  # type: ignore[arg-type]
        self.changed.tell()

    # Following what is open

    def _switched(self) -> None:
        self._look_at(self._workspace.opened)
        self.changed.tell()
        self.moved.tell()

    def _look_at(self, opened: OpenSeries | None) -> None:
        """Begin with another series: its own planes, the finest pixels in the main view, where something is marked."""
        self.frame, self._auto_window, self._companions = 0, None, ()
        if self.look.preset is None:
            self.look = replace(self.look, preset="auto")
        if opened is None:
            self.planes = ()
            return
        self.planes = planes_of(opened.image.geometry.affine_ijk_to_ras)
        self._main = next(plane.name for plane in self.planes if plane.axis == opened.annotation.slice_axis)
        self.place = first_place(opened.annotation)
        self._companions = tuple(opened.series.companions)
        self._companion = self._companion if self._companion in self._companions else None
        self._hidden = self._hidden & {roi.id for roi in opened.definitions.rois}

    def _plane_state(self, plane: Plane, opened: OpenSeries) -> PlaneState:
        number, count = self.place[plane.axis], opened.annotation.shape[plane.axis]
        ras_mm = opened.image.geometry.ijk_to_ras_mm(self.place)  # type: ignore[arg-type]
        position_mm = float(ras_mm[("Sagittal", "Coronal", "Axial").index(plane.name)])
        label = f"{_(plane.name)} {number + 1} / {count}"
        return PlaneState(plane.name, plane.axis, number, count, position_mm, plane.letters, label)
