"""The left button in the 3D view: it does what the tool in hand does there, or turns the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from trame_slicer.views import ThreeDView
from vtkmodules.vtkCommonCore import vtkCommand

from .space_projection import XY

_FIRST = 100.0  # before Slicer's own, which then hear nothing of it


class SpaceTool(Protocol):
    """What the left button does in the 3D view. Places are the view's pixels from bottom left."""

    def press(self, xy: XY) -> bool:
        """Whether it works here; else the view turns."""

    def drag(self, xy: XY) -> None: ...

    def release(self) -> None: ...

    def settle(self) -> None:
        """Make an edit now of what would be one if the button were let go."""

    def drop(self) -> None:
        """Forget what was begun: another tool, another series, Escape."""


class SpacePointer:
    """With Shift the view turns whatever is in hand, which is asked of `in_hand` when the button goes down."""

    def __init__(self, view: ThreeDView, in_hand: Callable[[], SpaceTool | None]) -> None:
        self._interactor: Any = view.interactor()
        self._in_hand = in_hand
        self._tool: SpaceTool | None = None
        self._held: Literal["", "working", "turning"] = ""
        for event, hear in (
            (vtkCommand.LeftButtonPressEvent, self._press),
            (vtkCommand.MouseMoveEvent, self._move),
            (vtkCommand.LeftButtonReleaseEvent, self._release),
        ):
            self._observe(event, hear)

    def _observe(self, event: int, hear: Callable[[], bool]) -> None:
        tag = 0

        def heard(_caller: Any, _event: str) -> None:
            if hear():
                self._interactor.GetCommand(tag).SetAbortFlag(1)

        tag = self._interactor.AddObserver(event, heard, _FIRST)

    # Each says whether nobody else is to hear of it.

    def _press(self) -> bool:
        self._held, self._tool = "", self._in_hand()
        if self._tool is None:
            return False
        self._tool.drop()
        if self._interactor.GetShiftKey():
            self._held = "turning"
            return self._without_shift()
        if self._tool.press(self._at):
            self._held = "working"
        return self._held == "working"

    def _move(self) -> bool:
        if self._held == "turning":
            return self._without_shift()
        if self._tool and self._held == "working":
            self._tool.drag(self._at)
        return self._held == "working"

    def _release(self) -> bool:
        held, self._held = self._held, ""
        if held == "turning":
            return self._without_shift()
        if self._tool and held == "working":
            self._tool.release()
        return held == "working"

    @property
    def _at(self) -> XY:
        x, y = self._interactor.GetEventPosition()
        return float(x), float(y)

    def _without_shift(self) -> bool:
        """Slicer would move the view with Shift; here it is to turn as ever."""
        self._interactor.SetShiftKey(0)
        return False
