"""The page: where each panel stands."""

from __future__ import annotations

from trame.ui.vuetify3 import VAppLayout
from trame.widgets import html
from trame.widgets import vuetify3 as vuetify
from trame_server import Server

from .event_loop import EventLoop
from .models import Models
from .panels.status_bar import StatusBar
from .viewing.views import Views


class Page:
    def __init__(self, server: Server, models: Models, views: Views, loop: EventLoop) -> None:
        self._status = StatusBar(server, loop, models.workspace)
        with VAppLayout(server) as self.layout:
            self.layout.root.theme = "dark"
            with vuetify.VAppBar(density="compact"):
                self._status.draw()
            with vuetify.VMain(), html.Div(style="height: calc(100vh - 48px); width: 100%"):
                views.draw(self.layout)
