"""Serving the workbench of a project until it is stopped."""

from __future__ import annotations

from trame_server import Server

from ...session.project import Project
from ..application import Workbench


def serve(project: Project, *, port: int = 0, open_browser: bool = True) -> None:
    """Serve the workbench on this computer only, until Ctrl-C."""
    server = Server(name="rilcontour", options={"port": port})
    workbench = Workbench(server, project)
    server.controller.on_server_ready.add(lambda **_: workbench.start())
    try:
        server.start(port=port, host="127.0.0.1", open_browser=open_browser, show_connection_info=True, timeout=0)
    finally:
        workbench.close()
