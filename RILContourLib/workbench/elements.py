"""HTML of the page as trame has it: any element with any attribute, and the few that every panel uses."""

from __future__ import annotations

import html
from typing import Any

from trame_client.widgets.core import HTML_CTX, AbstractElement

Expression = tuple[str]
"""What Vue works out in the page, of the state: `("rois.current",)`. A plain text stands as it is."""


class Element(AbstractElement):
    """An element that becomes HTML once, with the layout that it stands in.

    trame's own do so at the end of each `with` block as well, all that is inside of them included: drawing the page
    would take a time that grows with the square of its depth.
    """

    def __exit__(self, *_failure: object) -> None:
        HTML_CTX.exit(self)


def element(tag: str, text: str | None = None, /, **attributes: Any) -> Element:
    """An element inside of the one that is open; use it in a `with` block to put others inside.

    text : may have `{{ expressions }}`
    attributes : `classes`, `v_if`, `click` and all others that trame knows for every element; any other name becomes
        the attribute of that name with `-` for `_` (`aria_label`), bound if its value is an `Expression`
    """
    plain = [name for name in attributes if not name.startswith("v_") and name not in _EVENTS]
    return Element(tag, text, __properties=plain, **attributes)


def literal(text: str) -> str:
    """A text inside of an expression, whatever it holds."""
    return html.escape("'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'", quote=True).replace("&#x27;", "'")


def counted(number: str, one: str, several: str) -> str:
    """An expression: a text for so many of something, with `{count}` where the number stands."""
    text = f"({number} === 1 ? {literal(one)} : {literal(several)})"
    return f"{text}.replace('{{count}}', ({number}).toLocaleString('en'))"


def icon(name: str | Expression, *, classes: str | Expression = "", **attributes: Any) -> Element:
    """A sign of the Material Design Icons, which come with the page; it is not read aloud."""
    sign = f"'mdi-{name}'" if isinstance(name, str) else f"'mdi-' + ({name[0]})"
    more = f"'{classes}'" if isinstance(classes, str) else classes[0]
    return element("i", v_bind_class=f"['mdi', {sign}, {more}]", aria_hidden="true", **attributes)


def button(text: str | None, click: Any, **attributes: Any) -> Element:
    """A button; put other elements inside where `text` is None."""
    classes = attributes.pop("classes", "btn")
    return element("button", text, type="button", click=click, classes=classes, **attributes)


def icon_button(
    sign: str | Expression, label: str | Expression, click: Any, *, keys: str = "", **attributes: Any
) -> Element:
    """A button that is a sign: `label` says what it does, aloud and in the tooltip, where its `keys` stand, too."""
    title: str | Expression = label
    if keys:
        title = f"{label} ({keys})" if isinstance(label, str) else (f"({label[0]}) + ' ({keys})'",)
    made = button(None, click, title=title, aria_label=label, **({"classes": "btn sign"} | attributes))
    with made:
        icon(sign)
    return made


_EVENTS = frozenset(
    ("click", "change", "input", "keydown", "keyup", "focus", "blur", "mouseenter", "mouseleave", "mousemove", "submit")
)
