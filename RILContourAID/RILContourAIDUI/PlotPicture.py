"""The plots of the view models, which are SVG text, as pictures in a panel."""

from __future__ import annotations

import re
from collections.abc import Callable

import qt

from RILContourLib.panels.plots import PlotColours

_LINES = ("#3b82d6", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")
_MUTED, _GRID = 0.35, 0.8
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


class PlotPicture:
    """Drawn anew only when the plot is another; hidden while there is none."""

    def __init__(self, label: qt.QLabel, plot: Callable[[PlotColours], str]) -> None:
        self._label = label
        self._plot = plot
        self._shown: str | None = None

    def draw(self) -> None:
        drawn = self._plot(_coloursOf(self._label))
        if drawn == self._shown:
            return
        self._shown = drawn
        self._label.setVisible(bool(drawn))
        if drawn:
            self._label.setPixmap(_pixmap(drawn, self._label.devicePixelRatioF()))


def _pixmap(drawn: str, ratio: float) -> qt.QPixmap:
    """As sharp as the screen is: `ratio` of its pixels are one of the picture's."""
    larger = _SIZE.sub(lambda size: f'width="{float(size[1]) * ratio:g}" height="{float(size[2]) * ratio:g}"', drawn, 1)
    pixmap = qt.QPixmap()
    pixmap.loadFromData(larger.encode())
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _coloursOf(widget: qt.QWidget) -> PlotColours:
    """Those of the application, dark or light."""
    palette = widget.property("palette")
    ink, paper = palette.color(qt.QPalette.WindowText).name(), palette.color(qt.QPalette.Window).name()
    return PlotColours(ink, _between(ink, paper, _GRID), _between(ink, paper, _MUTED), _LINES)


def _between(ink: str, paper: str, part: float) -> str:
    """A colour on the way from one to the other, each `#rrggbb`."""
    mixed = [round(a + (b - a) * part) for a, b in zip(bytes.fromhex(ink[1:]), bytes.fromhex(paper[1:]), strict=True)]
    return f"#{bytes(mixed).hex()}"
