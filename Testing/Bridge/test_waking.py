from __future__ import annotations

import gc
import weakref

from guarded_scene import EventLoop

from RILContourLib.slicerbridge.waking import Waker


class Watcher:
    """Counts its looks; while it looks it may be woken again, `again` times."""

    def __init__(self, loop: EventLoop, again: int = 0) -> None:
        self.looks = 0
        self._again = again
        self._waker = Waker(loop.defer)

    def wake(self) -> None:
        self._waker.wake(self._look)

    def _look(self) -> None:
        self._waker.rest()
        self.looks += 1
        if self.looks <= self._again:
            self.wake()


def test_however_often_it_is_woken_there_is_one_look_in_the_next_turn() -> None:
    loop = EventLoop()
    watcher = Watcher(loop)
    for _ in range(3):
        watcher.wake()
    assert watcher.looks == 0
    loop.run_until_idle()
    assert watcher.looks == 1


def test_what_happens_while_it_looks_is_looked_at_again() -> None:
    loop = EventLoop()
    watcher = Watcher(loop, again=2)
    watcher.wake()
    loop.run_until_idle()
    assert watcher.looks == 3


def test_a_watcher_that_nobody_needs_goes_at_once() -> None:
    gc.disable()
    try:
        loop = EventLoop()
        watcher = Watcher(loop)
        watcher.wake()
        loop.run_until_idle()
        gone = weakref.ref(watcher)
        del watcher
        assert gone() is None
    finally:
        gc.enable()
