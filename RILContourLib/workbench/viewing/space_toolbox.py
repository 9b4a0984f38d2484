"""The tools of the 3D view, and the one in hand."""

from __future__ import annotations

from collections.abc import Callable

from trame_slicer.views import ThreeDView

from ...panels.tools_panel import ToolsPanel
from ...project.roi import ROI
from ...slicerbridge.geometry import DisplayGeometry
from .space_brush import SpaceBrush
from .space_pointer import SpacePointer, SpaceTool
from .space_scissors import SpaceScissors


class SpaceToolbox:
    """Scissors always work in 3D; the brush only where that is set, for one turns the view more often than one paints.

    display() is None while nothing is shown, is_seen(roi) whether its surface is.
    """

    def __init__(
        self,
        view: ThreeDView,
        tools: ToolsPanel,
        display: Callable[[], DisplayGeometry | None],
        is_seen: Callable[[ROI], bool],
        brushing: Callable[[float], object],
    ) -> None:
        self._tools = tools
        self._scissors = SpaceScissors(view, tools, display)
        self._brush = SpaceBrush(view, tools, lambda roi: display() if is_seen(roi) else None, brushing)
        self._held: SpaceTool | None = None
        self._pointer = SpacePointer(view, lambda: self.in_hand)

    @property
    def in_hand(self) -> SpaceTool | None:
        self.follow()
        return self._held

    def follow(self) -> None:
        """Another tool may be in hand: what was begun with the one before is dropped."""
        tool: SpaceTool | None = None
        if self._tools.tool == "scissors":
            tool = self._scissors
        elif self._tools.tool in ("paint", "erase") and self._tools.settings.brush_in_3d:
            tool = self._brush
        if tool is not self._held:
            self.drop()
            self._held = tool

    def settle(self) -> None:
        """A stroke whose button is still down ends here, as an edit."""
        if self._held:
            self._held.settle()

    def drop(self) -> None:
        """Forget what was begun."""
        if self._held:
            self._held.drop()
