"""The questions as a form: about the series, the slice that is seen, the current ROI or one of its points."""

from __future__ import annotations

from typing import Any

from ...panels.text_panel import TextPanel
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon, literal

MOST_IN_BUTTONS = 34
"""Characters that choices may have together, to be buttons in one row; more become a list to choose from."""


class Questions(Drawn[TextPanel]):
    name = "answers"

    def plain(self) -> dict[str, Any]:
        plain = super().plain()
        for field in plain["fields"]:
            labels = [choice["label"] for choice in field["choices"]]
            field["as_list"] = field["kind"] == "choice" and sum(map(len, labels)) + 4 * len(labels) > MOST_IN_BUTTONS
            field["limits"] = _limits(field)
        return plain

    def draw(self) -> None:
        """The fields; the head, which says what they are about, is `QuestionHead`."""
        with element("div", classes="scrolls fields", v_if="!scope.hint", role="form", aria_label=_("Questions")):
            with element(
                "div",
                v_for="field in answers.fields.filter(f => f.visible)",
                key="answers.about + answers.key + field.id",
                v_bind_class="{field: true, missing: field.required && field.value === null}",
                data_field=("field.id",),
            ):
                self._draw_ask()
                help_shown = "field.help && show_help === field.id"
                element("p", "{{ field.help }}", v_if=help_shown, classes="help", role="note")
                self._draw_buttons()
                self._draw_list()
                self._draw_box()
                element("p", "{{ field.error }}", v_if="field.error", classes="error", role="alert")
            self._draw_empty()

    def _draw_ask(self) -> None:
        with element("div", classes="ask"):
            element("span", "{{ field.ask }}", classes="text", title=("field.ask",), dir="auto")
            required = _("needs an answer")
            element("span", "*", v_if="field.required", classes="required", title=required, aria_label=required)
            maker = "field.maker && field.maker !== 'human'"
            element("span", "{{ field.maker }}", v_if=maker, classes="muted ellipsis", title=_("Who or what answered"))
            with button(
                None,
                "show_help = show_help === field.id ? '' : field.id",
                v_if="field.help",
                classes="btn sign small",
                title=("field.help",),
                aria_label=(literal(_("Help") + ": ") + " + field.help",),
                aria_expanded=("show_help === field.id",),
            ):
                icon("help-circle-outline")

    def _draw_buttons(self) -> None:
        """Yes and no, one of a few, and several of: a second click takes an answer back."""
        with element(
            "div",
            v_if="field.kind === 'boolean' || field.kind === 'choices' || (field.kind === 'choice' && !field.as_list)",
            classes="options",
            role="group",
            aria_label=("field.ask",),
        ):
            pressed = (
                "field.kind === 'choices' ? (field.value || []).includes(choice.value) : field.value === choice.value"
            )
            button(
                "{{ choice.label }}",
                (self._choose, "[field.id, field.kind, choice.value, field.value]"),
                v_for="choice in field.choices",
                key="choice.label",
                aria_pressed=(pressed,),
                disabled=_READING,
            )

    def _draw_list(self) -> None:
        with element(
            "select",
            v_if="field.as_list",
            aria_label=("field.ask",),
            disabled=_READING,
            value=("field.value === null ? '' : field.value",),
            change=(self.model.answer, "[field.id, $event.target.value]"),
        ):
            element("option", _("not answered"), value="")
            element("option", "{{ choice.label }}", v_for="choice in field.choices", value=("choice.value",))

    def _draw_box(self) -> None:
        with element("div", v_if="field.kind === 'text' || field.kind === 'number'", classes="with-unit"):
            element(
                "ril-box",
                aria_label=("field.ask",),
                aria_invalid=("field.error ? 'true' : 'false'",),
                value=("field.error ? field.entered : field.value",),
                lines=("field.kind === 'text' && field.lines > 1 ? 2 : 1",),
                most=("field.max_length",),
                inputmode=("field.kind === 'number' ? 'decimal' : 'text'",),
                placeholder=("field.limits",),
                v_bind_class="{bad: field.error}",
                disabled=_READING,
                v_on_commit=(self.model.answer, "[field.id, $event]"),
            )
            element("span", "{{ field.unit }}", v_if="field.unit", classes="muted")

    def _draw_empty(self) -> None:
        with element("div", v_if="!answers.fields.length", classes="hint"):
            element("p", _("Open a series to answer its questions."), v_if="!workspace.series")
            element("p", _("The project asks nothing about this."), v_else=True)

    def _choose(self, field: str, kind: str, choice: Any, value: Any) -> None:
        if kind == "choices":
            self.model.toggle(field, choice)
        else:
            self.model.answer(field, None if choice == value and type(choice) is type(value) else choice)


def _limits(field: dict[str, Any]) -> str:
    """What stands in an empty number's box."""
    low, high = field["minimum"], field["maximum"]
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return _("at most {high}").format(high=high) if low is None else _("at least {low}").format(low=low)
    return f"{low:g} – {high:g}"


_READING = ("!answers.can_edit",)
