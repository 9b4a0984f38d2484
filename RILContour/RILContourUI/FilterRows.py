"""The browser's filters but words and status: a row each, with a list to choose from."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.browser import Browser
from RILContourLib.panels.browser_filters import BrowserFilters, FilterBox

from .Discarding import discard

_LABEL_PX = 110


class FilterRows:
    """`boxes` by the ids of the filters; rows come and go with owners, tags and questions."""

    def __init__(self, holder: qt.QWidget, browser: Browser) -> None:
        self.filters = BrowserFilters(browser)
        self.boxes: dict[str, qt.QComboBox] = {}
        self._rows: list[qt.QWidget] = []
        self._offered: list[tuple[str, str, tuple[str, ...]]] = []
        self._layout = qt.QVBoxLayout(holder)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.clearButton = qt.QPushButton(_("No filter"))
        self.clearButton.clicked.connect(lambda: self.filters.clear())
        self._layout.addWidget(self.clearButton)

    def draw(self) -> None:
        boxes = [box for box in self.filters.boxes() if box.id != "status"]
        offered = [(box.id, box.label, box.options) for box in boxes]
        if offered != self._offered:
            self._offered = offered
            self._build(boxes)
        for box in boxes:
            self.boxes[box.id].setCurrentIndex(box.chosen)
        self.clearButton.setEnabled(self.filters.is_on)

    def isOn(self) -> bool:
        """Whether one of the rows restricts what is shown."""
        return any(box.chosen for box in self.filters.boxes() if box.id != "status")

    def _build(self, boxes: list[FilterBox]) -> None:
        for row in self._rows:
            discard(row)
        self._rows, self.boxes = [], {}
        for number, box in enumerate(boxes):
            row = qt.QWidget()
            inside = qt.QHBoxLayout(row)
            inside.setContentsMargins(0, 0, 0, 0)
            label = qt.QLabel(box.label)
            label.setMinimumWidth(_LABEL_PX)
            label.setMaximumWidth(_LABEL_PX)
            label.setToolTip(box.label)
            inside.addWidget(label)
            inside.addWidget(self._choices(box))
            self._rows.append(row)
            self._layout.insertWidget(number, row)

    def _choices(self, box: FilterBox) -> qt.QComboBox:
        made = self.boxes[box.id] = qt.QComboBox()
        made.setSizePolicy(qt.QSizePolicy.Ignored, qt.QSizePolicy.Fixed)  # as wide as the window, not as its texts
        made.addItems(list(box.options))
        made.activated.connect(lambda number, key=box.id: self.filters.choose(key, number))
        return made
