"""What a page may send in what it may call: nothing that ends the process, fills its memory or its log."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiohttp", reason="the workbench's packages are not installed")
pytest.importorskip("trame_slicer", reason="the workbench's packages are not installed")

from RILContourLib.workbench.serving.remote_calls import LARGEST_VALUE  # noqa: E402
from RILContourLib.workbench.serving.serve import _tell_of_errors  # noqa: E402
from RILContourLib.workbench.serving.views_in import (  # noqa: E402
    LARGEST_SIDE,
    MOST_PIXELS,
    possible_event,
    possible_size,
)
from Testing.Workbench.conftest import StartWorkbench  # noqa: E402
from Testing.Workbench.small_study import make_small_study  # noqa: E402
from Testing.Workbench.websocket_client import as_the_page, talk  # noqa: E402
from Testing.Workbench.workbench_process import WorkbenchProcess  # noqa: E402

NAN = math.nan
WRONG_SIZES = [None, 5, "x", [], {"w": "a"}, {"w": NAN}, {"p": 0}, {"p": -1}, {"p": 5}, {"p": NAN}, {"h": math.inf}]
PLACE = {"x": 5, "y": 7}
PRESS = {"type": "LeftButtonPress", **PLACE}
WRONG_EVENTS = [
    *(None, 5, "x", [], {}, {"type": "Unheard"}, {"type": ["MouseMove"]}, {"type": "MouseMove", "x": 1}),
    *({**PRESS, "x": wrong} for wrong in (NAN, math.inf, 1e30, 10**400, "5", None, [])),
    *({**PRESS, "shiftKey": wrong} for wrong in ("1", None, NAN)),
    {"type": "KeyDown", "key": "a" * 1000},
    *(
        {"type": "Pinch", "factor": 1.0, "positions": wrong}
        for wrong in ([], {"a": PLACE}, {"0": {"x": 1}}, {"9" * 30: PLACE})
    ),
    *({"type": "Pan", "translation": wrong} for wrong in ([1], [NAN, 1], "ab")),
]


@pytest.mark.parametrize("size", WRONG_SIZES)
def test_what_is_no_size_is_not_used(size: Any) -> None:
    assert possible_size(size) is None


def test_usual_sizes_stay_and_others_come_within_bounds() -> None:
    assert possible_size({"w": 640.5, "h": 480, "p": 2}) == {"w": 640, "h": 480, "p": 2}
    assert possible_size({"w": 3840, "h": 2160, "p": 1}) == {"w": 3840, "h": 2160, "p": 1}
    assert possible_size({"w": 0, "h": -3}) == {"w": 10, "h": 10, "p": 1}
    for width, height, ratio in ((8000, 8000, 1), (2**70, 10, 1), (3000, 3000, 4), (300, 300, 1e-9)):
        size = possible_size({"w": width, "h": height, "p": ratio})
        assert size
        wide, high = size["w"] * size["p"], size["h"] * size["p"]
        assert wide * high <= MOST_PIXELS + 1
        assert min(wide, high) >= 9.999
        assert max(wide, high) <= LARGEST_SIDE + 0.001


@pytest.mark.parametrize("event", WRONG_EVENTS)
def test_what_is_no_event_is_not_used(event: Any) -> None:
    assert possible_event(event) is None


def test_of_an_event_only_what_a_view_reads_is_handed_on() -> None:
    sent = {**PRESS, "w": 300, "h": 200.5, "shiftKey": True, "more": {"a": [1]}}
    assert possible_event(sent) == {**PRESS, "w": 300, "h": 200.5, "shiftKey": True}
    pinch = {"type": "Pinch", "factor": 1.5, "positions": {"0": {**PLACE, "z": 0}, "1": PLACE}}
    assert possible_event(pinch) == pinch


def test_wrong_sizes_events_and_state_leave_the_server_as_it_was(tmp_path: Path, a_workbench: StartWorkbench) -> None:
    make_small_study(tmp_path / "study")
    workbench = a_workbench(tmp_path / "study")

    async def send() -> dict[str, Any]:
        async with as_the_page(workbench) as client:
            await client.ask("trame.trigger", "key_pressed", ["Ctrl+Right"], {})
            while not (await client.ask("trame.state.get"))["result"]["state"]["workspace"]["series"]:
                await asyncio.sleep(0.05)
            for area in ("Axial", "ThreeD", "nowhere"):
                for size in WRONG_SIZES:
                    assert (await client.ask("trame.rca.size", area, "x", size))["result"] is None
                for event in (
                    each for each in WRONG_EVENTS if "1000000000" not in repr(each)
                ):  # no such number is sent
                    assert (await client.ask("trame.rca.event", area, "x", event))["result"] is None
                await client.ask("trame.rca.size", area, "x", {"w": 300, "h": 300, "p": 1})
                await client.ask("trame.rca.event", area, "x", {**PRESS, "w": 300, "h": 300})
                await client.ask("trame.rca.drop", area, "many")
            changes = [{"key": "unheard_of", "value": 1}, {"key": "right", "value": "x" * LARGEST_VALUE}]
            await client.ask("trame.state.update", changes)
            return (await client.ask("trame.state.get"))["result"]["state"]

    state = talk(send)
    assert workbench.stop() == 0
    assert "unheard_of" not in state
    assert state["right"] != "x" * LARGEST_VALUE
    assert "Traceback" not in workbench.said
    assert "The page's state was not taken: 'unheard_of'" in workbench.said


def test_a_call_in_vain_is_a_line_in_the_log_and_a_word_to_the_page(
    tmp_path: Path, a_workbench: StartWorkbench
) -> None:
    make_small_study(tmp_path / "study")
    workbench: WorkbenchProcess = a_workbench(tmp_path / "study")

    async def send() -> list[dict[str, Any]]:
        async with as_the_page(workbench) as client:
            wrong: list[tuple[Any, ...]] = [("key_pressed", [], {}), ("key_pressed", [1, 2, 3], {}), ([], [], {})]
            return [(await client.ask("trame.trigger", *arguments))["error"] for arguments in wrong]

    answers = talk(send)
    assert [answer["data"] for answer in answers] == ["trame.trigger"] * 3
    assert "raceback" not in str(answers)
    assert workbench.stop() == 0
    assert "raceback" not in workbench.said
    assert workbench.said.count("The page called trame.trigger in vain: TypeError in ") == 3


def test_calls_in_vain_without_end_do_not_fill_the_log(tmp_path: Path, a_workbench: StartWorkbench) -> None:
    make_small_study(tmp_path / "study")
    workbench: WorkbenchProcess = a_workbench(tmp_path / "study")

    async def send() -> None:
        async with as_the_page(workbench) as client:
            for _ in range(500):
                await client.ask("trame.trigger", "key_pressed", [], {})

    talk(send)
    assert workbench.stop() == 0
    assert 3 < len(workbench.said.splitlines()) < 30
    assert "More of that kind are left out" in workbench.said


def test_a_window_that_goes_away_while_it_is_written_to_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_tell_of_errors)
        for error in (ConnectionResetError("Cannot write to closing transport"), ValueError("another")):
            loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": error})

    with caplog.at_level("INFO"):
        talk(fail)
    assert "another" in caplog.text
    assert "closing transport" not in caplog.text
