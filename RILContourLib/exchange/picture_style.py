"""Colours, sizes and letters of pictures."""

from __future__ import annotations

from functools import cache
from typing import Any

BACKGROUND = (18, 20, 24)
PANEL = (0, 0, 0)
TEXT = (232, 234, 237)
QUIET_TEXT = (150, 156, 165)
LETTERS = (255, 214, 102)
HALO = (0, 0, 0)
# Slicer's colours for sagittal, coronal and axial slices, by the axis of RAS space that they cut.
PLANE_COLOURS = ((237, 213, 76), (110, 176, 75), (243, 74, 51))

MARGIN = 24
GAP = 12
TITLE_SIZE, TEXT_SIZE, LETTER_SIZE = 24, 16, 18
LARGEST_PANEL = 560
LEGEND_WIDTH = 340
LEGEND_LINE = 26
SWATCH = 14


@cache
def font(size: int) -> Any:
    """The font that comes with Pillow."""
    from PIL import ImageFont

    return ImageFont.load_default(size)


def text_width(text: str, size: int) -> float:
    return float(font(size).getlength(text))


def shortened(text: str, size: int, width: float) -> str:
    """The text, its middle left out where it is wider than `width` pixels."""
    if text_width(text, size) <= width:
        return text
    kept = len(text)
    while kept > 2:
        kept -= 1
        cut = f"{text[: (kept + 1) // 2]}...{text[len(text) - kept // 2 :]}"
        if text_width(cut, size) <= width:
            return cut
    return "..."
