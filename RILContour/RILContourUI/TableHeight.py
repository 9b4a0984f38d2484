"""Tables as high as what is in them, up to a point, in the application's font."""

from __future__ import annotations

import qt

_FEWEST, _MOST = 2, 8
_ROOM_PX, _FRAME_PX = 6, 2  # above and below a row's letters; of the table, above and below all


def rowHeight(table: qt.QTableView) -> int:
    """Of a row, in pixels; rows of the table get it."""
    height = table.fontMetrics().height() + _ROOM_PX
    table.verticalHeader().setMinimumSectionSize(height)
    table.verticalHeader().setDefaultSectionSize(height)
    return height


def fitRows(table: qt.QTableView, count: int, fewest: int = _FEWEST, most: int = _MOST) -> None:
    """Make a table high enough for `count` rows, but not higher than a panel bears; without any, it is not shown."""
    header = table.horizontalHeader().property("sizeHint").height()
    table.setFixedHeight(header + rowHeight(table) * min(max(count, fewest), most) + _FRAME_PX)
    table.setVisible(count > 0)
