"""The line on top: what is open, who else holds it, and how safe the edits are."""

from __future__ import annotations

from trame.widgets import html

from ...panels.workspace import Workspace
from ..drawn import Drawn


class StatusBar(Drawn[Workspace]):
    name = "workspace"

    def draw(self) -> None:
        html.Span("{{ workspace.project }}", classes="ml-4 font-weight-medium")
        html.Span("{{ workspace.series }}", classes="ml-4")
        html.Span("{{ workspace.saving.text }}", classes="ml-4", title=("workspace.saving.detail",))
