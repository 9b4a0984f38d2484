"""The two lines above the views: tools and switches; what is set for the tool in hand, and the window."""

from __future__ import annotations

from ...panels.translation import _
from ..elements import element
from ..panels.tools import ToolControls
from ..panels.views import ViewControls

_ROW = "flex: none; min-height: 32px; padding: 1px 4px; background: var(--panel); border-bottom: 1px solid var(--line)"


class Toolbar:
    def __init__(self, tools: ToolControls, views: ViewControls) -> None:
        self._tools = tools
        self._views = views

    def draw(self) -> None:
        """Call inside of the page's layout, above the views."""
        with element("div", style="position: relative; flex: none", role="toolbar", aria_label=_("Tools and views")):
            with element("div", classes="row", style=f"{_ROW}; gap: 1px; flex-wrap: wrap"):
                self._tools.draw_buttons()
                element("span", classes="gap")
                self._views.draw_buttons()
            with element("div", classes="row", style=f"{_ROW}; gap: 4px"):
                self._tools.draw_settings()
                self._views.draw_window()
            self._tools.draw_sheets()
