"""The points of the current ROI: choosing one, and going to it; the tools' bar has its label then."""

from __future__ import annotations

from typing import Any

from trame_server import Server

from ...panels.point_marks import PointMarks
from ...panels.roi_panel import ROIPanel
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ..drawn import Drawn
from ..elements import element
from ..event_loop import EventLoop


class Points(Drawn[PointMarks]):
    name = "points"

    def __init__(self, server: Server, loop: EventLoop, model: PointMarks, rois: ROIPanel, looking: ViewsPanel) -> None:
        self._looking = looking
        super().__init__(server, loop, model)
        rois.subscribe(self.show_soon)

    def plain(self) -> dict[str, Any]:
        chosen = self.model.chosen
        words = _("Point {number}")
        points = [
            {"id": point.id, "words": point.label or words.format(number=number)}
            for number, point in enumerate(self.model.points, start=1)
        ]
        return {"all": points, "chosen": chosen.id if chosen else ""}

    def draw(self) -> None:
        """Shown while the current ROI marks points."""
        with element("div", v_if="rois.now.kind === 'point'", classes="row"):
            with element(
                "select",
                v_if="points.all.length",
                aria_label=_("Points of this ROI"),
                value=("points.chosen",),
                change=(self._go_to, "[$event.target.value]"),
            ):
                element("option", _("choose a point"), value="")
                element("option", "{{ point.words }}", v_for="point in points.all", value=("point.id",))
            element("span", _("No point here yet: press M, and click into the image."), v_else=True, classes="muted")

    def _go_to(self, chosen: str) -> None:
        """Choose a point, and show the slices that it lies in."""
        self.model.choose(chosen or None)
        point = self.model.chosen
        if point is not None:
            self._looking.go_to(point.ijk)
