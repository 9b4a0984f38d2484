"""The tools, and their settings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...panels.tools_panel import ToolsPanel
from ..drawn import Drawn


class ToolControls(Drawn[ToolsPanel]):
    name = "tools"

    def plain(self) -> dict[str, Any]:
        return asdict(self.model.state)

    def draw(self) -> None:
        """The tools; call inside of the page's layout."""
