"""The browser's filters: words of the name, status, owner, answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trame_server import Server

from ...panels.browser import Browser
from ...panels.form import choices_of
from ...panels.series_table import NOBODY, BrowserFilter
from ...panels.translation import _
from ...project.text_field import TextField
from ..elements import button, element

STATUSES = ("unseen", "in progress", "complete", "approved")
ANY, NONE = "", "none"
_PERSON = "person:"


class FilterSheet:
    """Its state is part of the browser's: `browser.filtered`. Choices go to the page as their numbers."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self._browser = browser
        server.state["show_filters"] = False
        server.state["show_columns"] = False

    def plain(self) -> dict[str, Any]:
        wanted = self._filter
        return {
            "text": wanted.text,
            "status": list(wanted.status),
            "owner": ANY if wanted.owner is None else NONE if wanted.owner == NOBODY else _PERSON + wanted.owner,
            "owners": [{"value": _PERSON + owner, "label": owner} for owner in self._browser.owners],
            "questions": [self._question(field) for field in self._fields()],
            "columns": [{"id": key, "title": title} for key, title in self._browser.available_columns[1:]],
            "is_on": wanted != BrowserFilter(),
        }

    def draw(self) -> None:
        with element("div", v_if="show_filters", classes="filters"):
            with element("div", classes="chips", role="group", aria_label=_("Status")):
                for status in STATUSES:
                    pressed = f"browser.filtered.status.includes('{status}')"
                    button(
                        _(status), (self.toggle_status, f"['{status}']"), classes="btn chip", aria_pressed=(pressed,)
                    )
            self._draw_owner()
            with element("label", v_for="question in browser.filtered.questions", key="question.id"):
                element("span", "{{ question.ask }}", classes="muted")
                with element(
                    "select",
                    value=("question.chosen",),
                    change=(self.set_answer, "[question.id, $event.target.value]"),
                ):
                    element("option", _("any answer"), value=ANY)
                    element("option", _("not answered"), value=NONE)
                    element("option", "{{ c.label }}", v_for="c in question.choices", value=("c.value",))
            button(_("No filter"), self.clear, classes="btn framed", disabled=("!browser.filtered.is_on",))

    def _draw_owner(self) -> None:
        with element("label"):
            element("span", _("Owner"), classes="muted")
            change = (self.set_owner, "[$event.target.value]")
            with element("select", value=("browser.filtered.owner",), change=change):
                element("option", _("anybody"), value=ANY)
                element("option", _("nobody"), value=NONE)
                element("option", "{{ o.label }}", v_for="o in browser.filtered.owners", value=("o.value",))

    # What is done in it

    def set_text(self, text: str) -> None:
        self._browser.set_filter(replace(self._filter, text=str(text)))

    def toggle_status(self, status: str) -> None:
        held = self._filter.status
        chosen = tuple(s for s in STATUSES if (s in held) != (s == status))
        self._browser.set_filter(replace(self._filter, status=chosen))

    def set_owner(self, chosen: str) -> None:
        owner = None if chosen == ANY else NOBODY if chosen == NONE else chosen.removeprefix(_PERSON)
        self._browser.set_filter(replace(self._filter, owner=owner))

    def set_answer(self, field: str, chosen: str) -> None:
        """`chosen` is the number of one of the question's choices, or ANY or NONE."""
        answers = {key: value for key, value in self._filter.answers.items() if key != field}
        known = next((each for each in self._fields() if each.id == field), None)
        if known is not None and chosen == NONE:
            answers[field] = None
        elif known is not None and chosen != ANY:
            answers[field] = choices_of(known)[int(chosen)]["value"]
        self._browser.set_filter(replace(self._filter, answers=answers))

    def clear(self) -> None:
        self._browser.set_filter(BrowserFilter())

    @property
    def _filter(self) -> BrowserFilter:
        return self._browser.state.filter

    def _fields(self) -> list[TextField]:
        """The questions with a fixed set of answers."""
        return [field for field in self._browser.questions if field.kind in ("boolean", "choice", "choices")]

    def _question(self, field: TextField) -> dict[str, Any]:
        values = [choice["value"] for choice in choices_of(field)]
        chosen = ANY
        if field.id in self._filter.answers:
            value = self._filter.answers[field.id]
            chosen = NONE if value is None else str(values.index(value))
        choices = [{"value": str(n), "label": choice["label"]} for n, choice in enumerate(choices_of(field))]
        return {"id": field.id, "ask": field.ask, "chosen": chosen, "choices": choices}
