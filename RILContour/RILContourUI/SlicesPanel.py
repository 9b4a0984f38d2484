"""The slices strip: which slice holds which ROI, and how much of it people made."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from .Models import Models
from .Panel import Panel
from .SlicesModel import SlicesModel
from .Turns import Turns

_NARROWEST_PX, _NAMES_PX = 3, 112
_MOST_ROWS = 12
_FRAME_PX, _SCROLL_PX, _STRIP_PX = 2, 16, 190  # the last: how wide the strip is in a narrow panel


class SlicesPanel(Panel):
    uiName = "Slices"

    def __init__(self, turns: Turns, models: Models) -> None:
        self.slices = models.slices
        self.views = models.views
        self.model = SlicesModel()
        super().__init__(turns, models.slices, models.views)

    def connect(self) -> None:
        table = self.ui.sliceTable
        table.setModel(self.model)
        table.horizontalHeader().setVisible(False)
        table.horizontalHeader().setMinimumSectionSize(_NARROWEST_PX)
        table.horizontalHeader().setSectionResizeMode(qt.QHeaderView.Stretch)
        self._rowPx = table.fontMetrics().height() + 2
        table.verticalHeader().setMinimumSectionSize(self._rowPx)
        table.verticalHeader().setDefaultSectionSize(self._rowPx)
        table.verticalHeader().setMaximumWidth(_NAMES_PX)
        table.verticalHeader().setProperty("textElideMode", qt.Qt.ElideMiddle)
        table.clicked.connect(self._goTo)
        self.ui.previousButton.clicked.connect(lambda: self.views.step_annotated(-1))
        self.ui.nextButton.clicked.connect(lambda: self.views.step_annotated(1))

    def draw(self) -> None:
        state = self.slices.state
        current = self.views.place[state.axis]
        if self.model.show(state, current) or not state.rows:
            self._fit(len(state.rows), state.count)
        self.ui.nothingLabel.setVisible(state.ready and not state.rows)
        text = _("slice {number} of {count}").format(number=current + 1, count=state.count) if state.count else ""
        if state.count and not state.ready:
            text = _("looking through the series")
        self.ui.sliceLabel.setText(text)

    def _fit(self, rows: int, columns: int) -> None:
        """As high as what is in it; room for a scroll bar only where there are more slices than pixels."""
        table = self.ui.sliceTable
        scrolls = columns * _NARROWEST_PX > _STRIP_PX
        table.setFixedHeight(self._rowPx * min(rows, _MOST_ROWS) + _FRAME_PX + (_SCROLL_PX if scrolls else 0))
        table.setVisible(rows > 0)

    def _goTo(self, index: qt.QModelIndex) -> None:
        self.views.show_slice(self.model.state.axis, index.column())
