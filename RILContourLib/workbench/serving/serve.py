"""Serving the workbench of a project until it is asked to end."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trame_client.module import vue3
from trame_server import Server

from ...session.project import Project
from ..application import Workbench
from .absence import Absence
from .browser import can_open_browser, open_browser
from .client_files import client_files
from .door import Door
from .ending import COME_BACK, Ending, LeftBehind, begin_end, end
from .messages_in import LARGEST_MESSAGE
from .options import LOOPBACK, ServeOptions
from .routes import Routes
from .secret import Secret
from .stopping import asked_to_stop

LOOK_FOR_WINDOWS_S = 1.0
GOODBYE_S = 1.0  # a window that gets no goodbye sees that the connection ended
SLOW_S = 2.0
STILL_ENDING = "What is under way is being stopped. Ctrl-C once more does not wait for it; edits stay in the journal."
INTERRUPTED = 130  # the exit code of what Ctrl-C ended
HEARTBEAT_S = 30

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Running:
    """Where the page is: `address` lets in whoever has it; `browser_opened` whether a browser was asked to show it."""

    address: str
    port: int
    browser_opened: bool


def serve(
    project: Project,
    options: ServeOptions,
    say_where: Callable[[Running], object],
    say_asked: Callable[[], object] = lambda: None,
) -> Ending:
    """Serve until Ctrl-C, SIGTERM or SIGHUP; then save and close what is open.

    `say_where` is called when the page can be opened, `say_asked` when somebody asks to stop while a series is open:
    saving it may take a while. RILContourError or OSError if it cannot be served.
    """
    return asyncio.run(_Service(project, options, say_where, say_asked).run())


class _Service:
    def __init__(
        self,
        project: Project,
        options: ServeOptions,
        say_where: Callable[[Running], object],
        say_asked: Callable[[], object],
    ) -> None:
        self._options = options
        self._say_where = say_where
        self._say_asked = say_asked
        self._project = project
        self._door = Door(Secret())
        self._routes = Routes(self._door, client_files(Path(vue3.www)), options.host)

    async def run(self) -> Ending:
        with asked_to_stop(_end_at_once) as asked:
            server = _new_server(self._door)
            workbench = Workbench(server, self._project)
            asyncio.get_running_loop().set_exception_handler(_tell_of_errors)
            left = LeftBehind(workbench.models.workspace)
            self._door.left.subscribe(lambda: _let_go(workbench))
            self._absence = self._absence_of(workbench)
            await asyncio.sleep(0)  # the loop has not turned for seconds: it may have been asked to stop meanwhile
            if not asked.is_set():
                await self._serve(server, workbench, asked)
            begun = begin_end(workbench.models.workspace)
            with _told_if_slow():
                workbench.close_views()
                # Beside the loop, which still has to draw what is done last.
                return await asyncio.get_running_loop().run_in_executor(None, end, workbench.models, left, begun)

    async def _serve(self, server: Server, workbench: Workbench, asked: asyncio.Event) -> None:
        server.controller.on_server_bind.add(self._bind)
        server.controller.on_server_ready.add(lambda **_: self._ready(server, workbench))
        running = asyncio.ensure_future(_start(server, self._options))
        stop = asyncio.ensure_future(asked.wait())
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()  # raises what kept it from being served
        elif workbench.models.workspace.opened is not None:
            self._say_asked()
        await _say_goodbye(server, running)

    def _absence_of(self, workbench: Workbench) -> Absence:
        windows, options = self._door.windows, self._options
        return Absence(windows, workbench.models.workspace, away_s=options.away_s, idle_s=options.idle_s)

    def _bind(self, web_server: Any) -> None:
        """wslink's server is made and does not run yet: the last moment to put something before it."""
        (handler,) = web_server._ws_handlers
        self._door.guard(handler)
        self._routes.install(web_server.app)

    def _ready(self, server: Server, workbench: Workbench) -> None:
        workbench.start()
        self._look(workbench)
        address = f"http://{_named(self._options)}:{server.port}/"
        secret = self._door.secret
        opens = self._options.open_browser and can_open_browser()
        if opens:
            open_browser(f"{address}#code={secret.new_code()}")
        self._say_where(Running(f"{address}#token={secret.token}", server.port, opens))

    def _look(self, workbench: Workbench) -> None:
        self._absence.look()
        workbench.loop.later(LOOK_FOR_WINDOWS_S, lambda: self._look(workbench))


def _let_go(workbench: Workbench) -> None:
    """A window went away, perhaps in the middle of a stroke: what was held down in it is held no more."""
    workbench.views.events.let_go()
    workbench.views.tools.erase_while_held(False)


def _new_server(door: Door) -> Server:
    server = Server(name="rilcontour", ws_max_msg_size=LARGEST_MESSAGE, ws_heart_beat=HEARTBEAT_S)
    server.state.trame__title = "RIL-Contour"
    server.add_protocol_to_configure(lambda protocol: protocol.registerLinkProtocol(door))
    # The framework's default secret is known to everybody; the door does not ask for this one either.
    server.cli.set_defaults(authKey=door.secret.token)
    return server


async def _start(server: Server, options: ServeOptions) -> None:
    # The framework would read this program's command line, and orders from the environment.
    os.environ["TRAME_ARGS"] = ""
    await server.start(
        port=options.port,
        host=options.host,
        thread=True,  # leaves the signals to us
        open_browser=False,
        show_connection_info=False,
        disable_logging=True,
        backend="aiohttp",
        exec_mode="coroutine",
        timeout=0,
        follow_symlinks=False,
    )


async def _say_goodbye(server: Server, running: asyncio.Future[None]) -> None:
    """End the window's connection, and listening; what does not end in time ends with the process."""
    try:
        await asyncio.wait_for(server.stop(), GOODBYE_S)
    except TimeoutError:
        logger.info("A connection did not end in time.")
        running.cancel()


@contextmanager
def _told_if_slow() -> Iterator[None]:
    """Why it takes long to end is said after a moment."""
    telling = threading.Timer(SLOW_S, logger.warning, [STILL_ENDING])
    telling.daemon = True
    telling.start()
    try:
        yield
    finally:
        telling.cancel()


def _end_at_once() -> None:
    """As a crash would, but told: an ordinary exit waits for every thread, however long that still works."""
    logger.warning("Ended without waiting. Edits that are in no version yet are in the journal. %s", COME_BACK)
    os._exit(INTERRUPTED)


def _tell_of_errors(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Of those in tasks nobody waits for; that a window went away while it was written to is none."""
    if isinstance(context.get("exception"), ConnectionError):
        logger.debug("A window went away while it was written to.")
    else:
        loop.default_exception_handler(context)


def _named(options: ServeOptions) -> str:
    """The name in the address: one that a browser on this computer can use."""
    if options.host in ("0.0.0.0", "::", ""):  # noqa: S104
        return LOOPBACK
    return f"[{options.host}]" if ":" in options.host else options.host
