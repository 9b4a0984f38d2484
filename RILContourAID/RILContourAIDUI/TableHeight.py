"""Tables as high as what is in them, up to a point."""

from __future__ import annotations

import qt

_ROW_PX, _HEAD_PX = 22, 28
_FEWEST, _MOST = 2, 8


def fitRows(table: qt.QTableView, count: int) -> None:
    """Make a table high enough for `count` rows, but not higher than a panel bears."""
    table.verticalHeader().setDefaultSectionSize(_ROW_PX)
    table.setFixedHeight(_HEAD_PX + _ROW_PX * min(max(count, _FEWEST), _MOST))
