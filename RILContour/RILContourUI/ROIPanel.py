"""The ROI panel: the template as it stands in the open series."""

from __future__ import annotations

from typing import ClassVar

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.roi_panel import ROIPanel as ROIs
from RILContourLib.panels.roi_panel import ROIRow

from .Models import Models
from .Panel import Panel, enableUnless, setTextOrHide
from .ROIModel import KEY, LOCK, MARKED, NAME, STATUS, ROIModel
from .TableHeight import fitRows
from .Turns import Turns

_ICON_PX = 26
_FEWEST_ROWS, _MOST_ROWS = 4, 12
_STATUS = ("unseen", "in progress", "complete", "absent")


class ROIPanel(Panel):
    uiName = "ROI"
    icons: ClassVar[dict[str, str]] = {"finishButton": "finish", "lockButton": "lock", "showButton": "show"}

    def __init__(self, turns: Turns, models: Models) -> None:
        self.rois: ROIs = models.rois
        self._workspace = models.workspace
        self._views = models.views
        self.model = ROIModel()
        self._drawing = False
        super().__init__(turns, models.rois, models.views)

    def connect(self) -> None:
        ui = self.ui
        ui.roiTable.setModel(self.model)
        self._layOutColumns()
        ui.statusBox.addItems([_("unseen"), _("in progress"), _("complete"), _("absent")])
        ui.roiTable.clicked.connect(self._click)
        ui.statusBox.activated.connect(lambda number: self.rois.set_status(_STATUS[number]))
        ui.showButton.clicked.connect(lambda: self._views.toggle_roi(self.rois.current))
        ui.finishButton.clicked.connect(lambda: self.rois.finish())
        ui.lockButton.clicked.connect(lambda: self.rois.toggle_locked())
        ui.lockOthersButton.clicked.connect(lambda: self.rois.lock_all_others())
        ui.countButton.clicked.connect(lambda: self.rois.count_voxels())
        self._selection = ui.roiTable.selectionModel()
        self._selection.currentRowChanged.connect(self._choose)

    def draw(self) -> None:
        state = self.rois.state
        self._drawing = True
        try:
            self.model.show(state.rows)
            current = next((row for row, each in enumerate(state.rows) if each.id == state.current), None)
            if current is not None and current != self.ui.roiTable.currentIndex().row():
                self.ui.roiTable.setCurrentIndex(self.model.index(current, NAME))
        finally:
            self._drawing = False
        self._drawCurrent(None if current is None else state.rows[current])
        fitRows(self.ui.roiTable, len(state.rows), _FEWEST_ROWS, _MOST_ROWS)
        one = _("One ROI per voxel: painting takes voxels from other ROI.") if state.one_roi_per_voxel else ""
        setTextOrHide(self.ui.remarkLabel, one if state.rows else _noROI())

    def _drawCurrent(self, row: ROIRow | None) -> None:
        ui, opened = self.ui, self._workspace.opened
        none = _noROI() if row is None else ""
        closed = _("Open a series first.") if opened is None else ""
        reading = closed or ("" if opened.session else opened.reason or _("The series is open for reading only."))
        points = _("Points are shown and hidden by Slicer's own means.") if row and row.kind != "area" else ""
        enableUnless(ui.showButton, none or points)
        enableUnless(ui.countButton, none or closed)
        shown = row is not None and row.id not in self._views.state.hidden
        ui.showButton.setChecked(shown)
        ui.showButton.setText(_("Hidden") if row is not None and not shown else _("Shown"))
        for widget in (ui.finishButton, ui.statusBox, ui.lockButton, ui.lockOthersButton):
            enableUnless(widget, none or reading)
        if row is not None:
            ui.statusBox.setCurrentIndex(_STATUS.index(row.status))
            ui.lockButton.setChecked(row.locked)
            ui.lockButton.setText(_("Unlock") if row.locked else _("Lock"))

    def _layOutColumns(self) -> None:
        table = self.ui.roiTable
        table.verticalHeader().setVisible(False)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(NAME, qt.QHeaderView.Stretch)
        header.setHighlightSections(False)
        for column in (KEY, STATUS, MARKED):  # as wide as their texts are in the application's font
            header.setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        table.setColumnWidth(LOCK, _ICON_PX)

    def _choose(self, index: qt.QModelIndex) -> None:
        if index.isValid() and not self._drawing:
            self.rois.choose(self.model.rows[index.row()].id)

    def _click(self, index: qt.QModelIndex) -> None:
        if index.column() == LOCK:
            row = self.model.rows[index.row()]
            self.rois.set_locked(not row.locked, row.id)


def _noROI() -> str:
    return _("The project has no ROI yet: add some below, under ROI of the project.")
