"""A log cannot be filled by one thing that goes wrong again and again."""

from __future__ import annotations

import io
import logging

import pytest

from RILContourLib.cli.seldom import EVERY_S, MOST_OF_ONE_SOURCE, MOST_OF_ONE_TEXT, SeldomHandler


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def printed():
    return io.StringIO()


@pytest.fixture
def log(clock, printed):
    logger = logging.Logger("a.source", logging.INFO)
    logger.addHandler(SeldomHandler(printed, clock))
    return logger


def test_one_text_is_printed_a_few_times_and_then_counted(log, clock, printed):
    for _ in range(5000):
        log.warning("The disk is %s", "full")
    log.warning("Something else")
    lines = printed.getvalue().splitlines()
    assert lines.count("The disk is full") == MOST_OF_ONE_TEXT
    assert lines[-2:] == ["More of that kind are left out for up to 60 s: The disk is full", "Something else"]
    clock.now_s = EVERY_S
    log.warning("The disk is full")
    assert printed.getvalue().splitlines()[-2:] == [
        f"{5000 - MOST_OF_ONE_TEXT} more of that kind were left out.",
        "The disk is full",
    ]


def test_texts_that_differ_fill_no_log_either_but_another_level_is_heard(log, printed):
    for number in range(5000):
        log.warning("Number %d", number)
    log.error("Important")
    lines = printed.getvalue().splitlines()
    assert len(lines) == MOST_OF_ONE_SOURCE + 2  # one says that it ends
    assert lines[-1] == "Important"


def test_a_traceback_is_left_out_with_its_record(log, printed):
    for _ in range(100):
        try:
            1 / 0  # noqa: B018
        except ZeroDivisionError:
            log.exception("It failed")
    assert printed.getvalue().count("Traceback") == MOST_OF_ONE_TEXT
