"""The page of all shortcuts, and how to walk through the page by keyboard."""

from __future__ import annotations

from itertools import groupby

from ...panels.shortcuts import help_rows
from ...panels.translation import _
from ..elements import element, icon_button


def draw_help() -> None:
    """Shown while the state's `help` is set."""
    with element("section", v_if="help", classes="sheet help", role="dialog", aria_label=_("Keyboard shortcuts")):
        with element("div", classes="row"):
            element("h2", _("Keyboard shortcuts"))
            element("span", classes="gap")
            icon_button("close", _("Close"), "help = false", keys="Esc")
        element("p", _WALKING, classes="muted", style="margin-bottom: 8px")
        with element("div", classes="shortcuts"):
            rows = sorted(help_rows(), key=lambda row: (row["when"] == "answering", row["panel"]))
            for (when, panel), shown in groupby(rows, key=lambda row: (row["when"], row["panel"])):
                with element("section"):
                    element("h3", _("While answering by keyboard") if when == "answering" else _(panel))
                    for row in shown:
                        with element("div", classes="pair"):
                            element("kbd", row["keys"], style="justify-self: start")
                            element("span", row["words"])


_WALKING = _(
    "Shortcuts work while nothing is being written. F6 goes from panel to panel; there Tab, Enter and the arrow keys "
    "move as on any page, until Escape gives the keys back to the image."
)
