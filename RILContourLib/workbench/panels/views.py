"""Controls of the views: layout, window, colours, what is laid over the image."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...panels.views_panel import ViewsPanel
from ..drawn import Drawn


class ViewControls(Drawn[ViewsPanel]):
    name = "views"

    def plain(self) -> dict[str, Any]:
        return asdict(self.model.state)

    def draw(self) -> None:
        """The controls; call inside of the page's layout."""
