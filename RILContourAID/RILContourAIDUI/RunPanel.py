"""Running a model: what it needs, on which series, how much of them, and the queue."""

from __future__ import annotations

import qt
from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.RowsModel import MEASURED_ROWS, RowsModel
from RILContourUI.TableHeight import fitRows
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.planes import PLANES
from RILContourLib.panels.run_panel import SCOPES, RunState

from .AidModels import AidModels, runsInChildProcess, setRunsInChildProcess
from .CheckBoxes import CheckBoxes
from .Folder import UI_FOLDER

_WIDTHS = (qt.QHeaderView.Stretch, qt.QHeaderView.ResizeToContents, qt.QHeaderView.Stretch)


class RunPanel(Panel):
    uiName = "AidRun"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels) -> None:
        self.run = models.run
        self.rows = RowsModel((_("Series"), _("State"), _("Remark")))
        super().__init__(turns, models.run)

    def connect(self) -> None:
        ui, run = self.ui, self.run
        ui.runTable.setModel(self.rows)
        ui.runTable.verticalHeader().setVisible(False)
        ui.runTable.horizontalHeader().setResizeContentsPrecision(MEASURED_ROWS)
        for column, mode in enumerate(_WIDTHS):
            ui.runTable.horizontalHeader().setSectionResizeMode(column, mode)
        ui.scopeBox.addItems([_("the open series"), _("those that the browser shows"), _("those selected")])
        ui.scopeBox.activated.connect(lambda number: run.set_scope(SCOPES[number]))
        ui.planeBox.addItems([_(name) for name in PLANES])
        ui.planeBox.activated.connect(lambda number: run.set_plane(PLANES[number]))
        ui.limitedBox.clicked.connect(lambda on: run.limit_slices(on))
        ui.firstBox.valueChanged.connect(lambda first: run.set_slices(first, run.state.last))
        ui.lastBox.valueChanged.connect(lambda last: run.set_slices(run.state.first, last))
        ui.againBox.clicked.connect(lambda on: run.set_again(on))
        ui.childBox.setChecked(runsInChildProcess())
        ui.childBox.clicked.connect(lambda on: setRunsInChildProcess(on))
        ui.startButton.clicked.connect(lambda: run.start())
        ui.stopButton.clicked.connect(lambda: run.queue.cancel_all())
        ui.clearButton.clicked.connect(lambda: run.queue.forget_ended())
        self._rois = CheckBoxes(ui.roiChecks, run.toggle_roi)
        ui.roiArea.setVisible(False)
        ui.roisButton.toggled.connect(lambda on: ui.roiArea.setVisible(on))

    def draw(self) -> None:
        ui, state = self.ui, self.run.state
        ui.usedLabel.setText(state.model or _("none yet"))
        ui.scopeBox.setCurrentIndex(SCOPES.index(state.scope))
        self._rois.show(state.rois)
        chosen = sum(on for _id, _name, on in state.rois)
        ui.roisButton.setText(_("ROI: {chosen} of {count}").format(chosen=chosen, count=len(state.rois)))
        ui.roisButton.setVisible(len(state.rois) > 1)
        ui.roiArea.setVisible(len(state.rois) > 1 and ui.roisButton.isChecked())
        self._drawSlices(state)
        ui.againBox.setChecked(state.again)
        enableUnless(ui.startButton, state.reason)
        enableUnless(ui.stopButton, "" if state.under_way else _("Nothing runs or waits."))
        enableUnless(ui.clearButton, "" if len(state.rows) > state.under_way else _("No run has ended."))
        count = _("{count} series").format(count=state.series) if state.scope != "open" else ""
        setTextOrHide(ui.reasonLabel, state.reason or count)
        ui.progressBar.setVisible(bool(state.under_way))
        ui.progressBar.setValue(state.percent)
        self.rows.show([(row.series, _said(row.status, row.percent), row.words or row.model) for row in state.rows])
        fitRows(ui.runTable, len(state.rows))

    def _drawSlices(self, state: RunState) -> None:
        ui = self.ui
        possible = state.scope == "open" and state.count > 1
        ui.limitedBox.setVisible(possible)
        ui.limitedBox.setChecked(state.limited)
        for widget in (ui.planeBox, ui.firstBox, ui.lastBox, ui.toLabel):
            widget.setVisible(possible and state.limited)
        ui.planeBox.setCurrentIndex(PLANES.index(state.plane))
        for box, value in ((ui.firstBox, state.first), (ui.lastBox, state.last)):
            box.blockSignals(True)
            box.setMaximum(max(state.count, 1))
            box.setValue(value)
            box.blockSignals(False)


def _said(status: str, percent: int) -> str:
    return f"{_(status)} {percent} %" if status == "running" else _(status)
