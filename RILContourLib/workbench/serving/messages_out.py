"""What the page is told, in the order in which it was said."""

from __future__ import annotations

import asyncio
from typing import Any

from wslink.publish import PublishManager


class MessagesInOrder(PublishManager):
    """In the place of wslink's own, which has each message wait for a timer of no delay.

    Timers of one tick of the clock (16 ms on Windows before Python 3.13) change places among each other; of two values
    of one state the page would then keep the older.
    """

    def __init__(self) -> None:
        super().__init__()
        self._sending: set[asyncio.Task[Any]] = set()

    def publish(self, topic: str, data: object, client_id: str | None = None, **more: Any) -> None:
        """Send it behind all that was said before; on the loop's thread, where it returns at once."""
        for handler in self.protocols:
            handler.network_monitor.on_enter()
            message = f"publish:{topic}:{self.publishCount}"
            sending = handler.sendWrappedMessage(message, data, client_id=client_id, **more)
            task = asyncio.get_running_loop().create_task(sending)
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
            task.add_done_callback(handler.network_monitor.on_exit)
