"""Volume and intensities of the current ROI, with a histogram in Slicer's plot view."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.statistics import StatisticsState

from .HistogramPlot import HistogramPlot
from .Models import Models
from .Panel import Panel, enableUnless
from .RowsModel import Row, RowsModel
from .SeriesInScene import SeriesInScene
from .TableHeight import fitRows
from .Turns import Turns

_MOST_ROWS = 12


class StatisticsPanel(Panel):
    uiName = "Statistics"

    def __init__(self, turns: Turns, models: Models, series: SeriesInScene) -> None:
        self.statistics = models.statistics
        self._models = models
        self._plot = HistogramPlot(series.scene)
        self.numbers = RowsModel((_("What"), _("Value")))
        super().__init__(turns, models.statistics, models.rois)

    def connect(self) -> None:
        ui = self.ui
        ui.numberTable.setModel(self.numbers)
        ui.numberTable.horizontalHeader().setSectionResizeMode(0, qt.QHeaderView.ResizeToContents)
        ui.numberTable.verticalHeader().setVisible(False)
        ui.numberTable.horizontalHeader().setStretchLastSection(True)
        ui.volumeButton.clicked.connect(lambda: self._compute(wholeImage=True))
        ui.sliceButton.clicked.connect(lambda: self._compute(wholeImage=False))
        ui.plotButton.clicked.connect(lambda: self._plot.show(self._title(), self.statistics.state))

    def draw(self) -> None:
        state, ui = self.statistics.state, self.ui
        self.numbers.show(_numbers(state))
        fitRows(ui.numberTable, len(self.numbers.rows), most=_MOST_ROWS)
        current = self._models.currentROI
        isArea = current is not None and current.kind == "area"
        why = "" if isArea else _("Choose an ROI that marks areas first.")
        if self._models.workspace.opened is None:
            why = _("Open a series first.")
        ui.aboutLabel.setText(self._about(state) if state.roi else why or _("Choose what to measure the ROI in."))
        enableUnless(ui.volumeButton, why)
        enableUnless(ui.sliceButton, why)
        enableUnless(ui.plotButton, "" if state.counts else _("Measure an ROI first."))

    def close(self) -> None:
        self._plot.remove()
        super().close()

    def _compute(self, *, wholeImage: bool) -> None:
        opened, views = self._models.workspace.opened, self._models.views
        if opened and self._models.rois.current:
            number = None if wholeImage else views.place[opened.annotation.slice_axis]
            self.statistics.compute(self._models.rois.current, frame=views.frame, slice_number=number)

    def _title(self) -> str:
        state = self.statistics.state
        names = {roi.id: roi.name for roi in self._models.definitions.rois}
        name = names.get(state.roi or "", "")
        if state.slice_number is None:
            return name
        return _("{name}, slice {number}").format(name=name, number=state.slice_number + 1)

    def _about(self, state: StatisticsState) -> str:
        remarks = [_("measuring") if state.computing else "", state.note]
        if state.outdated:
            remarks.append(_("edited since; measure again"))
        return ": ".join(filter(None, (self._title(), "; ".join(filter(None, remarks)))))


def _numbers(state: StatisticsState) -> list[Row]:
    found = [
        (_("Voxels"), state.voxels),
        (_("Volume [mL]"), state.volume_ml),
        (_("Mean"), state.mean),
        (_("Standard deviation"), state.sd),
        (_("Minimum"), state.minimum),
        (_("Maximum"), state.maximum),
        *((_("Percentile {n}").format(n=n), value) for n, value in state.percentiles.items()),
    ]
    return [(title, _shown(value)) for title, value in found if value is not None]


def _shown(value: float) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)
