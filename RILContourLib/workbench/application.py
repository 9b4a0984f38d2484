"""The workbench of one project: view models, Slicer's scene and views, and the page that shows them."""

from __future__ import annotations

import asyncio

from trame_server import Server
from trame_slicer.core import SlicerApp

from ..session.project import Project
from .event_loop import EventLoop
from .models import Models
from .page import Page
from .quiet import hush
from .viewing.views import Views

LOOK_EVERY_S = 1.0


class Workbench:
    """Make one for each process: there is one scene, one user and one page."""

    def __init__(self, server: Server, project: Project) -> None:
        self.loop = EventLoop()
        self.models = Models(project)
        self.slicer = SlicerApp()
        hush()
        self.views = Views(server, self.slicer, self.models, self.loop)
        self.page = Page(server, self.models, self.views, self.loop)

    def start(self) -> None:
        """On the server's running event loop: begin to look at the project, and keep looking."""
        self.loop.run_on(asyncio.get_running_loop())
        self.models.browser.refresh()
        self._look_again()

    def close(self) -> None:
        """Save and close what is open; on the loop's thread."""
        self.close_views()
        self.models.close()

    def close_views(self) -> None:
        """End what was begun with a tool, as an edit, and show nothing any more; on the loop's thread."""
        self.views.close()

    def _look_again(self) -> None:
        """Others' work is seen within a second, in the open series and in the list."""
        self.models.poll()
        self.loop.later(LOOK_EVERY_S, self._look_again)
