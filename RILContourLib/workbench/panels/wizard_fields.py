"""A question of the wizard, whatever its kind."""

from __future__ import annotations

from typing import Any

from ...panels.translation import _
from ..elements import element


def draw_field(put: Any) -> None:
    """The question that the expression `field` is; `put(id, value)` answers it."""
    with element("div", classes="row"):
        element("span", "{{ field.ask }}", v_if="field.kind !== 'check'", classes="ask")
        element(
            "span",
            _("from the file"),
            v_if="field.from_file",
            classes="from-file",
            title=_("The network's file told it"),
        )
    _draw_choice(put)
    _draw_check(put)
    _draw_text(put)
    _draw_numbers(put)
    element("p", "{{ field.help }}", v_if="field.help", classes="muted")
    element("p", "{{ field.error }}", v_if="field.error", classes="error", role="alert")


def _draw_choice(put: Any) -> None:
    change = (put, "[field.id, $event.target.value]")
    with element(
        "select",
        v_if="field.kind === 'choice'",
        value=("String(field.value)",),
        change=change,
        aria_label=("field.ask",),
        v_bind_class="{bad: field.error}",
    ):
        element("option", "{{ choice[1] }}", v_for="choice in field.choices", key="choice[0]", value=("choice[0]",))


def _draw_check(put: Any) -> None:
    with element("label", v_if="field.kind === 'check'", classes="check"):
        change = (put, "[field.id, $event.target.checked]")
        element("input", type="checkbox", checked=("!!field.value",), change=change)
        element("span", "{{ field.ask }}")


def _draw_text(put: Any) -> None:
    with element("div", v_if="['text', 'lines', 'number'].includes(field.kind)", classes="with-unit"):
        element(
            "ril-box",
            value=("field.value",),
            lines=("field.kind === 'lines' ? 3 : 1",),
            aria_label=("field.ask",),
            v_bind_class="{bad: field.error}",
            v_on_commit=(put, "[field.id, $event]"),
        )
        element("span", "{{ field.unit }}", v_if="field.unit", classes="muted")


def _draw_numbers(put: Any) -> None:
    with element("div", v_if="field.kind === 'numbers'", classes="with-unit"):
        given = "(field.value || field.labels.map(() => null))"
        with element("label", v_for="(label, n) in field.labels", key="label", classes="one-of-numbers"):
            element("span", "{{ label }}", classes="muted")
            element(
                "ril-box",
                value=(f"{given}[n]",),
                aria_label=("`${field.ask}: ${label}`",),
                v_bind_class="{bad: field.error}",
                v_on_commit=(put, f"[field.id, {given}.map((each, at) => at === n ? $event : each)]"),
            )
        element("span", "{{ field.unit }}", v_if="field.unit", classes="muted")
