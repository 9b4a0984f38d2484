"""The ROI of the template in the open series: which one is worked on, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.roi_panel import ROIPanel, ROIPanelState
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, counted, element, icon, icon_button, literal
from ..event_loop import EventLoop
from .contrast import readable_on

MOST_IN_ONE_COLUMN = 17
COUNT_AFTER_S = 0.6
"""Voxels are counted once nobody edited for so long."""

_SIGN = (
    "{unseen: 'circle-outline none', absent: 'circle-off-outline none', 'in progress': 'circle-half-full progress',"
    " complete: 'check-circle complete'}"
)


class ROIs(Drawn[ROIPanel]):
    """`edit_template(True)` shows the template's editor in the place of the list; `draw_points` those of one."""

    name = "rois"

    def __init__(
        self,
        server: Server,
        loop: EventLoop,
        model: ROIPanel,
        edit_template: Callable[[bool], object],
        draw_points: Callable[[], object],
    ) -> None:
        self.edit_template = edit_template
        self._draw_points = draw_points
        super().__init__(server, loop, model)

    def plain(self) -> dict[str, Any]:
        state: ROIPanelState = self.model.state
        plain = asdict(state)
        for row in plain["rows"]:
            row["text_color"] = readable_on(row["color"])
        plain["now"] = next((row for row in plain["rows"] if row["id"] == state.current), None)
        count = len(state.rows)
        plain["per_column"] = count if count <= MOST_IN_ONE_COLUMN else (count + 1) // 2
        return plain

    def show(self) -> None:
        super().show()
        now = self.shown["now"]
        if now and now["kind"] == "area" and now["voxels"] is None:
            self.loop.once((self, "count"), self._count_later)

    def draw(self) -> None:
        with element("section", classes="panel", v_if="!template.editing", aria_label=_("ROI")):
            self._draw_head()
            with element("div", classes="scrolls"):
                self._draw_list()
                self._draw_empty()
            self._draw_details()

    def _draw_head(self) -> None:
        with element("div", classes="row", style="padding: 2px 8px; min-height: 30px"):
            done = "rois.rows.filter(r => r.status === 'complete' || r.status === 'absent').length"
            words = _("{done} of {count} done").format(done=f"{{{{ {done} }}}}", count="{{ rois.rows.length }}")
            title = _("Complete, or looked for and absent")
            element("span", words, v_if="rois.rows.length", classes="muted", title=title)
            element("span", classes="gap")
            once = _("A voxel belongs to one ROI only: painting takes it from the others")
            element("span", _("one per voxel"), v_if="rois.one_roi_per_voxel", classes="muted", title=once)
            locks = _("Lock all ROI but the current one")
            icon_button("lock-outline", locks, self.model.lock_all_others, keys="Shift+L", disabled=_LOCKED_OUT)
            icon_button("pencil-ruler", _("Change the template"), (self.edit_template, "[true]"))

    def _draw_list(self) -> None:
        with (
            element(
                "div", classes="roi-list", role="listbox", aria_label=_("ROI"), style=("`--rows: ${rois.per_column}`",)
            ),
            button(
                None,
                (self.model.choose, "[row.id]"),
                v_for="row in rois.rows",
                key="row.id",
                classes="roi-row",
                role="option",
                aria_selected=("row.id === rois.current",),
                tabindex=("row.id === rois.current ? 0 : -1",),
                title=("`${row.name} — ${row.status}` + (row.locked ? " + literal(f" ({_('locked')})") + " : '')",),
            ),
        ):
            swatch = "`background: ${row.color}; color: ${row.text_color}`"
            kind = "'swatch ' + row.kind"
            element("span", "{{ row.key }}", classes=(kind,), style=(swatch,))
            element("span", "{{ row.name }}", classes="name ellipsis", dir="auto")
            element("span", "{{ row.points }}", v_if="row.kind === 'point' && row.points")
            icon("lock", v_if="row.locked")
            icon((f"{_SIGN}[row.status]",))

    def _draw_empty(self) -> None:
        with element("div", v_if="!rois.rows.length", classes="hint"):
            icon("shape-plus")
            element("p", _("The project has no ROI yet."))
            button(_("Add the first ROI"), (self.edit_template, "[true]"), classes="btn main")

    def _draw_details(self) -> None:
        with element("div", v_if="rois.now", classes="details", aria_label=_("The current ROI")):
            with element("div", classes="row"):
                swatch = "`background: ${rois.now.color}; color: ${rois.now.text_color}`"
                element("span", classes=("'swatch ' + rois.now.kind",), style=(swatch,))
                element("strong", "{{ rois.now.name }}", classes="ellipsis", title=("rois.now.name",), dir="auto")
                element("span", classes="gap")
                element("span", "{{ " + _AMOUNT + " }}", classes="muted", style="white-space: nowrap", title=(_CODES,))
                self._draw_lock()
            self._draw_points()
            with element("div", classes="segments", role="radiogroup", aria_label=_("Status")):
                for status, words in _STATUSES:
                    self._draw_status(status, words)
            finish = _("Complete, or absent if nothing is marked; then the next ROI's turn comes")
            with button(None, self.model.finish, classes="btn main", title=f"{finish} (F)", disabled=_LOCKED_OUT):
                icon("check")
                element("span", _("Finish this ROI and go on (F)"))

    def _draw_lock(self) -> None:
        with button(
            None,
            self.model.toggle_locked,
            classes="btn sign small",
            title=_("Lock or unlock (L)"),
            aria_label=_("Locked"),
            aria_pressed=("rois.now.locked",),
            disabled=_LOCKED_OUT,
        ):
            icon(("rois.now.locked ? 'lock' : 'lock-open-variant-outline'",))

    def _draw_status(self, status: str, words: str) -> None:
        button(
            words,
            (self.model.set_status, f"['{status}']"),
            classes="btn",
            role="radio",
            aria_checked=(f"rois.now.status === '{status}'",),
            disabled=_LOCKED_OUT,
        )

    def _count_later(self) -> None:
        self.loop.later(COUNT_AFTER_S, self._count_if_needed)

    def _count_if_needed(self) -> None:
        now = self.shown["now"]
        if now and now["voxels"] is None and self.model.can_count:
            self.model.count_voxels()


_LOCKED_OUT = ("!rois.can_edit",)
_STATUSES = (
    ("unseen", _("unseen")),
    ("absent", _("absent")),
    ("in progress", _("in progress")),
    ("complete", _("complete")),
)
_AMOUNT = (
    f"rois.now.kind === 'point' ? {counted('rois.now.points', _('{count} point'), _('{count} points'))} : "
    f"rois.now.voxels === null ? '' : {counted('rois.now.voxels', _('{count} voxel'), _('{count} voxels'))}"
)
_CODES = "[rois.now.radlex && 'RadLex ' + rois.now.radlex, rois.now.snomed && 'SNOMED CT ' + rois.now.snomed]" + (
    ".filter(Boolean).join(', ')"
)
