"""Saving while nobody edits: tried again where it may succeed, given up where it cannot."""

from __future__ import annotations

import time

import pytest

from RILContourLib.errors import LeaseLost, StoreError
from RILContourLib.session.idle_saver import IdleSaver


class Session:
    """Has unsaved edits for ever, and cannot save them."""

    has_unsaved_edits = True

    def __init__(self, error: Exception) -> None:
        self.last_edit_monotonic_s = time.monotonic()
        self.tried = 0
        self._error = error

    def save(self, message: str = "", *, reason: str = "save") -> object:
        self.tried += 1
        raise self._error


def wait_until(condition) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("it did not come to that in 5 s")


def test_a_session_that_lost_its_lease_is_given_up_after_one_try() -> None:
    session = Session(LeaseLost("gone"))
    saver = IdleSaver(session, idle_s=0.01)
    wait_until(lambda: not saver._thread.is_alive())
    assert session.tried == 1


def test_other_errors_may_pass_so_it_is_tried_again() -> None:
    session = Session(StoreError("the network is down"))
    saver = IdleSaver(session, idle_s=0.01)
    wait_until(lambda: session.tried > 2)
    saver.stop()
