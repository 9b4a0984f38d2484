"""The three planes and the 3D view of the open series."""

from __future__ import annotations

from trame_client.ui.core import AbstractLayout
from trame_server import Server
from trame_slicer import module as trame_slicer_module
from trame_slicer.core import LayoutManager, SlicerApp
from trame_slicer.rca_view import register_rca_factories

from ..event_loop import EventLoop
from ..models import Models


class Views:
    """Slicer's views on the page. They follow `models.workspace`: what is opened there is shown here."""

    def __init__(self, server: Server, slicer: SlicerApp, models: Models, loop: EventLoop) -> None:
        server.enable_module(trame_slicer_module)
        register_rca_factories(slicer.view_manager, server)
        self._layouts = LayoutManager(slicer.scene, slicer.view_manager, server)
        self._layouts.register_layout_dict(LayoutManager.default_grid_configuration())

    def draw(self, layout: AbstractLayout) -> None:
        """Put the views here; called once inside of the page's layout."""
        self._layouts.initialize_layout_grid(layout)
        self._layouts.set_layout("Quad View")
