"""How good models' drafts are: what is measured against what, numbers by ROI, the worst series, two models compared."""

from __future__ import annotations

from pathlib import Path

import qt
from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.RowsModel import RowsModel
from RILContourUI.TableHeight import fitRows
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.explain_state import Option
from RILContourLib.panels.metrics_state import METRICS_SCOPES, MetricsResult, MetricsState

from .AidModels import AidModels
from .Choices import Choices
from .Folder import UI_FOLDER
from .PlotPicture import PlotPicture

_BY_IN_BOXES, _BY_IN_WORST = 1, 3


class MetricsPanel(Panel):
    uiName = "AidMetrics"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels) -> None:
        self.metrics = models.metrics
        self._views = models.views
        self._messages = models.workspace.messages
        self.boxes = RowsModel((_("ROI"), _("By"), _("Median"), _("Quartiles"), _("n")))
        self.worst = RowsModel((_("Series"), _("ROI"), _("Value"), _("By")))
        super().__init__(turns, models.metrics)
        self.follow(models.metrics.go.subscribe(self._goSoon))

    def connect(self) -> None:
        ui, metrics = self.ui, self.metrics
        for table, model in ((ui.boxTable, self.boxes), (ui.worstTable, self.worst)):
            table.setModel(model)
            table.verticalHeader().setVisible(False)
            table.horizontalHeader().setSectionResizeMode(0, qt.QHeaderView.Stretch)
            for column in range(1, model.columnCount()):
                table.horizontalHeader().setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        self._first = Choices(ui.firstBox, lambda chosen: self._choose(first=chosen))
        self._second = Choices(ui.secondBox, lambda chosen: self._choose(second=chosen))
        self._against = Choices(ui.againstBox, lambda chosen: self._choose(against=chosen))
        ui.scopeBox.addItems([_("the open series"), _("those that the browser shows"), _("those selected")])
        ui.scopeBox.activated.connect(lambda number: metrics.set_scope(METRICS_SCOPES[number]))
        ui.testBox.clicked.connect(lambda on: metrics.set_only_test(on))
        ui.startButton.clicked.connect(lambda: metrics.start())
        ui.stopButton.clicked.connect(lambda: metrics.cancel())
        self._measures = Choices(ui.measureBox, metrics.show_measure)
        self._rois = Choices(ui.roiBox, metrics.show_roi)
        ui.worstTable.activated.connect(lambda index: metrics.open_worst(index.row()))
        self._plots = PlotPicture(ui.boxPlot, metrics.box_plot), PlotPicture(ui.slicesPlot, metrics.slices_plot)
        ui.csvButton.clicked.connect(lambda: self._export())

    def draw(self) -> None:
        ui, state = self.ui, self.metrics.state
        asked, nothing = state.asked, Option("", _("nothing"))
        self._first.show((nothing, *state.sources), asked.first)
        self._second.show((nothing, *state.sources), asked.second)
        self._against.show(state.sources, asked.against)
        ui.scopeBox.setCurrentIndex(METRICS_SCOPES.index(asked.scope))
        ui.testBox.setChecked(asked.only_test)
        going = bool(state.running)
        enableUnless(ui.startButton, state.running or state.reason)
        enableUnless(ui.stopButton, "" if going else _("Nothing is being measured."))
        ui.progressBar.setVisible(going)
        ui.progressBar.setMaximum(state.total or 0)
        ui.progressBar.setValue(state.done)
        count = _("{count} series").format(count=state.series)
        setTextOrHide(ui.reasonLabel, state.error or state.running or state.reason or count)
        ui.result.setVisible(state.result is not None)
        if state.result is not None:
            self._drawResult(state, state.result)

    def _drawResult(self, state: MetricsState, result: MetricsResult) -> None:
        ui = self.ui
        setTextOrHide(ui.summaryLabel, "\n".join(filter(None, (result.title, result.summary))))
        self._measures.show(state.measures, state.measure)
        self._rois.show((Option("", _("all ROI")), *result.rois), state.roi)
        names = {each.id: each.label for each in result.rois}
        self.boxes.show(
            [
                (names.get(row.roi, row.roi), row.source, row.median, row.quartiles, str(row.count))
                for row in result.boxes
            ]
        )
        self.worst.show([(row.series, names.get(row.roi, row.roi), row.value, row.source) for row in result.worst])
        alone = result.comparison is None  # then all numbers are by the same one, which is named above
        ui.boxTable.setColumnHidden(_BY_IN_BOXES, alone)
        ui.worstTable.setColumnHidden(_BY_IN_WORST, alone)
        for plot in self._plots:
            plot.draw()
        fitRows(ui.boxTable, len(result.boxes))
        fitRows(ui.worstTable, len(result.worst))
        setTextOrHide(ui.comparisonLabel, result.comparison.words if result.comparison else "")
        stopped = "" if result.complete else _("It was stopped: not all series are in it.")
        setTextOrHide(ui.notesLabel, "\n".join(filter(None, (stopped, *result.notes))))

    # Choosing

    def _choose(self, **chosen: str) -> None:
        with self._messages.refusals():
            self.metrics.choose(**chosen)

    # Going there, and taking away

    def _goSoon(self, axis: int, number: int, frame: int) -> None:
        """Told by whichever thread opened the series."""

        def go() -> None:
            self._views.set_frame(frame)
            self._views.show_slice(axis, number)

        self.turns.defer(go)

    def _export(self) -> None:
        folder = qt.QFileDialog.getExistingDirectory(self.widget, _("Folder for the tables"))
        if folder:
            self.metrics.export_csv(Path(folder))
