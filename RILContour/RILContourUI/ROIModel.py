"""The rows of the ROI panel as Qt's tables want them."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.roi_panel import ROIRow
from RILContourLib.panels.translation import plural

from .Icons import icon

KEY, NAME, STATUS, LOCK, MARKED = range(5)
_SWATCH_PX = 16


class ROIModel(qt.QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ROIRow, ...] = ()
        self._titles = ("", _("ROI"), _("Status"), "", _("Voxels"))
        self._lock = icon("lock")
        self._swatches: dict[str, qt.QIcon] = {}

    def rowCount(self, parent: qt.QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: qt.QModelIndex | None = None) -> int:
        return len(self._titles)

    def data(self, index: qt.QModelIndex, role: int) -> object:
        row, column = self.rows[index.row()], index.column()
        if role == qt.Qt.DisplayRole:
            texts = (row.key, row.name, _(row.status), "", marked(row))
            return texts[column]
        if role == qt.Qt.DecorationRole and column == NAME:
            return self._swatch(row.color)
        if role == qt.Qt.DecorationRole and column == LOCK and row.locked:
            return self._lock
        if role == qt.Qt.ToolTipRole:
            return "\n".join(filter(None, (row.name, self._codes(row), _("locked") if row.locked else "")))
        return None

    def headerData(self, section: int, orientation: int, role: int) -> object:
        if section == LOCK and orientation == qt.Qt.Horizontal:
            return {qt.Qt.DecorationRole: self._lock, qt.Qt.ToolTipRole: _("Click to lock or unlock")}.get(role)
        if role != qt.Qt.DisplayRole or orientation != qt.Qt.Horizontal:
            return None
        return self._titles[section]

    def show(self, rows: tuple[ROIRow, ...]) -> None:
        """Show other rows: as many cells anew as needed."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif rows != self.rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, MARKED))

    def _swatch(self, color: str) -> qt.QIcon:
        """The colour itself, in the chosen row, too: by itself Qt mixes it with that of the selection there."""
        if color not in self._swatches:
            pixmap = qt.QPixmap(_SWATCH_PX, _SWATCH_PX)
            pixmap.fill(qt.QColor(color))
            swatch = self._swatches[color] = qt.QIcon()
            for mode in (qt.QIcon.Normal, qt.QIcon.Selected):
                swatch.addPixmap(pixmap, mode)
        return self._swatches[color]

    def _codes(self, row: ROIRow) -> str:
        codes = {_("RadLex"): row.radlex, _("SNOMED CT"): row.snomed, _("Mask value"): row.value or None}
        return ", ".join(f"{title} {code}" for title, code in codes.items() if code is not None)


def marked(row: ROIRow) -> str:
    """How much an ROI marks: points, or voxels where they were counted."""
    if row.kind == "point":
        return plural(row.points, _("{count} point"), _("{count} points")).format(count=row.points)
    return "" if row.voxels is None else str(row.voxels)
