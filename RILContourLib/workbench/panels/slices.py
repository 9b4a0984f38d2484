"""The slices strip: which slice holds which ROI, lighter where no human took part; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from trame_server import Server

from ...panels.counting import index_words
from ...panels.slices import SlicesPanel
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ..drawn import Drawn
from ..elements import element, icon_button
from ..event_loop import EventLoop

OPACITIES = (0.0, 0.35, 0.65, 1.0)
"""By `Level`: nothing, no human, a human too, a human."""


class SlicesStrip(Drawn[SlicesPanel]):
    """Levels go to the page as runs: [first slice, how many, opacity]."""

    name = "slices"

    def __init__(self, server: Server, loop: EventLoop, model: SlicesPanel, looking: ViewsPanel) -> None:
        self._looking = looking
        super().__init__(server, loop, model)
        looking.moved.subscribe(lambda: loop.once((self, "moved"), self._show_place))
        server.state["slice_shown"] = None

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        rows = [{"roi": r.roi, "name": r.name, "color": r.color, "runs": runs(r.levels)} for r in state.rows]
        return {"count": state.count, "ready": state.ready, "rows": rows, "overall": runs(state.overall)}

    def show(self) -> None:
        super().show()
        self._show_place()

    def draw(self) -> None:
        with element(
            "section", v_if="slices.count > 1", classes="strip", data_region="slices", aria_label=_("Slices with ROI")
        ):
            self._draw_side()
            self._draw_rows()

    def _draw_side(self) -> None:
        with element("div", classes="side"):
            number = "{{ slice_shown === null ? '–' : slice_shown + 1 }} / {{ slices.count }}"
            title = f"slice_shown === null ? '' : `{index_words('${slice_shown}')}`"
            element("span", number, title=(title,), data_slice=True)
            with element("div", classes="row"):
                before, after = _("Previous slice with an ROI"), _("Next slice with an ROI")
                icon_button(
                    "skip-previous", before, (self._looking.step_annotated, "[-1]"), keys="PgDown", classes=_SMALL
                )
                icon_button("skip-next", after, (self._looking.step_annotated, "[1]"), keys="PgUp", classes=_SMALL)
            element("span", _("looking …"), v_if="!slices.ready", classes="muted")
            words = "{{ slices.rows.length }} " + _("ROI here")
            element("span", words, v_else=True, classes="muted ellipsis", title=_("ROI that this image holds"))

    def _draw_rows(self) -> None:
        pick = "Math.floor($event.offsetX / $event.currentTarget.clientWidth * slices.count)"
        with element(
            "svg",
            viewBox=(f"`0 0 ${{slices.count}} ${{{_HEIGHT}}}`",),
            preserveAspectRatio="none",
            role="img",
            aria_label=_("Which slices hold ROI; click to go to a slice"),
            click=(self._go_to, f"[{pick}]"),
        ):
            element("title", _("Full colour: drawn by a human. Lighter: no human took part. Click to go to a slice."))
            element("rect", v_for="run in slices.overall", fill="currentColor", height="1.6", y="0.2", **_RUN)
            with element("g", v_for="(row, n) in slices.rows", key="row.roi"):
                current = "row.roi === rois.current"
                element("rect", v_if=current, x="0", width=("slices.count",), y=("n + 2.1",), height="1", fill="#8886")
                height = (f"{current} ? 1 : .8",)
                element("rect", v_for="run in row.runs", fill=("row.color",), y=("n + 2.1",), height=height, **_RUN)
                element("title", "{{ row.name }}")
            x = "slice_shown + .5"
            element(
                "line",
                v_if="slice_shown !== null",
                x1=(x,),
                x2=(x,),
                y1="0",
                y2=(_HEIGHT,),
                stroke="var(--accent)",
                stroke_width="2",
                vector_effect="non-scaling-stroke",
            )

    def _go_to(self, number: int) -> None:
        state = self.model.state
        if state.count:
            self._looking.show_slice(state.axis, min(max(int(number), 0), state.count - 1))

    def _show_place(self) -> None:
        state = self.model.state
        with self.server.state as shown:
            shown["slice_shown"] = self._looking.place[state.axis] if state.count else None


def runs(levels: Sequence[int]) -> list[list[float]]:
    """[first slice, how many, opacity] for each run of slices that hold something in the same way."""
    found, start = [], 0
    for level, same in groupby(levels):
        length = len(list(same))
        if level:
            found.append([start, length, OPACITIES[level]])
        start += length
    return found


_RUN = {"x": ("run[0]",), "width": ("run[1]",), "fill_opacity": ("run[2]",)}
_FEWEST_ROWS = 10  # few ROI do not become thick bars
_HEIGHT = f"Math.max(slices.rows.length, {_FEWEST_ROWS}) + 3"
_SMALL = "btn sign small"
