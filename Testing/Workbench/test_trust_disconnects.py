"""Windows that go away in the middle of a word, or send what is none: no traceback, and the next one is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("aiohttp", reason="the workbench's packages are not installed")
pytest.importorskip("trame_slicer", reason="the workbench's packages are not installed")

from Testing.Workbench.conftest import StartWorkbench  # noqa: E402
from Testing.Workbench.small_study import make_small_study  # noqa: E402
from Testing.Workbench.websocket_client import Client, as_the_page, talk  # noqa: E402

QUESTIONS = 20


def hang_up(client: Client) -> None:
    """As a computer that is switched off: nothing more is read, and nothing is said."""
    connection = client.socket._response.connection
    assert connection
    assert connection.transport
    connection.transport.abort()


def test_a_window_that_goes_away_while_it_is_answered_or_sends_no_message_is_no_traceback(
    tmp_path: Path, a_workbench: StartWorkbench
) -> None:
    make_small_study(tmp_path / "study")
    workbench = a_workbench(tmp_path / "study")

    async def go_away() -> None:
        async with as_the_page(workbench) as client:
            for number in range(QUESTIONS):
                question = {"wslink": "1.0", "id": f"rpc:c0:{number}", "method": "trame.state.get", "args": []}
                await client.send(question)
            hang_up(client)

    async def send_no_message() -> None:
        async with as_the_page(workbench) as client:
            await client.socket.send_bytes(b"too short")
            with pytest.raises(ConnectionError):
                await client.receive()

    async def ask() -> bool:
        async with as_the_page(workbench) as client:
            return "result" in await client.ask("trame.state.get")

    talk(go_away)
    talk(send_no_message)
    assert talk(ask)
    assert workbench.stop() == 0, workbench.said
    assert "because of what it sent" in workbench.said
    assert "Traceback" not in workbench.said
