"""Who gets in and what may be done from there, tried on a real server."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

aiohttp = pytest.importorskip("aiohttp", reason="the workbench's packages are not installed")
pytest.importorskip("trame_slicer", reason="the workbench's packages are not installed")

from RILContourLib.workbench.serving.door import MOST_KNOCKING  # noqa: E402
from RILContourLib.workbench.serving.headers import SECURITY_HEADERS  # noqa: E402
from RILContourLib.workbench.serving.messages_in import LARGEST_MESSAGE  # noqa: E402
from Testing.Workbench.browser_window import wait_until_open  # noqa: E402
from Testing.Workbench.websocket_client import as_the_page, asked, connected, talk  # noqa: E402
from Testing.Workbench.workbench_process import WorkbenchProcess  # noqa: E402

METHOD_NOT_FOUND = -32601
NOT_KNOWN = -32000


@pytest.fixture
def workbench(a_shared_workbench: WorkbenchProcess) -> WorkbenchProcess:
    """It must survive all that is tried here, and never tell its secret in what it logs: looked at when it ends."""
    return a_shared_workbench


def answer_to(workbench: WorkbenchProcess, request: str) -> tuple[int, str]:
    """Status and text of the answer to a request as it stands, which a browser or library might tidy up."""
    with socket.create_connection(("127.0.0.1", workbench.port), timeout=10) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        text = b""
        while part := connection.recv(65536):
            text += part
    head = text.decode("utf-8", "replace")
    return int(head.split(" ", 2)[1]), head


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example", "Origin": "http://127.0.0.1.evil.example"}, 421),
        ({"Host": "192.168.1.5"}, 421),
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
    ],
)
def test_a_websocket_with_a_foreign_host_or_origin_is_not_accepted(
    workbench: WorkbenchProcess, headers: dict[str, str], status: int
) -> None:
    async def knock() -> None:
        async with connected(workbench, **headers):
            pass

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        talk(knock)
    assert refused.value.status == status


@pytest.mark.parametrize("secret", ["wslink-secret", "", "TOKEN", "TOKEN.nobody", "nonsense.test"])
def test_without_the_secret_of_the_window_in_use_nothing_is_told_and_nothing_can_be_called(
    workbench: WorkbenchProcess, secret: str
) -> None:
    async def try_it() -> list[dict[str, Any]]:
        async with connected(workbench) as client:
            answers = [await client.hello(secret.replace("TOKEN", workbench.token))]
            answers += [await client.ask("trame.state.get"), await client.ask("application.exit")]
            assert client.published == []
            return answers

    answers = talk(try_it)
    assert [answer["error"]["code"] for answer in answers] == [NOT_KNOWN] * 3


def test_the_page_cannot_end_the_server_nor_call_what_it_does_not_need(workbench: WorkbenchProcess) -> None:
    async def try_it() -> list[int]:
        methods = ("application.exit", "application.exit.later", "trame.force.push", "trame.rca.push", "unheard.of")
        async with as_the_page(workbench) as client:
            return [(await client.ask(method))["error"]["code"] for method in methods]

    assert talk(try_it) == [METHOD_NOT_FOUND] * 5


def test_the_page_cannot_change_its_own_scripts_nor_set_off_what_the_server_does_at_its_start(
    workbench: WorkbenchProcess,
) -> None:
    async def try_it() -> dict[str, Any]:
        changes = [{"key": key, "value": ["//evil.example/x.js"]} for key in ("trame__scripts", "trame__favicon")]
        async with as_the_page(workbench) as client:
            await client.ask(
                "trame.state.update", [*changes, {"key": 7}, "nonsense", {"key": "right", "value": "text"}]
            )
            await client.ask("trame.state.update", {"key": "value"})
            assert (await client.ask("trame.lifecycle.update", "server_ready"))["result"] is None
            return (await client.ask("trame.state.get"))["result"]["state"]

    state = talk(try_it)
    assert state["right"] == "text"
    assert not any("evil.example" in str(value) for value in state.values())


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(
    "chunk",
    [
        bytes(4) + bytes(4) + (2**32 - 1).to_bytes(4, "little") + b"x",  # announces 4 GB
        bytes(4) + bytes(4) + (LARGEST_MESSAGE + 1).to_bytes(4, "little") + b"x",
        b"short",
        bytes(4) + bytes(4) + (1).to_bytes(4, "little") + b"\xc1",  # no MessagePack
        bytes(4) + bytes(4) + (1).to_bytes(4, "little") + b"\x90",  # a list, where a call should be
    ],
)
def test_what_makes_no_message_ends_the_connection_and_costs_no_memory(
    workbench: WorkbenchProcess, chunk: bytes, known: bool
) -> None:
    async def send() -> None:
        async with as_the_page(workbench) if known else connected(workbench) as client:
            await client.socket.send_bytes(chunk)
            with pytest.raises(ConnectionError):
                await client.receive()

    before = memory_mb(workbench)
    talk(send)
    assert memory_mb(workbench) - before < 64


def test_unfinished_messages_do_not_pile_up(workbench: WorkbenchProcess) -> None:
    async def send() -> None:
        async with as_the_page(workbench) as client:
            for number in range(50):
                header = number.to_bytes(4, "little") + bytes(4) + LARGEST_MESSAGE.to_bytes(4, "little")
                await client.socket.send_bytes(header + b"x")
            with pytest.raises(ConnectionError):
                await client.receive()

    before = memory_mb(workbench)
    talk(send)
    assert memory_mb(workbench) - before < 200


def test_a_message_that_unpacks_to_much_is_not_unpacked(workbench: WorkbenchProcess) -> None:
    async def send() -> None:
        address = f"ws://127.0.0.1:{workbench.port}/ws"
        squeezed = {"headers": {"Origin": workbench.origin}, "compress": 15}
        async with aiohttp.ClientSession() as session, session.ws_connect(address, **squeezed) as socket:
            await socket.send_bytes(bytes(128 * 1024 * 1024))
            while not socket.closed:
                await socket.receive()
            assert socket.close_code in (1006, 1009)

    before = memory_mb(workbench)
    talk(send)
    assert memory_mb(workbench) - before < 64


def test_only_so_many_connections_may_wait_without_the_secret(workbench: WorkbenchProcess) -> None:
    async def knock(left: int) -> int:
        if left == 0:
            return 0
        try:
            async with connected(workbench):
                return 1 + await knock(left - 1)
        except aiohttp.WSServerHandshakeError as refused:
            assert refused.status == 503
            return 0

    assert talk(lambda: knock(MOST_KNOCKING + 3)) == MOST_KNOCKING


@pytest.mark.parametrize(
    ("question", "headers", "status"),
    [
        ({"token": "wrong", "window": "a"}, {}, 403),
        ({"code": "wrong", "window": "a"}, {}, 403),
        ({"window": "a"}, {}, 403),
        ({"token": "TOKEN", "window": "a/b"}, {}, 400),
        ({"token": "TOKEN", "window": "a" * 5000}, {}, 403),
        ({"token": "TOKEN", "window": ["a"]}, {}, 400),
        ({"token": "TOKEN", "window": "a"}, {"Origin": "http://evil.example"}, 403),
        ({"token": "TOKEN", "window": "a"}, {"Host": "evil.example"}, 421),
    ],
)
def test_only_with_the_secret_and_from_the_page_is_it_told_who_uses_the_workbench(
    workbench: WorkbenchProcess, question: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    shown = {name: workbench.token if text == "TOKEN" else text for name, text in question.items()}
    answered, answer = talk(lambda: asked(workbench, shown, **headers))
    assert answered == status
    assert "token" not in answer


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/../../../../../../etc/passwd",
            "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "/..%2f..%2f..%2f..%2fetc/passwd",
        ),
        *("/entry/../../../setup.py", "/assets/..%5c..%5cindex.html", "//etc/passwd", "/entry/", "/assets/"),
    ],
)
def test_no_path_leads_out_of_what_is_served(workbench: WorkbenchProcess, path: str) -> None:
    status, text = answer_to(workbench, f"GET {path} HTTP/1.1\nHost: {workbench.host}\nConnection: close\n\n")
    assert status in (400, 403, 404)
    assert "root:" not in text


@pytest.mark.parametrize("path", ["/", "/index.html", "/entry/entry.js", "/favicon.ico", "/vue.global.js", "/nothing"])
def test_every_answer_tells_the_browser_what_the_page_may_do(workbench: WorkbenchProcess, path: str) -> None:
    _, text = answer_to(workbench, f"GET {path} HTTP/1.1\nHost: {workbench.host}\nConnection: close\n\n")
    for name, value in SECURITY_HEADERS.items():
        assert f"{name}: {value}" in text
    assert workbench.token not in text


def test_a_page_asks_nobody_but_its_own_server_and_takes_no_orders_from_a_link(
    workbench: WorkbenchProcess, a_page: Any
) -> None:
    orders = "sessionURL=ws://127.0.0.1:9/ws&wsChannel=1&reconnect=auto&secret=x&enableSharedArrayBufferServiceWorker=1"
    a_page.goto(f"{workbench.origin}/?{orders}#token={workbench.token}")
    wait_until_open(a_page)
    a_page.wait_for_timeout(1000)
    assert a_page.recorder.hosts == {workbench.host}
    assert a_page.recorder.complaints == []


def test_a_foreign_page_can_neither_show_the_workbench_nor_ask_it_anything(
    workbench: WorkbenchProcess, new_page: Callable[[], Any], tmp_path: Path
) -> None:
    page = new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"))
    page.goto("http://evil.example/")
    tried = page.evaluate(
        """async (origin) => {
            const socket = new WebSocket(origin.replace("http", "ws") + "/ws");
            const opened = await new Promise((told) => {
                socket.onopen = () => told(true);
                socket.onclose = () => told(false);
            });
            const asked = await fetch(origin + "/window", { method: "POST", body: "{}" }).then(() => true, () => false);
            const script = document.createElement("script");
            const loaded = await new Promise((told) => {
                script.onload = () => told(true);
                script.onerror = () => told(false);
                script.src = origin + "/vue.global.js";
                document.head.append(script);
            });
            return { opened, asked, loaded };
        }""",
        workbench.origin,
    )
    assert tried == {"opened": False, "asked": False, "loaded": False}


def memory_mb(workbench: WorkbenchProcess) -> float:
    """Resident memory of the server; on systems that do not tell, the tests look at the connection only."""
    if sys.platform != "linux":
        return 0.0
    fields = Path(f"/proc/{workbench.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in fields if line.startswith("VmRSS")) / 1024
