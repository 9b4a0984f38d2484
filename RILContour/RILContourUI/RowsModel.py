"""Rows of texts as Qt's tables want them."""

from __future__ import annotations

from collections.abc import Sequence

import qt

Row = tuple[str, ...]
MEASURED_ROWS = 50  # of a table that may be long, when columns are made as wide as their texts


class RowsModel(qt.QAbstractTableModel):
    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.rows: Sequence[Row] = ()
        self._titles = tuple(titles)

    def rowCount(self, parent: qt.QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: qt.QModelIndex | None = None) -> int:
        return len(self._titles)

    def data(self, index: qt.QModelIndex, role: int) -> object:
        if role not in (qt.Qt.DisplayRole, qt.Qt.ToolTipRole):
            return None
        return self.rows[index.row()][index.column()]

    def headerData(self, section: int, orientation: int, role: int) -> object:
        if role != qt.Qt.DisplayRole or orientation != qt.Qt.Horizontal:
            return None
        return self._titles[section]

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; whoever shows them looks anew only if they are others."""
        if list(rows) != list(self.rows):
            self.beginResetModel()
            self.rows = tuple(rows)
            self.endResetModel()
