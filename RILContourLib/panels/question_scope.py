"""What the questions are about: the series, or the slice, ROI or point that one is at, which they then follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..annotation.answers import About
from ..annotation.changes import PointsChange
from ..annotation.edit import Edit
from ..project.text_field import ABOUT
from .choices import one_of
from .observing import Panel, Signal
from .opened import OpenSeries
from .roi_panel import ROIPanel
from .text_panel import TextPanel
from .translation import _
from .workspace import Workspace


class Looking(Protocol):
    """Where one looks, as `ViewsPanel`: the voxel that is shown, and the frame; `moved` tells that it is another."""

    moved: Signal[[]]
    place: tuple[int, int, int]
    frame: int


@dataclass(frozen=True)
class PointRow:
    """A point of the current ROI; `words` are its label, or its number in the ROI."""

    id: str
    words: str


@dataclass(frozen=True)
class ScopeState:
    """`kinds` are those that the project has questions about; `words` say which slice, ROI or point it is.

    hint : what is to be done first, where there is no such slice, ROI or point
    points : of the current ROI, while the questions are about points
    """

    about: About = "series"
    kinds: tuple[About, ...] = ()
    words: str = ""
    hint: str = ""
    points: tuple[PointRow, ...] = ()
    point: str | None = None


class QuestionScope(Panel):
    """Has the text panel ask about what one is at. What was chosen stays from series to series."""

    def __init__(self, workspace: Workspace, text: TextPanel, rois: ROIPanel, looking: Looking) -> None:
        super().__init__()
        self._workspace = workspace
        self._text = text
        self._rois = rois
        self._looking = looking
        self._about: About = "series"
        self._point: str | None = None
        self._subscriptions += [
            workspace.switched.subscribe(self._follow),
            workspace.edited.subscribe(self._edited),
            rois.subscribe(self._follow_roi),
            looking.moved.subscribe(self._follow_place),
        ]

    @property
    def state(self) -> ScopeState:
        opened = self._workspace.opened
        definitions = opened.definitions if opened else self._workspace.project.definitions
        kinds = tuple(about for about in ABOUT if definitions.fields_about(about))
        points = self._points(opened) if self._about == "point" else ()
        return ScopeState(self._about, kinds, self._words(opened), self._hint(points), points, self._point_of(points))

    def choose(self, about: str) -> None:
        """Ask about the series, or about the slice, ROI or point that one is at. UsageError for anything else."""
        self._about = one_of(about, ABOUT)
        self._follow()

    def choose_point(self, point: str) -> None:
        """Ask about this point of the current ROI."""
        self._point = point
        self._about = "point"
        self._follow()

    def _follow(self) -> None:
        opened, roi = self._workspace.opened, self._rois.current
        if opened and self._about == "slice":
            self._text.about_slice(self._looking.place[opened.annotation.slice_axis], self._looking.frame)
        elif opened and self._about == "roi" and roi:
            self._text.about_roi(roi)
        elif opened and self._about == "point" and roi and (point := self._point_of(self._points(opened))):
            self._text.about_point(roi, point)
        else:
            self._text.about_series()
        self.changed.tell()

    def _follow_roi(self) -> None:
        roi = self._rois.current
        if self._about in ("roi", "point") and self._text.state.key.partition("/")[0] != roi:
            self._follow()

    def _follow_place(self) -> None:
        if self._about == "slice":
            self._follow()

    def _edited(self, edit: Edit) -> None:
        if self._about == "point" and any(isinstance(change, PointsChange) for change in edit.changes):
            self._follow()

    def _points(self, opened: OpenSeries | None) -> tuple[PointRow, ...]:
        roi = self._rois.current
        if opened is None or roi is None:
            return ()
        points = opened.annotation.roi(roi).points
        words = _("Point {number}")
        return tuple(PointRow(p.id, p.label or words.format(number=n)) for n, p in enumerate(points, start=1))

    def _point_of(self, points: tuple[PointRow, ...]) -> str | None:
        """The point that was chosen, as long as it is there; else the first."""
        ids = [point.id for point in points]
        return self._point if self._point in ids else next(iter(ids), None)

    def _words(self, opened: OpenSeries | None) -> str:
        roi = self._rois.current
        if opened is None:
            return ""
        if self._about == "slice":
            return _("Slice {number}").format(number=self._looking.place[opened.annotation.slice_axis] + 1)
        return opened.definitions.roi(roi).name if roi and self._about in ("roi", "point") else ""

    def _hint(self, points: tuple[PointRow, ...]) -> str:
        if self._about == "roi" and self._rois.current is None:
            return _("The project has no ROI.")
        if self._about == "point" and not points:
            return _("The current ROI has no point yet: choose one that marks points, and place one.")
        return ""
