"""The mouse tools by their names in the Tools panel, and the one in hand."""

from __future__ import annotations

from ...panels.roi_operations import ROIOperations
from ...panels.ruler import Ruler
from ...panels.tool_settings import Tool
from ...panels.tools_panel import ToolsPanel
from ...panels.views_panel import ViewsPanel
from .filling_tools import FloodFill, Island
from .looking_tools import Look, Pan, WindowLevel, Zoom
from .marking_tools import PaintBrush
from .outline_tools import Outline, Polygon
from .point_tool import PointTool
from .ruler_tool import RulerTool
from .spot import MouseTool


class Toolbox:
    """What was begun with a tool is dropped when another is taken in hand."""

    def __init__(
        self, tools: ToolsPanel, operations: ROIOperations, views: ViewsPanel, points: PointTool, ruler: Ruler
    ) -> None:
        self._panel = tools
        self._ruler = ruler
        brush, outline = PaintBrush(tools), Outline(tools)
        self.polygon = Polygon(tools)
        self.points = points
        self._tools: dict[Tool, MouseTool] = {
            "none": Look(views),
            "pan": Pan(),
            "zoom": Zoom(),
            "window": WindowLevel(views),
            "ruler": RulerTool(ruler),
            "paint": brush,
            "erase": brush,
            "draw": outline,
            "scissors": outline,
            "polygon": self.polygon,
            "fill": FloodFill(tools),
            "island": Island(tools, operations),
            "point": points,
        }
        self._held: MouseTool = self._tools["none"]

    @property
    def in_hand(self) -> MouseTool:
        tool = self._tools[self._panel.tool]
        if tool is not self._held:
            self._held.drop()
            self._held = tool
        return tool

    def settle(self) -> None:
        """A stroke whose button is still down ends here, as an edit."""
        self._held.settle()

    def drop(self) -> None:
        """Forget what was begun."""
        self._held.drop()

    def put_down(self) -> None:
        """Escape: drop a polygon that was begun, or the ruler's distance; if there is none, put the tool down."""
        if self.polygon.corners:
            self.polygon.drop()
        elif self._ruler.state:
            self._ruler.clear()
        else:
            self._panel.choose("none")
