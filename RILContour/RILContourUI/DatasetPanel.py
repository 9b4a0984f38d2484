"""Exports and imports over the series that the browser shows, with progress and a report."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.files import full_path
from RILContourLib.panels.jobs import JobState

from .Models import Models
from .Panel import Panel, enableUnless, setTextOrHide
from .RowsModel import MEASURED_ROWS, RowsModel
from .TableHeight import fitRows
from .Turns import Turns

_WIDTHS = (qt.QHeaderView.Stretch, qt.QHeaderView.ResizeToContents, qt.QHeaderView.Stretch)


class DatasetPanel(Panel):
    uiName = "Dataset"

    def __init__(self, turns: Turns, models: Models) -> None:
        self.dataset = models.dataset
        self._messages = models.workspace.messages
        self.report = RowsModel((_("Series"), _("Outcome"), _("Why")))
        super().__init__(turns, models.dataset)

    def connect(self) -> None:
        ui = self.ui
        ui.reportTable.setModel(self.report)
        ui.reportTable.verticalHeader().setVisible(False)
        header = ui.reportTable.horizontalHeader()
        header.setResizeContentsPrecision(MEASURED_ROWS)
        for column, mode in enumerate(_WIDTHS):
            header.setSectionResizeMode(column, mode)
        ui.folderButton.clicked.connect(lambda: self._askFolder())
        ui.optionsFrame.setVisible(False)
        ui.optionsButton.toggled.connect(lambda on: ui.optionsFrame.setVisible(on))
        ui.selectedBox.clicked.connect(lambda on: self.dataset.only_selected(on))
        ui.exportMasksButton.clicked.connect(lambda: self._export(self.dataset.export_masks, self._maskOptions))
        ui.exportTablesButton.clicked.connect(lambda: self._export(self.dataset.export_tables, self._tableOptions))
        ui.importMasksButton.clicked.connect(lambda: self._import())
        ui.cancelButton.clicked.connect(lambda: self.dataset.cancel())

    def draw(self) -> None:
        ui, state = self.ui, self.dataset.state
        which = _("Series that the browser's filter shows: {count}") if state.filtered else _("All series: {count}")
        if state.only_selected:
            which = _("Series selected in the browser: {count}")
        ui.selectedBox.setChecked(state.only_selected)
        ui.seriesLabel.setText(which.format(count=state.series))
        job = state.job
        running = job is not None and not job.has_ended
        none = "" if state.series else _("There is no series to do it with.")
        for button in (ui.exportMasksButton, ui.exportTablesButton, ui.importMasksButton):
            enableUnless(button, none or (_("Wait until what is going on is done, or stop it.") if running else ""))
        enableUnless(ui.cancelButton, "" if running else _("Nothing is going on."))
        ui.progressBar.setVisible(running)
        if running:
            ui.progressBar.setMaximum(job.total or 0)
            ui.progressBar.setValue(job.done)
        self._drawReport(job)

    def _drawReport(self, job: JobState | None) -> None:
        report = job.report if job else None
        rows = report.rows if report else ()
        why = ("; ".join(filter(None, (row.reason, *row.warnings))) for row in rows)
        self.report.show([(row.series, _(row.outcome), words) for row, words in zip(rows, why, strict=True)])
        fitRows(self.ui.reportTable, len(rows))
        text = "" if job is None else job.error or (f"{job.what}: {job.label}" if not job.has_ended else job.what)
        if report:
            text = " ".join((report.summary, *report.notes))
        setTextOrHide(self.ui.reportLabel, text)

    # How

    def _maskOptions(self) -> object:
        from RILContourLib.exchange.masks_out import MASK_LAYOUTS, MaskExportOptions

        layout = MASK_LAYOUTS[self.ui.layoutBox.property("currentIndex")]
        return MaskExportOptions(layout=layout, overwrite=self.ui.overwriteBox.isChecked())

    def _tableOptions(self) -> object:
        from RILContourLib.exchange.tables import TABLE_FORMATS, TableExportOptions

        written = TABLE_FORMATS[self.ui.formatBox.property("currentIndex")]
        return TableExportOptions(format=written, overwrite=self.ui.overwriteBox.isChecked())

    def _importOptions(self) -> object:
        from RILContourLib.session.importing import EXISTING, ImportOptions

        existing = EXISTING[self.ui.existingBox.property("currentIndex")]
        return ImportOptions(existing=existing, leave_out_unknown=self.ui.unknownBox.isChecked())

    # Doing it

    def _import(self) -> None:
        self._withFolder(lambda folder: self.dataset.import_masks(folder, self._importOptions()))

    def _export(self, action: object, options: object) -> None:
        test = self.ui.testBox.isChecked()
        self._withFolder(lambda folder: action(folder, options(), test=test))

    def _withFolder(self, action: object) -> None:
        folder = self.ui.folderEdit.property("text").strip() or self._askFolder()
        if folder:
            action(full_path(folder))

    def _askFolder(self) -> str:
        folder = qt.QFileDialog.getExistingDirectory(self.widget, _("Folder"))
        if folder:
            self.ui.folderEdit.setText(folder)
        return folder
