"""Answering by keyboard: one question at a time, written large, with the key of each answer beside it."""

from __future__ import annotations

from typing import Any

from trame_client.widgets.core import AbstractElement
from trame_server import Server

from ...panels.keyboard import KeyboardAnswers
from ...panels.text_panel import TextPanel
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon
from ..event_loop import EventLoop


class Answering(Drawn[KeyboardAnswers]):
    """`cursor`, in the state, has the page put the cursor into the box of a question that is answered by writing."""

    name = "asking"

    def __init__(self, server: Server, loop: EventLoop, model: KeyboardAnswers, text: TextPanel) -> None:
        self._text = text
        super().__init__(server, loop, model)
        server.state.change("right")(self._turned_to)

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        visible = [field for field in self._text.state.fields if field["visible"]]
        at = next((n for n, field in enumerate(visible) if field["id"] == state.field), None)
        return {
            "on": state.on,
            "typing": state.typing,
            "offers_next": state.offers_next,
            "field": visible[at] if at is not None else None,
            "number": None if at is None else at + 1,
            "count": len(visible),
            "answered": [{"ask": f["ask"], "value": _words(f)} for f in visible if f["value"] is not None],
        }

    def show(self) -> None:
        before = self.shown
        super().show()
        asking = self.shown
        if asking["on"] and not before["on"]:
            with self.server.state as state:
                state.update({"right": "questions", "drawer": "right"})  # nobody answers what is not seen
        asks_another = (asking["field"] or {}).get("id") != (before["field"] or {}).get("id")
        if asking["on"] and asking["typing"] and (asks_another or not before["on"]):
            number = self.server.state["cursor"]["number"] + 1
            with self.server.state as state:
                state["cursor"] = {"into": "[data-asking] input, [data-asking] textarea", "number": number}

    def draw_switch(self) -> None:
        """The button that begins and ends it."""
        with button(
            None,
            (self._switch, "[!asking.on]"),
            classes="btn framed",
            aria_pressed=("asking.on",),
            disabled=("!workspace.series || !answers.fields.length",),
            title=_("One question at a time, answered by keys (K)"),
        ):
            icon("keyboard")
            element("span", _("By keyboard"))

    def draw(self) -> None:
        with element("div", v_if="asking.on", classes="asking", aria_live="polite", data_asking=True):
            self._draw_question()
            self._draw_end()
            with element("dl", v_if="asking.answered.length", classes="answered"), _each("given in asking.answered"):
                element("dt", "{{ given.ask }}", classes="ellipsis")
                element("dd", "{{ given.value }}", classes="ellipsis")

    def _draw_question(self) -> None:
        with element("template", v_if="asking.field"):
            place = _("Question {number} of {count}").format(number="{{ asking.number }}", count="{{ asking.count }}")
            element("p", place, classes="muted")
            element("p", "{{ asking.field.ask }}", classes="ask", dir="auto")
            element("p", "{{ asking.field.help }}", v_if="asking.field.help", classes="muted")
            self._draw_choices()
            with element("div", v_if="asking.typing", classes="with-unit row"):
                element(
                    "ril-box",
                    key="answers.key + asking.field.id",
                    aria_label=("asking.field.ask",),
                    value=("asking.field.error ? asking.field.entered : asking.field.value",),
                    most=("asking.field.max_length",),
                    v_on_commit=(self.model.write, "[asking.field.id, $event]"),
                    v_on_enter=(self._enter, "[$event.text, $event.changed]"),
                )
                element("span", "{{ asking.field.unit }}")
            element("p", "{{ asking.field.error }}", v_if="asking.field.error", classes="error", role="alert")
            hint = _("Enter: go on. Backspace: back. Delete: take the answer away. Escape leaves a box.")
            element("p", hint, classes="muted")

    def _draw_choices(self) -> None:
        pressed = (
            "asking.field.kind === 'choices' ? (asking.field.value || []).includes(choice.value)"
            " : asking.field.value === choice.value"
        )
        with button(
            None,
            (self.model.press, "[choice.key]"),
            v_for="choice in asking.field.choices",
            key="choice.label",
            classes="btn choice",
            aria_pressed=(pressed,),
        ):
            element("kbd", "{{ choice.key.toUpperCase() }}", v_if="choice.key")
            element("span", "{{ choice.label }}")

    def _draw_end(self) -> None:
        with element("template", v_if="asking.offers_next"):
            element("p", _("All that needs an answer has one."), classes="saving info")
            with button(None, (self.model.press, "['Enter']"), classes="btn main choice"):
                element("kbd", "Enter", v_if="!asking.typing")
                element("span", _("Open the next unseen series"))

    def _enter(self, text: str, changed: bool) -> None:
        """Enter answers by what was written; in a box where nothing was, it goes on as it does everywhere."""
        if changed:
            self.model.enter(text)
        else:
            self.model.press("Enter")

    def _turned_to(self, right: str, **_others: object) -> None:
        """Another tab of the right column was brought to the front: keys are shortcuts again."""
        if right != "questions" and self.shown["on"]:
            self.model.switch(False)

    def _switch(self, on: bool) -> None:
        self.model.switch(bool(on))


def _each(items: str) -> AbstractElement:
    return element("template", v_for=items)


def _words(field: dict[str, Any]) -> str:
    value = field["value"]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else f"{value} {field['unit']}".strip()
