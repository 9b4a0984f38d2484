"""Work shared among threads: all of it is done, in order, whatever the others do."""

import multiprocessing
import os
import threading

import pytest

from RILContourLib.annotation import shared_work
from RILContourLib.annotation.shared_work import shared


@pytest.fixture
def two_helpers(monkeypatch):
    monkeypatch.setattr(shared_work, "_HELPERS", 2)
    shared_work._pool.cache_clear()
    yield shared_work._pool()
    shared_work._pool().shutdown()
    shared_work._pool.cache_clear()


def squared(number):
    return number * number


@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_results_come_in_the_order_of_the_items(two_helpers, count):
    assert shared(squared, range(count)) == [number * number for number in range(count)]


def test_others_come_to_help(two_helpers):
    together = threading.Barrier(3, timeout=30)
    assert len(shared(lambda _item: together.wait(), range(3))) == 3


def test_a_thread_whose_helpers_are_busy_does_all_by_itself(two_helpers):
    free = threading.Event()
    busy = [two_helpers.submit(free.wait, 30) for _ in range(2)]
    try:
        assert shared(lambda _item: threading.get_ident(), range(50)) == [threading.get_ident()] * 50
    finally:
        free.set()
    assert all(each.result() for each in busy)


@pytest.mark.parametrize("failing", [0, 7])
def test_an_error_in_any_of_the_work_is_raised_and_the_next_work_is_done(two_helpers, failing):
    def work(item):
        if item == failing:
            raise ArithmeticError(str(item))
        return item

    with pytest.raises(ArithmeticError, match=str(failing)):
        shared(work, range(8))
    assert shared(squared, range(8)) == [number * number for number in range(8)]


def test_at_the_end_of_a_program_it_is_done_without_help(two_helpers):
    two_helpers.shutdown()
    assert shared(squared, range(8)) == [number * number for number in range(8)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked there")
def test_a_forked_process_has_helpers_of_its_own(two_helpers):
    shared(squared, range(100))
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(shared, (squared, range(100))).get(60) == [number * number for number in range(100)]
