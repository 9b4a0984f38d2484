"""What a connected window may do: nothing before it has shown the secret, and then only what the page needs."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from wslink.websocket import LinkProtocol

from ...panels.observing import Signal
from .messages_in import BoundedMessages
from .messages_out import MessagesInOrder
from .remote_calls import only_what_the_page_needs
from .secret import Secret
from .windows import Windows

TAKEN_OVER = 4001  # the code of a websocket that was closed because another window is used now
KNOCKING_S = 10.0  # how long a connection may stay open without having shown the secret
MOST_KNOCKING = 8

logger = logging.getLogger(__name__)


class Door(LinkProtocol):
    """Lets one window in, by wslink's own means: a protocol that is asked to validate each connection's secret.

    The secret is `<token>.<window>`. `handler` is wslink's, known when the server is about to run. `left` tells that
    the window that used the workbench is gone, or another one has taken its place.
    """

    def __init__(self, secret: Secret) -> None:
        super().__init__()
        self.secret = secret
        self.windows = Windows(self._close_replaced)
        self.left: Signal[[]] = Signal()
        self._handler: Any = None
        self._tasks: set[asyncio.Task[None]] = set()

    def guard(self, handler: Any) -> None:
        """Stand before wslink's handler of the websocket."""
        self._handler = handler
        handler.pub_manager = MessagesInOrder()
        handler.pub_manager.registerProtocol(handler)
        only_what_the_page_needs(handler, self.windows.act)

    @property
    def has_room(self) -> bool:
        """Whether one more connection may knock."""
        return len(self._handler.connections) - len(self._handler.authentified_client_ids) < MOST_KNOCKING

    def onConnect(self, request: Any, client_id: str) -> None:  # noqa: N802  wslink's name
        """Somebody knocks."""
        self._handler.unchunkers[client_id] = BoundedMessages()
        asyncio.get_running_loop().call_later(KNOCKING_S, self._send_away_unless_known, client_id)

    async def validateToken(self, token: object, client_id: str) -> bool:  # noqa: N802  wslink's name
        """Whether this connection is of the window that may use the workbench."""
        text, dot, window = token.partition(".") if isinstance(token, str) else ("", "", "")
        known = self.secret.is_token(text) and bool(dot) and self.windows.connect(window, client_id)
        if not known:
            logger.info("A window without the right secret was refused.")
        return known

    def onClose(self, client_id: str) -> None:  # noqa: N802  wslink's name
        """A connection ended."""
        if self.windows.disconnect(client_id):
            self.left.tell()

    def _send_away_unless_known(self, client_id: str) -> None:
        if not self._handler.isClientAuthenticated(client_id):
            self._close(client_id, code=1008)

    def _close_replaced(self, client_id: str) -> None:
        self._handler.authentified_client_ids.discard(client_id)
        self._close(client_id, code=TAKEN_OVER)
        self.left.tell()

    def _close(self, client_id: str, code: int) -> None:
        connection = self._handler.connections.get(client_id)
        if connection is not None:
            task = asyncio.get_running_loop().create_task(_end(connection, code))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _end(connection: Any, code: int) -> None:
    await connection.close(code=code)
