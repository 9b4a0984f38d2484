"""The line at the bottom: what was said last, what is being done, and what was said before."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...panels.messages import Messages
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button

_SIGN = "{info: 'information-outline', warning: 'alert', error: 'alert-octagon'}"


class MessageLine(Drawn[Messages]):
    name = "messages"

    def plain(self) -> dict[str, Any]:
        current = self.model.current
        newest_first = [asdict(message) for message in reversed(self.model.all)]
        unseen = [asdict(message) for message in self.model.unseen]
        return {"current": asdict(current) if current else None, "all": newest_first, "unseen": unseen}

    def draw_unseen(self) -> None:
        """Among the banners: what stands until somebody says to have read it."""
        with element(
            "div",
            v_for="said in messages.unseen",
            key="said.number",
            classes=("'banner ' + said.severity",),
            role="alert",
            data_unseen=True,
        ):
            icon((f"{_SIGN}[said.severity]",))
            element("span", "{{ said.text }}")
            element("span", classes="gap")
            icon_button("close", _("I have read this"), (self.model.seen, "[said.number]"), classes="btn sign small")

    def draw(self) -> None:
        with element("footer", classes="line", data_region="messages", aria_label=_("Messages")):
            with button(
                None,
                "show_messages = !show_messages",
                title=_("What was said before"),
                aria_expanded=("show_messages",),
            ):
                icon("message-text-outline")
                with element("span", classes="row", aria_live="polite", v_if="messages.current"):
                    icon((f"{_SIGN}[messages.current.severity]",), classes=("messages.current.severity",))
                    text = "{{ messages.current.text }}"
                    element("span", text, classes=("'ellipsis ' + messages.current.severity",), data_message=True)
                element("span", _("Ready."), v_else=True, classes="muted")
            element("span", classes="gap")
            element("span", "{{ workspace.busy_with }}…", v_if="workspace.busy_with", classes="muted", role="status")
        self._draw_history()

    def _draw_history(self) -> None:
        with element("section", v_if="show_messages", classes="sheet messages", aria_label=_("Messages")):
            with element("div", classes="row"):
                element("h2", _("What was said"))
                element("span", classes="gap")
                icon_button("close", _("Close"), "show_messages = false")
            element("p", _("Nothing yet."), v_if="!messages.all.length", classes="muted")
            with element("div", v_for="said in messages.all", key="said.number", classes="row pad"):
                icon((f"{_SIGN}[said.severity]",), classes=("said.severity",))
                element("span", "{{ said.text }}")
