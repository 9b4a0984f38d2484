"""What is answered over HTTP: the page that lets a window in, its few files, and the question who may use it."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from .client_files import ClientFiles
from .door import Door
from .headers import NOT_KEPT, SECURITY_HEADERS
from .visitors import host_is_ours, origin_is_ours

FILES = Path(__file__).parents[2] / "resources" / "workbench" / "entry"
PAGE = "index.html"
WEBSOCKET = "/ws"
LONGEST_QUESTION = 4096
LONGEST_NAME = 100

logger = logging.getLogger(__name__)


class Routes:
    """Put before trame's own: `install` on its aiohttp application."""

    def __init__(self, door: Door, client: ClientFiles, host: str) -> None:
        self._door = door
        self._client = client
        self._host = host

    def install(self, application: web.Application) -> None:
        """Before the application runs."""
        application.middlewares.append(self._check)
        application.router.add_post("/window", self._answer_window)
        application.router.add_get("/", self._file(PAGE))
        application.router.add_get(f"/{PAGE}", self._file(PAGE))  # trame's own page takes orders from its address
        application.router.add_get("/favicon.ico", self._file("icon.svg"))
        for file in sorted(FILES.iterdir()):
            if file.name != PAGE:
                application.router.add_get(f"/entry/{file.name}", self._file(file.name))

    def _file(self, name: str) -> Any:
        async def answer(request: web.Request) -> web.FileResponse:
            return web.FileResponse(FILES / name)

        return answer

    @web.middleware  # type: ignore[untyped-decorator]
    async def _check(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse who should not knock; put the security headers on every answer."""
        try:
            response = self._refusal(request) or await handler(request)
        except web.HTTPException as error:
            error.headers.update(SECURITY_HEADERS)
            raise
        except ConnectionError as error:  # the window went away, or was refused: nobody is left to be answered
            logger.debug("The connection of a window ended: %s.", error)
            if request.transport:
                request.transport.close()
            return web.Response()
        if not response.prepared:
            response.headers.update(SECURITY_HEADERS | NOT_KEPT)
        return response

    def _refusal(self, request: web.Request) -> web.Response | None:
        host = request.headers.get("Host")
        if not host_is_ours(host, self._host):
            return web.Response(status=421, text="This server has another name.")
        does_something = request.method not in ("GET", "HEAD") or request.path == WEBSOCKET
        if does_something and not origin_is_ours(request.headers.get("Origin"), host):
            return web.Response(status=403, text="Only this server's own page may do that.")
        if request.path == WEBSOCKET and not self._door.has_room:
            return web.Response(status=503, text="Too many connections are waiting.")
        return None

    async def _answer_window(self, request: web.Request) -> web.Response:
        """Whether this window may use the workbench, and what its page consists of."""
        question = await _question(request)
        secret = self._door.secret
        window = question.get("window")
        if not (secret.is_token(question.get("token")) or secret.spend(question.get("code"))):
            return web.json_response({"answer": "unknown"}, status=403)
        if not (isinstance(window, str) and window.isalnum() and len(window) <= LONGEST_NAME):
            return web.json_response({"answer": "unknown"}, status=400)
        may = self._door.windows.ask(window, take_over=question.get("take_over") is True)
        answer = {"answer": "yours" if may else "elsewhere", "token": secret.token}
        return web.json_response(answer | {"files": asdict(self._client)})


async def _question(request: web.Request) -> dict[str, Any]:
    """The request's JSON mapping; empty if it is none, or too long."""
    if not 0 < (request.content_length or 0) <= LONGEST_QUESTION:
        return {}
    try:
        question = json.loads(await request.read())
    except (ValueError, RecursionError):
        return {}
    return question if isinstance(question, dict) else {}
