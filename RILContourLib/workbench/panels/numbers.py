"""Volume and intensities of the current ROI, in the whole image or in the slice that is seen, and their histogram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trame_server import Server

from ...panels.roi_panel import ROIPanel
from ...panels.statistics import StatisticsPanel, StatisticsState
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, counted, element, icon, literal
from ..event_loop import EventLoop

SETTLED_AFTER_S = 0.4
"""Numbers are worked out once the ROI, the slice and its voxels stayed the same for so long."""


class Numbers(Drawn[StatisticsPanel]):
    """Follows the current ROI as long as the page shows it (state `right` is `numbers`)."""

    name = "numbers"

    def __init__(
        self,
        server: Server,
        loop: EventLoop,
        model: StatisticsPanel,
        workspace: Workspace,
        at: tuple[ROIPanel, ViewsPanel],
    ) -> None:
        self._workspace = workspace
        self._rois, self._looking = at
        self._in_slice = False
        self._waiting = 0
        super().__init__(server, loop, model)
        workspace.edited.subscribe(lambda edit: self._follow_soon())
        workspace.switched.subscribe(self._follow_soon)
        self._rois.subscribe(self._follow_soon)
        self._looking.moved.subscribe(self._follow_soon)
        server.state.change("right")(lambda **_: self._follow_soon())

    def plain(self) -> dict[str, Any]:
        state: StatisticsState = self.model.state
        return {
            "in_slice": self._in_slice,
            "computing": state.computing,
            "outdated": state.outdated,
            "note": state.note,
            "rows": _rows(state),
            "bars": bars(state.counts),
            "low": _number(state.edges[0]) if state.edges else "",
            "high": _number(state.edges[-1]) if state.edges else "",
            "most": max(state.counts, default=0),
        }

    def draw(self) -> None:
        with element("section", v_if="right === 'numbers'", classes="panel scrolls", aria_label=_("Statistics")):
            with element("div", classes="row pad"):
                with element("div", classes="segments", role="radiogroup", aria_label=_("Where")):
                    for in_slice, words in ((False, _("Whole volume")), (True, _("This slice"))):
                        value = "true" if in_slice else "false"
                        checked = (f"numbers.in_slice === {value}",)
                        button(words, (self._choose, f"[{value}]"), role="radio", aria_checked=checked)
                element("span", classes="gap")
                element(
                    "span", _("working …"), v_if="numbers.computing || numbers.outdated", classes="muted", role="status"
                )
            with element("div", v_if="rois.now && rois.now.kind === 'area' && workspace.series"):
                element("h3", "{{ rois.now.name }}", classes="pad ellipsis", dir="auto")
                self._draw_table()
                element("p", "{{ numbers.note }}", v_if="numbers.note", classes="pad muted")
                self._draw_histogram()
            with element("div", v_else=True, classes="hint"):
                icon("chart-histogram")
                element("p", _("Open a series and choose an ROI that marks an area."))

    def _draw_table(self) -> None:
        with element("table", classes="numbers"), element("tr", v_for="row in numbers.rows", key="row[0]"):
            element("th", "{{ row[0] }}", scope="row")
            element("td", "{{ row[1] }}")

    def _draw_histogram(self) -> None:
        with element("figure", v_if="numbers.bars", style="margin: 8px"):
            element("figcaption", _("Histogram of the image's values"), classes="muted")
            with element(
                "svg",
                viewBox="0 0 100 40",
                preserveAspectRatio="none",
                style="width: 100%; height: 130px; background: var(--ground)",
                role="img",
                aria_label=(literal(_("Histogram, highest bin: ")) + " + numbers.most",),
            ):
                element("path", d=("numbers.bars",), fill="var(--accent)")
            with element("div", classes="row muted"):
                element("span", "{{ numbers.low }}")
                element("span", classes="gap")
                most = counted("numbers.most", _("highest bin: {count} voxel"), _("highest bin: {count} voxels"))
                element("span", "{{ " + most + " }}")
                element("span", classes="gap")
                element("span", "{{ numbers.high }}")

    def _choose(self, in_slice: bool) -> None:
        self._in_slice = bool(in_slice)
        self.show()
        self._follow()

    def _follow_soon(self) -> None:
        """From any thread."""
        self.loop.once((self, "follow"), self._follow_later)

    def _follow_later(self) -> None:
        self._waiting += 1
        number = self._waiting
        self.loop.later(SETTLED_AFTER_S, lambda: self._follow() if number == self._waiting else None)

    def _follow(self) -> None:
        opened, roi = self._workspace.opened, self._rois.current
        if self.server.state["right"] != "numbers" or opened is None or roi is None:
            return
        if opened.definitions.roi(roi).kind != "area":
            return
        frame, axis = self._looking.frame, opened.annotation.slice_axis
        number = self._looking.place[axis] if self._in_slice else None
        state = self.model.state
        asked = (state.roi, state.frame, state.slice_number)
        if asked != (roi, frame, number):
            self.model.compute(roi, frame=frame, slice_number=number)
        elif state.outdated:
            self.model.recompute()


def bars(counts: Sequence[int]) -> str:
    """A histogram as an SVG path in a box of 100 by 40; empty without counts."""
    most = max(counts, default=0)
    if not most:
        return ""
    width = 100 / len(counts)
    heights = [(number, 39 * count / most) for number, count in enumerate(counts) if count]
    return "".join(f"M{n * width:.2f} 40v{-height:.2f}h{width:.2f}V40z" for n, height in heights)


def _rows(state: StatisticsState) -> list[tuple[str, str]]:
    if state.voxels is None:
        return []
    volume = "" if state.volume_ml is None else f"{state.volume_ml:,.3f} ml"
    rows = [(_("Voxels"), f"{state.voxels:,}"), (_("Volume"), volume)]
    values = [
        (_("Mean"), state.mean),
        (_("Standard deviation"), state.sd),
        (_("Minimum"), state.minimum),
        (_("Maximum"), state.maximum),
    ]
    values += [(_("{percent}th percentile").format(percent=each), at) for each, at in state.percentiles.items()]
    return rows + [(words, _number(value)) for words, value in values if value is not None]


def _number(value: float) -> str:
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.4g}"
