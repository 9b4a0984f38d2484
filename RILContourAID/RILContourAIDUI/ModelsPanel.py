"""The models that can be run: their versions, what they do, code that waits for a yes; in and out as files."""

from __future__ import annotations

import qt
from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.RowsModel import Row, RowsModel
from RILContourUI.TableHeight import fitRows
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.models_rows import CodeRow, ModelRow, ModelVersionRow

from .AidModels import AidModels
from .Folder import UI_FOLDER

_WHERE, _SEVERAL = 3, 2


class ModelsPanel(Panel):
    uiName = "AidModels"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels) -> None:
        self.shelf = models.shelf
        self._messages = models.workspace.messages
        self.table = RowsModel((_("Model"), _("Newest"), _("Task"), _("Where")))
        self._labels: tuple[str, ...] = ()
        super().__init__(turns, models.shelf)

    def connect(self) -> None:
        ui, shelf = self.ui, self.shelf
        ui.modelTable.setModel(self.table)
        ui.modelTable.verticalHeader().setVisible(False)
        ui.modelTable.horizontalHeader().setSectionResizeMode(0, qt.QHeaderView.Stretch)
        for column in (1, 2, 3):
            ui.modelTable.horizontalHeader().setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        self._selection = ui.modelTable.selectionModel()
        self._selection.currentRowChanged.connect(self._choose)
        ui.versionBox.currentIndexChanged.connect(lambda: self._drawVersion())
        ui.useButton.clicked.connect(lambda: self._withVersion(lambda row: shelf.use(row.label)))
        ui.approveButton.clicked.connect(lambda: self._withVersion(lambda row: shelf.approve(row.label)))
        ui.importButton.clicked.connect(lambda: self._import())
        ui.exportButton.clicked.connect(lambda: self._withVersion(self._export))
        ui.folderButton.clicked.connect(lambda: self._addFolder())
        ui.refreshButton.clicked.connect(lambda: shelf.refresh())

    def draw(self) -> None:
        ui, state = self.ui, self.shelf.state
        self.table.show([_row(row) for row in state.rows])
        fitRows(ui.modelTable, len(state.rows))
        ui.modelTable.setColumnHidden(_WHERE, len({row.library for row in state.rows}) < _SEVERAL)
        labels = tuple(row.label for row in state.versions)
        if labels != self._labels:
            self._labels = labels
            ui.versionBox.clear()
            ui.versionBox.addItems([_version(row) for row in state.versions])
        none = _("No model yet. Add a network, or import one.") if state.ready and not state.rows else ""
        problems = [f"{each.folder}: {each.problem}" for each in state.libraries if each.problem]
        setTextOrHide(ui.busyLabel, "\n".join(filter(None, (state.busy_with, none, *problems))))
        self._drawVersion()

    def _drawVersion(self) -> None:
        ui, row = self.ui, self.version()
        used = row is not None and self.shelf.state.used in (row.label, row.label.partition("@")[0])
        for widget in (ui.versionBox, ui.useButton):
            widget.setVisible(row is not None)
        enableUnless(ui.exportButton, "" if row is not None else _("Choose a model in the list first."))
        ui.useButton.setText(_("Used by Run") if used else _("Use"))
        setTextOrHide(ui.factsLabel, "\n".join((*row.words, row.notes)).strip() if row else "")
        setTextOrHide(ui.problemLabel, row.problem if row else "")
        asked = row is not None and not row.approved
        ui.codeLabel.setVisible(asked)
        ui.approveButton.setVisible(asked)
        ui.codeLabel.setText(codeWords(row.code) if row is not None and asked else "")

    def version(self) -> ModelVersionRow | None:
        """The version that is shown."""
        number, versions = self.ui.versionBox.property("currentIndex"), self.shelf.state.versions
        return versions[number] if 0 <= number < len(versions) else None

    def _choose(self, index: qt.QModelIndex) -> None:
        rows = self.shelf.state.rows
        if index.isValid() and index.row() < len(rows) and rows[index.row()].name != self.shelf.state.chosen:
            self.shelf.choose(rows[index.row()].name)

    def _withVersion(self, action: object) -> None:
        row = self.version()
        if row is not None:
            with self._messages.refusals():
                action(row)

    # Files

    def _import(self) -> None:
        path = chosenFile(qt.QFileDialog.getOpenFileName(self.widget, _("Exported model"), "", "*.zip"))
        if path:
            self.shelf.import_archive(path)

    def _export(self, row: ModelVersionRow) -> None:
        proposed = f"{row.label.replace('@', '-')}.zip"
        path = chosenFile(qt.QFileDialog.getSaveFileName(self.widget, _("Export model"), proposed, "*.zip"))
        if path:
            self.shelf.export(row.label, path)

    def _addFolder(self) -> None:
        folder = qt.QFileDialog.getExistingDirectory(self.widget, _("Folder of models"))
        if folder:
            self.shelf.add_folder(folder)


def chosenFile(chosen: object) -> str:
    """The path that a file dialog gives; other bindings of Qt give the filter, too."""
    return chosen if isinstance(chosen, str) else chosen[0]


def codeWords(code: tuple[CodeRow, ...]) -> str:
    """What would run, and what is trusted."""
    said = [_("Code of its own runs with this model. Look at it, and trust it only if you know where it comes from:")]
    said += [f"{each.file}: {'; '.join(each.what)} (sha256 {each.sha256})" for each in code if not each.approved]
    return "\n".join(said)


def _row(row: ModelRow) -> Row:
    number = row.newest.label.rpartition("@")[2]
    return row.newest.title or row.name, number, row.newest.task, row.library


def _version(row: ModelVersionRow) -> str:
    return ", ".join(filter(None, (row.label, row.made_by, row.published[:10])))
