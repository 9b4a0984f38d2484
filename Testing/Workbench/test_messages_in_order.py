"""Of two values of one state the page keeps the one that was said last, however long each takes to arrive."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from wslink.websocket import NetworkMonitor

from RILContourLib.workbench.serving.messages_out import MessagesInOrder
from Testing.Workbench.browser_window import wait_until_open
from Testing.Workbench.page_steps import at_rest, press, state_of, tab, wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

MANY = 50
# Long Blobs are read as they are on a busy computer: later than short ones that came after them.
WITH_SLOW_BLOBS = """
    window.reading = 0;
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = async function () {
        window.reading += 1;
        if (this.size > 500) await new Promise((go) => setTimeout(go, 400));
        window.reading -= 1;
        return read.call(this);
    };"""


class CoarseClock(asyncio.SelectorEventLoop):
    """A loop on a computer whose clock ticks once a second: whatever happens in between happens at the same time."""

    def time(self) -> float:
        return float(int(super().time()))


class Connection:
    """As much of wslink's handler as messages are given to."""

    def __init__(self) -> None:
        self.network_monitor = NetworkMonitor()
        self.sent: list[object] = []

    async def sendWrappedMessage(self, _message: str, data: object, **_more: Any) -> None:  # noqa: N802  wslink's name
        self.sent.append(data)


def test_messages_keep_their_order_where_the_clock_is_coarse() -> None:
    async def say() -> list[object]:
        connection, messages = Connection(), MessagesInOrder()
        messages.registerProtocol(connection)
        for number in range(MANY):
            messages.publish("trame.state.topic", number, client_id="one", skip_last_active_client=False)
        await connection.network_monitor.completion()
        return connection.sent

    def on_a_coarse_clock() -> list[object]:
        with asyncio.Runner(loop_factory=CoarseClock) as runner:
            return runner.run(say())

    with ThreadPoolExecutor(1) as threads:  # playwright keeps an event loop in the main one
        assert threads.submit(on_a_coarse_clock).result() == list(range(MANY))


def test_the_page_does_not_go_back_to_a_long_message_that_a_short_one_followed(
    a_shared_workbench: WorkbenchProcess, a_page: Any
) -> None:
    page = a_page
    page.add_init_script(WITH_SLOW_BLOBS)
    page.goto(a_shared_workbench.address)
    wait_until_open(page)
    wait_for_state(page, "s.browser && !s.browser.busy_with")
    tab(page, "rois")
    page.get_by_label("Change the template").click()
    name = page.get_by_label("Name or code of an ROI to add")
    name.fill("lobe")
    wait_for_state(page, "s.template.terms.length > 5")
    name.fill("lung")
    name.fill("")
    at_rest(page)
    page.wait_for_function("window.reading === 0")
    assert state_of(page, "template")["typed"] == ""
    press(page, "Escape")
    page.get_by_role("button", name="Done").click()
    wait_for_state(page, "!s.template.editing")
