"""The tools, and what can be set for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .translation import _

Tool = Literal[
    "none", "pan", "zoom", "window", "ruler", "paint", "erase", "draw", "polygon", "fill", "scissors", "island", "point"
]
LOOKING: tuple[Tool, ...] = ("none", "pan", "zoom", "window", "ruler")
MARKING: tuple[Tool, ...] = ("paint", "erase", "draw", "polygon", "fill", "scissors", "island")
TOOLS: tuple[Tool, ...] = (*LOOKING, *MARKING, "point")

BrushShape = Literal["circle", "sphere"]
Where = Literal["everywhere", "inside", "outside"]
WHERE: tuple[Where, ...] = ("everywhere", "inside", "outside")
Cut = Literal["erase inside", "erase outside", "fill inside", "fill outside"]
CUTS: tuple[Cut, ...] = ("erase inside", "erase outside", "fill inside", "fill outside")
IslandUse = Literal["keep", "remove", "give"]
ISLAND_USES: tuple[IslandUse, ...] = ("keep", "remove", "give")
BRUSH_MM = (0.1, 400.0)
MOST_SLICES = 99


@dataclass(frozen=True)
class ToolSettings:
    """They stay from series to series.

    brush_slices : odd; how many adjacent slices a circle, an outline or a fill in the plane marks together
    brush_in_3d : whether the brush also works on the current ROI's surface in the 3D view, there always as a sphere
    tolerance : by how much intensities may differ from that of the voxel clicked on
    range_on, low, high : only voxels of these intensities are changed, where it is on
    where, other : only inside or outside of the ROI `other` is changed; islands are given to it
    cut, through : what scissors do, and whether through all slices, not only the one shown; in 3D always through all
    """

    brush_mm: float = 20.0
    brush_shape: BrushShape = "circle"
    brush_slices: int = 1
    brush_in_3d: bool = False
    tolerance: float = 100.0
    fill_in_3d: bool = False
    range_on: bool = False
    low: float = 0.0
    high: float = 0.0
    where: Where = "everywhere"
    other: str | None = None
    cut: Cut = "erase inside"
    through: bool = False
    island_use: IslandUse = "keep"


def tool_names() -> dict[str, str]:
    """What the tools are called."""
    return {
        "none": _("No tool"),
        "pan": _("Move the image"),
        "zoom": _("Zoom"),
        "window": _("Window and level"),
        "ruler": _("Ruler"),
        "paint": _("Paint"),
        "erase": _("Erase"),
        "draw": _("Draw an outline"),
        "polygon": _("Polygon"),
        "fill": _("Flood fill"),
        "scissors": _("Scissors"),
        "island": _("Island"),
        "point": _("Point"),
    }


def tool_hints() -> dict[str, str]:
    """How each tool is used, in a sentence."""
    return {
        "none": _("Click to show the other planes there; wheel: slices; right: zoom; middle: move."),
        "pan": _("Drag to move the image."),
        "zoom": _("Drag up or down to zoom."),
        "window": _("Drag across for the width of the window, up and down for its level."),
        "ruler": _("Click where the distance begins and where it ends; Escape takes it away."),
        "paint": _("Drag to mark. Shift and wheel, or [ and ], change the brush; hold X to erase."),
        "erase": _("Drag to erase. Shift and wheel, or [ and ], change the brush."),
        "draw": _("Drag round what is to be marked and let go."),
        "polygon": _("Click corner by corner; Enter or a double click closes, Escape drops it."),
        "fill": _("Click into what is to be filled: voxels connected to it and as bright are marked."),
        "scissors": _("Drag round what is to be cut or filled, in a plane or in 3D, where Shift turns the view."),
        "island": _("Click on a connected part of the ROI to keep it, remove it or give it to another ROI."),
        "point": _("Click to place a point; drag to move it; Delete removes the chosen one."),
    }
