"""What models drafted on the open series: accepted or rejected by ROI, by slice, or all."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.drafts_panel import DraftsPanel
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop


class Drafts(Drawn[DraftsPanel]):
    name = "drafts"

    def __init__(self, server: Server, loop: EventLoop, model: DraftsPanel) -> None:
        super().__init__(server, loop, model)

    def plain(self) -> dict[str, Any]:
        plain = asdict(self.model.state)
        for row in plain["rows"]:
            row["when"] = row["time"].replace("T", " ")[:16] + " UTC"
        return plain

    def draw(self) -> None:
        with element("section", v_if="right === 'drafts'", classes="panel scrolls", aria_label=_("Drafts")):
            with element("div", v_if="!drafts.rows.length && !drafts.trial", classes="hint"):
                icon("draw-pen")
                element("p", _("Open a series to see what models drafted on it."), v_if="!workspace.series")
                element("p", _("No draft waits on this series. A model makes one under Run."), v_else=True)
            element("p", _LEGEND, v_if="drafts.rows.length || drafts.trial", classes="pad muted draft-legend")
            trial = _("This is a trial of {model}: nothing of it is kept.").format(model="{{ drafts.trial }}")
            element("p", trial, v_if="drafts.trial", classes="question")
            with element("template", v_if="drafts.rows.length"):
                self._draw_choice()
                self._draw_all()
                self._draw_rois()
                self._draw_answers()
                self._draw_curves()

    def _draw_choice(self) -> None:
        with element("div", classes="block"):
            with (
                element("label", v_if="drafts.rows.length > 1"),
                element(
                    "select",
                    value=("drafts.current",),
                    change=(self.model.choose, "[$event.target.value]"),
                    aria_label=_("Draft"),
                ),
            ):
                words = "{{ row.model }}, {{ row.user }}, {{ row.when }}"
                element("option", words, v_for="row in drafts.rows", key="row.id", value=("row.id",))
            chosen = "row in drafts.rows.filter(each => each.id === drafts.current)"
            with element("div", v_for=chosen, key="row.id", classes="row", v_show="drafts.rows.length === 1"):
                element("strong", "{{ row.model }}", data_draft_model=True)
                element("span", "{{ row.user }}, {{ row.when }}", classes="muted ellipsis")
            element("p", _("{count} to decide").format(count="{{ drafts.left }}"), data_left=("drafts.left",))
            element("p", "{{ drafts.reason }}", v_if="drafts.reason", classes="warning")

    def _draw_all(self) -> None:
        model, off = self.model, ("!drafts.can_decide || !drafts.left",)
        with element("div", classes="block"):
            with element("div", classes="row draft-deciding"):
                element("span", _("Everything"), style="flex: 1")
                button(_("Accept all"), model.accept, classes="btn main", disabled=off)
                button(_("Reject"), model.reject, classes="btn framed", disabled=("!drafts.left",))
            with element("div", classes="row draft-deciding"):
                number = _("Slice {number}").format(number="{{ drafts.slice + 1 }}")
                element("span", number, style="flex: 1")
                here = "drafts.rois.some(each => each.waits_here) || drafts.answers.some(each => each.slice !== null)"
                none = (f"!drafts.can_decide || !({here})",)
                accept, reject = (model.accept, "[]", "{here: true}"), (model.reject, "[]", "{here: true}")
                button(_("Accept (A)"), accept, classes="btn main", disabled=none)
                button(_("Reject"), reject, classes="btn framed", disabled=(f"!({here})",))
            with (
                element("div", classes="row"),
                button(None, model.next_undecided, classes="btn framed", disabled=("!drafts.left",), data_next=True),
            ):
                icon("skip-next")
                element("span", _("Next undecided slice (N)"))
            with element("label", classes="check"):
                change = (model.set_replace_human, "[$event.target.checked]")
                element("input", type="checkbox", checked=("drafts.replace_human",), change=change)
                element("span", _("Accepting replaces what people made, too"))
            element("p", "{{ drafts.busy_with }} …", v_if="drafts.busy_with", classes="muted", role="status")

    def _draw_rois(self) -> None:
        with (
            element("div", v_if="drafts.rois.length", classes="block"),
            element("div", v_for="row in drafts.rois", key="row.roi", classes="draft-roi", data_draft_roi=("row.roi",)),
        ):
            with element("div", classes="row"):
                element("span", classes="swatch draft", style=("`--roi: ${row.color}`",))
                element("span", "{{ row.name }}", classes="ellipsis", dir="auto", style="flex: 1")
                icon("lock", v_if="row.locked", title=_("Locked: it is not changed"))
                sure = "row.confidence === null ? '–' : Math.round(100 * row.confidence) + ' %'"
                element("span", "{{ " + sure + " }}", title=_("Mean probability of its voxels"))
            amount = _("{waiting} of {slices} slices wait").format(
                waiting="{{ row.waiting }}", slices="{{ row.slices }}"
            )
            element("p", amount, v_if="row.slices", classes="muted")
            element("p", _("The model found nothing."), v_else=True, classes="muted")
            here = _("in this slice {percent} %").format(percent="{{ Math.round(100 * row.here) }}")
            element("p", here, v_if="row.here !== null", classes="muted")
            kept = _("{count} of them are people's, and stay").format(count="{{ row.spared }}")
            element("p", kept, v_if="row.spared && !drafts.replace_human", classes="muted")
            self._draw_roi_buttons()

    def _draw_roi_buttons(self) -> None:
        model = self.model
        off = ("!drafts.can_decide || !row.waiting || row.locked",)
        here = ("!drafts.can_decide || !row.waits_here || row.locked",)
        with element("div", classes="row draft-buttons", v_if="row.waiting"):
            button(_("Accept"), (model.accept, "[row.roi]"), classes="btn framed", disabled=off)
            button(_("in this slice"), (model.accept, "[row.roi]", "{here: true}"), classes="btn framed", disabled=here)
            element("span", classes="gap")
            button(_("Reject"), (model.reject, "[row.roi]"), classes="btn framed")
            reject_here = (model.reject, "[row.roi]", "{here: true}")
            icon_button(
                "layers-remove",
                _("Reject in this slice"),
                reject_here,
                classes="btn sign small",
                disabled=("!row.waits_here",),
            )

    def _draw_answers(self) -> None:
        model = self.model
        with element("div", v_if="drafts.answers.length", classes="block"):
            element("h3", _("Answers"))
            with element(
                "div",
                v_for="row in drafts.answers",
                key="row.field + row.slice",
                classes="draft-roi",
                data_draft_answer=("row.field",),
            ):
                with element("div", classes="row"):
                    element("span", "{{ row.ask }}", classes="ellipsis", dir="auto", style="flex: 1")
                    element("strong", "{{ row.answer || '–' }}", dir="auto")
                    sure = "row.probability === null ? '' : Math.round(100 * row.probability) + ' %'"
                    element("span", "{{ " + sure + " }}")
                about = _("about slice {number}; deciding is about all slices").format(number="{{ row.slice + 1 }}")
                element("p", about, v_if="row.slice !== null", classes="muted")
                held = _("answered by a person: {answer}").format(answer="{{ row.held }}")
                element("p", held, v_if="row.held_by_people", classes="muted")
                with element("div", classes="row draft-buttons"):
                    off = ("!drafts.can_decide",)
                    button(_("Accept"), (model.accept_answer, "[row.field]"), classes="btn framed", disabled=off)
                    button(_("Reject"), (model.reject_answer, "[row.field]"), classes="btn framed")

    def _draw_curves(self) -> None:
        """What the lines in the strip below the image are."""
        with element("div", v_if="draft_strip.curves.length", classes="block", data_curves=True):
            element("h3", _("Probability along the slices"))
            with element("div", v_for="curve in draft_strip.curves", key="curve.name", classes="row"):
                element("span", classes="curve-line", style=("`background: ${curve.color}`",))
                element("span", "{{ curve.name }}", classes="ellipsis", title=("curve.name",), dir="auto")


_LEGEND = _("Hatched, with a dashed outline: a model's draft, which is no annotation yet.")
