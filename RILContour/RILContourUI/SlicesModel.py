"""The slices strip as Qt's tables want it: a row an ROI, a column a slice, a colour each."""

from __future__ import annotations

import qt

from RILContourLib.panels.slice_presence import Level
from RILContourLib.panels.slices import SlicesState

_OPACITY = {Level.NO_HUMAN: 110, Level.MIXED: 180, Level.HUMAN: 255}  # of 255, over what is the table's own colour
# Of 255: what is lighter is nearly as white as paper, what is darker is not seen on dark paper.
_LIGHTEST, _DARKEST = 200, 50


class SlicesModel(qt.QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.state = SlicesState()
        self.current = 0
        self._brushes: dict[tuple[str, int], qt.QBrush] = {}
        self._here = qt.QBrush(qt.QColor("#40808080"))

    def rowCount(self, parent: qt.QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.state.rows)

    def columnCount(self, parent: qt.QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.state.count

    def data(self, index: qt.QModelIndex, role: int) -> object:
        row, number = self.state.rows[index.row()], index.column()
        if role == qt.Qt.BackgroundRole:
            level = row.levels[number]
            if level == Level.NOTHING:
                return self._here if number == self.current else None
            return self._brush(row.color, level)
        if role == qt.Qt.ToolTipRole:
            return f"{row.name}: {number + 1}"
        return None

    def headerData(self, section: int, orientation: int, role: int) -> object:
        if role in (qt.Qt.DisplayRole, qt.Qt.ToolTipRole) and orientation == qt.Qt.Vertical:
            return self.state.rows[section].name
        return None

    def show(self, state: SlicesState, current: int) -> bool:
        """Show another state; whether there are other rows or columns."""
        other = state.count != self.state.count or len(state.rows) != len(self.state.rows)
        if other:
            self.beginResetModel()
        before, (self.state, self.current) = (self.state, self.current), (state, current)
        if other:
            self.endResetModel()
        elif state.rows and before != (state, current):
            self.dataChanged.emit(self.index(0, 0), self.index(len(state.rows) - 1, state.count - 1))
        return other

    def _brush(self, color: str, level: int) -> qt.QBrush:
        key = color, level
        if key not in self._brushes:
            seen = _onPaper(qt.QColor(color))
            self._brushes[key] = qt.QBrush(qt.QColor(seen.red(), seen.green(), seen.blue(), _OPACITY[Level(level)]))
        return self._brushes[key]


def _onPaper(color: qt.QColor) -> qt.QColor:
    """A colour that is told from light as from dark paper, also where it is seen through."""
    if color.lightness() > _LIGHTEST:
        return color.darker(130)
    return color.lighter(170) if color.lightness() < _DARKEST else color
