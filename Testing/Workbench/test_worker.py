"""Work beside the loop that draws."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest

from RILContourLib.workbench.event_loop import EventLoop
from RILContourLib.workbench.worker import Worker, what_failed


def test_work_is_done_in_its_order_and_finished_if_that_is_wanted() -> None:
    done: list[int] = []
    worker = Worker("test")
    for number in range(20):
        worker.submit(lambda number=number: done.append(number))
    worker.close(finish=True)
    assert done == list(range(20))


def test_after_the_end_nothing_is_done_and_nobody_fails() -> None:
    done: list[int] = []
    worker = Worker("test")
    worker.close()
    worker.submit(lambda: done.append(1))
    assert done == []


def test_what_waits_is_dropped_at_an_end_that_does_not_wait_for_it() -> None:
    began, go_on, done = threading.Event(), threading.Event(), []
    worker = Worker("test")
    worker.submit(lambda: (began.set(), go_on.wait(60)))
    worker.submit(lambda: done.append("waited"))
    assert began.wait(60)
    threading.Timer(0.1, go_on.set).start()
    worker.close()
    assert done == []


def test_a_mistake_in_the_program_is_logged_with_its_place_and_work_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    worker = Worker("test")
    with caplog.at_level(logging.ERROR):
        worker.submit(lambda: done.index("missing"))
        worker.submit(lambda: done.append(2))
        worker.close(finish=True)
    assert done == [2]
    assert "in <lambda>" in caplog.text


def test_what_failed_is_a_sentence_for_whoever_waits() -> None:
    told: list[str] = []
    worker = Worker("test")
    worker.failed = lambda error: told.append(what_failed(error))
    for error in (OSError(28, "No space left on device", "a.nii.gz"), MemoryError(), KeyError("secret")):

        def fail(error: Exception = error) -> None:
            raise error

        worker.submit(fail)
    worker.close(finish=True)
    assert told[0] == "What was asked could not be done (a.nii.gz: No space left on device); mend that and try again."
    assert "too little memory" in told[1]
    assert "mistake in RIL-Contour (KeyError)" in told[2]
    assert "secret" not in told[2]


def test_of_many_changes_within_a_turn_only_the_newest_is_drawn_and_none_after_the_loop_has_ended() -> None:
    drawn: list[str] = []
    loop = EventLoop()
    loop.once("panel", lambda: drawn.append("before the loop"))

    async def turns() -> None:
        loop.run_on(asyncio.get_running_loop())
        for number in range(100):
            loop.once("panel", lambda number=number: drawn.append(f"{number}"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    thread = threading.Thread(target=lambda: asyncio.run(turns()))
    thread.start()
    thread.join()
    assert drawn == ["99"]
    loop.defer(lambda: drawn.append("too late"))
    assert drawn == ["99"]
