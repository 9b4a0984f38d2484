"""A program that talks to the server as the page does, or as it should not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
import msgpack
from wslink.chunking import UnChunker, generate_chunks

from Testing.Workbench.workbench_process import WorkbenchProcess

Result = TypeVar("Result")
PATIENCE_S = 60.0


def talk(conversation: Callable[[], Awaitable[Result]]) -> Result:
    """Have a conversation, in a thread of its own: playwright keeps an event loop in the main one."""

    async def with_an_end() -> Result:
        return await asyncio.wait_for(conversation(), PATIENCE_S)

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(with_an_end())).result()


class Client:
    """One websocket. `published` collects what the server says without being asked."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.published: list[dict[str, Any]] = []
        self._messages = UnChunker()
        self._messages.set_max_message_size(2**30)
        self._number = 0

    async def hello(self, secret: str) -> dict[str, Any]:
        """Show the secret; the answer has `result` or `error`."""
        return await self.ask("wslink.hello", {"secret": secret}, identity="system:c0:0")

    async def ask(self, method: str, *args: Any, identity: str = "") -> dict[str, Any]:
        """Call a method and wait for its answer."""
        self._number += 1
        identity = identity or f"rpc:c0:{self._number}"
        await self.send({"wslink": "1.0", "id": identity, "method": method, "args": [*args], "kwargs": {}})
        while True:
            message = await self.receive()
            if message.get("id") == identity:
                return message
            self.published.append(message)

    async def send(self, message: Any) -> None:
        for chunk in generate_chunks(msgpack.packb(message), 0):
            await self.socket.send_bytes(chunk)

    async def receive(self) -> dict[str, Any]:
        """The next whole message. ConnectionError if the server closed the connection."""
        while True:
            part = await self.socket.receive()
            if part.type is not aiohttp.WSMsgType.BINARY:
                message = f"closed with {self.socket.close_code}"
                raise ConnectionError(message)
            whole = self._messages.process_chunk(part.data)
            if whole is not None:
                return whole  # type: ignore[return-value]


@asynccontextmanager
async def connected(workbench: WorkbenchProcess, **headers: str) -> AsyncIterator[Client]:
    """A websocket that has said nothing yet. aiohttp.WSServerHandshakeError if it is refused.

    headers : in place of those that the server's own page has; empty ones are left out
    """
    names = {"Origin": workbench.origin, "Host": workbench.host} | headers
    shown = {name: text for name, text in names.items() if text}
    address = f"ws://127.0.0.1:{workbench.port}/ws"
    async with aiohttp.ClientSession() as session, session.ws_connect(address, headers=shown) as socket:
        yield Client(socket)


async def asked(workbench: WorkbenchProcess, question: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    """The status and answer to the question who may use the workbench."""
    shown = {"Origin": workbench.origin} | headers
    address = f"{workbench.origin}/window"
    async with aiohttp.ClientSession() as session, session.post(address, json=question, headers=shown) as response:
        is_json = response.content_type == "application/json"
        return response.status, await response.json() if is_json else {}


@asynccontextmanager
async def as_the_page(workbench: WorkbenchProcess, window: str = "test") -> AsyncIterator[Client]:
    """A connection that is in use, taken over from whoever had it."""
    question = {"token": workbench.token, "window": window, "take_over": True}
    assert (await asked(workbench, question))[1]["answer"] == "yours"
    async with connected(workbench) as client:
        assert "result" in await client.hello(f"{workbench.token}.{window}")
        yield client
