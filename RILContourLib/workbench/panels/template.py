"""Changing the template: adding ROI from terms, names, colours, order; what is in use is asked about in its place."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.roi_panel import ROIPanel
from ...panels.template_editor import TemplateEditor
from ...panels.translation import _
from ...project.roi import ROI_KINDS
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop


class Template(Drawn[TemplateEditor]):
    name = "template"

    def __init__(self, server: Server, loop: EventLoop, model: TemplateEditor, rois: ROIPanel) -> None:
        self._rois = rois
        self._editing = False
        self._typed = ""
        self._kind = ROI_KINDS[0]
        super().__init__(server, loop, model)

    def plain(self) -> dict[str, Any]:
        question = self.model.question
        return {
            "editing": self._editing,
            "typed": self._typed,
            "kind": self._kind,
            "terms": [asdict(term) for term in self.model.search_terms(self._typed)] if self._typed.strip() else [],
            "question": asdict(question) if question else None,
        }

    def edit(self, on: bool) -> None:
        """Show the editor instead of the list of ROI, or the list again."""
        self._editing, self._typed = bool(on), ""
        self.show()

    def draw(self) -> None:
        with element("section", v_if="template.editing", classes="panel", aria_label=_("The project's template")):
            with element("div", classes="row pad"):
                element("h2", _("Template of the project"))
                element("span", classes="gap")
                button(_("Done"), (self.edit, "[false]"), classes="btn main")
            self._draw_question()
            self._draw_adding()
            with element("div", classes="scrolls"):
                self._draw_rows()
            self._draw_switch()

    def _draw_question(self) -> None:
        with element("div", v_if="template.question", classes="question", role="alertdialog", aria_label=_("In use")):
            element("strong", "{{ template.question.change }}?")
            element("p", "{{ use.text }}", v_for="use in template.question.uses")
            with element("div", classes="row"):
                button(_("Change it all the same"), self.model.confirm, classes="btn framed")
                button(_("Leave it"), self.model.decline, classes="btn main")

    def _draw_adding(self) -> None:
        with element("div", classes="pad"):
            with element("div", classes="row"):
                element(
                    "ril-box",
                    type="search",
                    live=True,
                    value=("template.typed",),
                    aria_label=_("Name or code of an ROI to add"),
                    placeholder=_("Add: name, synonym, RadLex or SNOMED code"),
                    v_on_commit=(self._type, "[$event]"),
                )
                with element("select", style="width: 76px", aria_label=_("Kind"), change=(self._choose_kind, _VALUE)):
                    for kind, words in zip(ROI_KINDS, (_("area"), _("point")), strict=True):
                        element("option", words, value=kind, selected=(f"template.kind === '{kind}'",))
            with element("div", v_if="template.typed.trim()", classes="menu"):
                with button(None, (self._add_term, "[term.name]"), v_for="term in template.terms", classes="term"):
                    element("span", "{{ term.name }}")
                    codes = "[term.group, term.radlex, term.snomed && 'SCT ' + term.snomed].filter(Boolean).join(' · ')"
                    element("span", "{{ " + codes + " }}", classes="muted")
                with button(None, self._add_typed, classes="term"):
                    element("strong", _("Add “{name}” without a term").format(name="{{ template.typed.trim() }}"))

    def _draw_rows(self) -> None:
        with element("div", v_for="(row, n) in rois.rows", key="row.id", classes="template-row"):
            colour = (self._recolour, "[row.id, $event.target.value]")
            element("input", type="color", value=("row.color",), aria_label=_("Colour"), change=colour)
            element(
                "ril-box",
                value=("row.name",),
                aria_label=_("Name"),
                title=("[row.id, row.radlex, row.snomed].filter(Boolean).join(', ')",),
                v_on_commit=(self.model.rename, "[row.id, $event]"),
            )
            _small("arrow-up", _("Up"), (self.model.move, "[row.id, n - 1]"), "n === 0")
            _small("arrow-down", _("Down"), (self.model.move, "[row.id, n + 1]"), "n === rois.rows.length - 1")
            _small("delete-outline", _("Remove"), (self.model.remove, "[row.id]"), "false")

    def _draw_switch(self) -> None:
        with element("label", classes="check details"), element("span", classes="row"):
            change = (self._set_one, "[$event.target.checked]")
            element("input", type="checkbox", checked=("rois.one_roi_per_voxel",), change=change)
            element("span", _("A voxel belongs to one ROI only"))
            icon("information-outline", title=_("Painting then takes voxels from other ROI that are not locked"))

    # What is done in it

    def _type(self, text: str) -> None:
        self._typed = str(text)[:200]
        self.show()

    def _choose_kind(self, kind: str) -> None:
        self._kind = next((each for each in ROI_KINDS if each == kind), self._kind)
        self.show()

    def _add_typed(self) -> None:
        self.model.add(self._typed.strip(), self._kind)
        self._type("")

    def _add_term(self, name: str) -> None:
        self.model.add_term(name, self._kind)
        self._type("")

    def _recolour(self, roi: str, color: str) -> None:
        self.model.recolour(roi, color.upper())

    def _set_one(self, only_one: bool) -> None:
        self.model.set_one_roi_per_voxel(bool(only_one))


def _small(sign: str, label: str, click: Any, disabled: str) -> None:
    icon_button(sign, label, click, classes="btn sign small", disabled=(disabled,))


_VALUE = "[$event.target.value]"
