"""Below the slices strip: which slices of a draft wait, and probabilities along them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from trame_server import Server

from ...annotation.slice_ranges import to_ranges
from ...panels.drafts_panel import DraftsPanel
from ...panels.drafts_waiting import WaitingMasks
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ...panels.workspace import Workspace
from ...session.draft_parts import slices_with_voxels
from ..drawn import Drawn
from ..elements import button, element
from ..event_loop import EventLoop

MOST_CURVES = 12


class DraftStrip(Drawn[DraftsPanel]):
    """Follows what is drawn of the draft; the line of the slice shown is that of the slices strip."""

    name = "draft_strip"

    def __init__(
        self, server: Server, loop: EventLoop, model: DraftsPanel, workspace: Workspace, looking: ViewsPanel
    ) -> None:
        self._workspace = workspace
        self._looking = looking
        super().__init__(server, loop, model)
        self.close()  # slices pass by many times a second, and change nothing here
        model.redrawn.subscribe(self.show_soon)

    def plain(self) -> dict[str, Any]:
        opened, shown = self._workspace.opened, self.model.shown
        curves = [{"name": each.name, "color": each.color, "path": stairs(each.values)} for each in self.model.curves]
        if opened is None:
            return {"count": 0, "rows": [], "curves": []}
        axis = opened.annotation.slice_axis
        colours = {roi.id: roi.color for roi in opened.definitions.rois}
        rows = [
            {"roi": roi, "color": colours[roi], "runs": runs}
            for roi, runs in (waiting_runs(shown, axis, self._looking.frame) if shown else ())
            if roi in colours
        ]
        drawn = [each for each in curves if each["path"]][:MOST_CURVES]
        return {"count": opened.annotation.shape[axis], "rows": rows, "curves": drawn}

    def draw(self) -> None:
        some = "draft_strip.count > 1 && (draft_strip.rows.length || draft_strip.curves.length)"
        with element(
            "section", v_if=some, classes="strip drafts", aria_label=_("Slices of the draft"), data_draft_strip=True
        ):
            with element("div", classes="side"):
                shows = "right = 'drafts'; drawer = 'right'"
                button(
                    _("Draft"), shows, classes="btn framed", title=_("What a model drafted, and waits for a decision")
                )
            with element(
                "svg",
                viewBox=("`0 0 ${draft_strip.count} 1`",),
                preserveAspectRatio="none",
                role="img",
                aria_label=_("Slices of the draft that wait, and probabilities along them; click to go to a slice"),
                click=(self._go_to, f"[{_PICK}]"),
            ):
                with element("g", v_for="(row, n) in draft_strip.rows", key="row.roi"):
                    height = "0.3 / draft_strip.rows.length"
                    rect = {"x": ("run[0]",), "width": ("run[1] - run[0] + 1",), "y": (f"0.7 + n * {height}",)}
                    element(
                        "rect",
                        v_for="run in row.runs",
                        fill=("row.color",),
                        height=(height,),
                        fill_opacity="0.55",
                        **rect,
                    )
                with element("g", v_for="curve in draft_strip.curves", key="curve.name"):
                    path = {"fill": "none", "stroke_width": "2", "vector_effect": "non-scaling-stroke"}
                    element("path", d=("curve.path",), stroke=("curve.color",), transform="scale(1 0.66)", **path)
                    element("title", "{{ curve.name }}")
                line = {"y1": "0", "y2": "1", "stroke": "var(--accent)", "vector_effect": "non-scaling-stroke"}
                x = ("slice_shown + .5",)
                element("line", v_if="slice_shown !== null", x1=x, x2=x, stroke_width="2", **line)

    def _go_to(self, number: int) -> None:
        opened = self._workspace.opened
        if opened:
            self._looking.show_slice(opened.annotation.slice_axis, int(number))


def waiting_runs(shown: WaitingMasks, axis: int, frame: int) -> Iterable[tuple[str, list[list[int]]]]:
    """By ROI of a frame: [first, last] of the slices that wait."""
    for roi, each, mask in shown.annotation.masks():
        if each == frame and mask.extent is not None:
            yield roi, to_ranges(slices_with_voxels(mask, axis))


def stairs(values: Sequence[float | None]) -> str:
    """A path of steps, one a slice, from 0 (below) to 1 (above); it breaks where there is no value."""
    path, at = [], 0
    for is_there, group in groupby(values, lambda value: value is not None):
        held = list(group)
        if is_there:
            steps = [
                f"L{at + n} {1 - value:g}L{at + n + 1} {1 - value:g}"
                for n, value in enumerate(held)
                if value is not None
            ]
            path.append("M" + "".join(steps)[1:])
        at += len(held)
    return "".join(path)


_PICK = "Math.floor($event.offsetX / $event.currentTarget.clientWidth * draft_strip.count)"
