"""The browser's filters: words of the name, status, owner, tag, drafts, answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from trame_server import Server

from ...panels.browser import Browser
from ...panels.browser_filters import STATUSES, BrowserFilters
from ...panels.series_table import BrowserFilter
from ...panels.translation import _
from ..elements import button, element


class FilterSheet:
    """Its state is part of the browser's: `browser.filtered`. Choices go to the page as their numbers."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self._browser = browser
        self._filters = BrowserFilters(browser)
        server.state["show_filters"] = False
        server.state["show_columns"] = False

    def plain(self) -> dict[str, Any]:
        wanted = self._filter
        return {
            "text": wanted.text,
            "status": list(wanted.status),
            "boxes": [asdict(box) for box in self._filters.boxes() if box.id != "status"],  # several may be chosen
            "columns": [{"id": key, "title": title} for key, title in self._browser.available_columns[1:]],
            "is_on": self._filters.is_on,
        }

    def draw(self) -> None:
        with element("div", v_if="show_filters", classes="filters"):
            with element("div", classes="chips", role="group", aria_label=_("Status")):
                for status in STATUSES:
                    pressed = f"browser.filtered.status.includes('{status}')"
                    button(
                        _(status), (self.toggle_status, f"['{status}']"), classes="btn chip", aria_pressed=(pressed,)
                    )
            with element("label", v_for="box in browser.filtered.boxes", key="box.id"):
                element("span", "{{ box.label }}", classes="muted")
                chosen = (self.choose, "[box.id, $event.target.value]")
                with element("select", value=("box.chosen",), change=chosen):
                    element("option", "{{ option }}", v_for="(option, n) in box.options", value=("n",))
            button(_("No filter"), self._filters.clear, classes="btn framed", disabled=("!browser.filtered.is_on",))

    # What is done in it

    def set_text(self, text: str) -> None:
        self._browser.set_filter(replace(self._filter, text=str(text)))

    def toggle_status(self, status: str) -> None:
        held = self._filter.status
        chosen = tuple(s for s in STATUSES if (s in held) != (s == status))
        self._browser.set_filter(replace(self._filter, status=chosen))

    def choose(self, box: str, number: str | int) -> None:
        """Filter by an option of a box."""
        self._filters.choose(str(box), int(number))

    def clear(self) -> None:
        self._filters.clear()

    @property
    def _filter(self) -> BrowserFilter:
        return self._browser.state.filter
