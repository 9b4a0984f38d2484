"""The 3D view is drawn when a hand rests: without a graphics card its picture takes longer than a stroke may wait."""

from __future__ import annotations

import time
from collections.abc import Callable

from trame_slicer.views import AbstractView, ScheduledRenderStrategy
from vtkmodules.vtkCommonCore import vtkCommand

from ..event_loop import EventLoop

REST_S = 0.6
"""For so long nobody drew in a plane before 3D is drawn."""
TOUCHED_S = 1.0
"""For so long after the mouse did something in the view itself, it is drawn at once."""
_TOUCHES = (
    vtkCommand.MouseMoveEvent,
    vtkCommand.LeftButtonPressEvent,
    vtkCommand.MiddleButtonPressEvent,
    vtkCommand.RightButtonPressEvent,
    vtkCommand.MouseWheelForwardEvent,
    vtkCommand.MouseWheelBackwardEvent,
)


class CalmRendering(ScheduledRenderStrategy):
    """In front of the view's own strategy. last_stroke() : when somebody last drew in a plane, by time.monotonic."""

    def __init__(self, view: AbstractView, loop: EventLoop, last_stroke: Callable[[], float]) -> None:
        super().__init__()
        self._at_once: ScheduledRenderStrategy = view._scheduled_render  # there is no public way to ask for it
        self._loop = loop
        self._last_stroke = last_stroke
        self._touched = 0.0
        self._waits = False
        for event in _TOUCHES:
            view.interactor().AddObserver(event, self._touch)
        view.set_scheduled_render(self)

    def schedule_render(self) -> None:
        if time.monotonic() - self._touched < TOUCHED_S:
            self._at_once.schedule_render()
        elif not self._waits:
            self._waits = True
            self._loop.defer(lambda: self._wait(REST_S / 4))

    def did_render(self) -> None:
        self._at_once.did_render()

    def _wait(self, delay_s: float) -> None:
        self._loop.later(delay_s, self._render_at_rest)

    def _render_at_rest(self) -> None:
        rested_s = time.monotonic() - self._last_stroke()
        if rested_s < REST_S:
            self._wait(REST_S - rested_s)
        else:
            self._waits = False
            self._at_once.schedule_render()

    def _touch(self, *_: object) -> None:
        self._touched = time.monotonic()
