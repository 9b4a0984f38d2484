"""The browser of series, in a dock window of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.browser_lines import FEW
from RILContourLib.panels.series_tree import folders_above

from .BrowserModel import BrowserModel
from .ChosenColumns import chosenColumns, rememberColumns
from .FilterRows import FilterRows
from .Models import Models
from .Panel import Panel, setTextIfOther
from .Turns import Turns

_STATUS = ("", "unseen", "in progress", "complete", "approved")
_PROBLEMS_SHOWN, _PROBLEMS_IN_TOOLTIP = 2, 30


class BrowserPanel(Panel):
    uiName = "Browser"
    icons: ClassVar[dict[str, str]] = {"refreshButton": "refresh"}

    def __init__(self, turns: Turns, models: Models) -> None:
        self.browser = models.browser
        self._workspace = models.workspace
        self.model = BrowserModel(models.browser)
        self.filterRows: FilterRows | None = None
        self._chosen: dict[str, bool] = {}
        self._resetting = False
        self._shown: tuple[object, ...] = ()
        self._names: list[str] = []
        self._open: str | None = None
        columns = chosenColumns(self._projectId)
        if columns is not None:
            models.browser.choose_columns(columns)
        super().__init__(turns, models.browser)

    def connect(self) -> None:
        ui = self.ui
        ui.seriesTree.setModel(self.model)
        ui.seriesTree.header().setSectionsClickable(True)
        ui.seriesTree.header().setStretchLastSection(True)
        ui.seriesTree.header().setSortIndicatorShown(True)
        ui.seriesTree.setColumnWidth(0, 220)
        titles = [_("any status"), _("unseen"), _("in progress"), _("complete"), _("approved")]
        ui.statusBox.addItems(titles)
        self.filterRows = FilterRows(ui.filtersFrame, self.browser)
        ui.filtersFrame.setVisible(False)
        ui.filtersButton.toggled.connect(lambda on: ui.filtersFrame.setVisible(on))
        self._columnsMenu = qt.QMenu(ui.columnsButton)
        ui.columnsButton.setMenu(self._columnsMenu)
        ui.filterEdit.textChanged.connect(self._filterByText)
        ui.statusBox.activated.connect(self._filterByStatus)
        ui.refreshButton.clicked.connect(lambda: self.browser.refresh())
        ui.seriesTree.activated.connect(self._openAt)
        ui.seriesTree.expanded.connect(lambda index: self._choose(index, True))
        ui.seriesTree.collapsed.connect(lambda index: self._choose(index, False))
        ui.seriesTree.header().sectionClicked.connect(self._sortBy)
        self._selection = ui.seriesTree.selectionModel()
        self._selection.selectionChanged.connect(lambda: self._select())
        self._columnsMenu.aboutToShow.connect(self._fillColumnsMenu)

    def draw(self) -> None:
        state, names = self.browser.state, self.browser.shown_names()
        shown = (state.columns, state.sort, state.reverse)
        if shown != self._shown or names != self._names:
            self._shown, self._names = shown, names
            self._reset()
        else:
            self.model.refresh()
        self._drawSorting()
        self._drawFilters()
        count = _("{shown} of {total} series").format(shown=state.shown, total=state.total)
        details = [count, state.busy_with or self._whyNone()]
        if state.interrupted:
            details.append(_("{count} with edits to recover").format(count=state.interrupted))
        details += _firstOf(state.problems, _PROBLEMS_SHOWN)
        self.ui.countLabel.setText("; ".join(filter(None, details)))
        self.ui.countLabel.setToolTip("\n".join(_firstOf(state.problems, _PROBLEMS_IN_TOOLTIP)))
        if state.open_series != self._open:
            self._open = state.open_series
            self.show(self._open)

    def _whyNone(self) -> str:
        state = self.browser.state
        if state.shown:
            return ""
        return _("none fits the filter") if state.total else _("there are no NIfTI images in the project's folder")

    def _drawSorting(self) -> None:
        """An arrow at the title of the column that is sorted by."""
        state = self.browser.state
        keys = ["series", *(key for key, _title in state.columns)]
        order = qt.Qt.DescendingOrder if state.reverse else qt.Qt.AscendingOrder
        self.ui.seriesTree.header().setSortIndicator(keys.index(state.sort) if state.sort in keys else -1, order)

    def _drawFilters(self) -> None:
        """As they stand, whoever set them; those that restrict what is shown are never out of sight."""
        wanted, ui = self.browser.state.filter, self.ui
        self.filterRows.draw()
        setTextIfOther(ui.filterEdit, wanted.text)
        ui.statusBox.setCurrentIndex(_STATUS.index(wanted.status[0] if len(wanted.status) == 1 else ""))
        if self.filterRows.isOn():
            ui.filtersButton.setChecked(True)

    def show(self, name: str | None) -> None:
        """Open the folders above a series, and make it the current one."""
        for folder in folders_above(name) if name else ():
            self.ui.seriesTree.expand(self.model.indexOf(folder))
        index = self.model.indexOf(name) if name else qt.QModelIndex()
        if index.isValid():
            self.ui.seriesTree.setCurrentIndex(index)
            self.ui.seriesTree.scrollTo(index)

    def focusFilter(self) -> None:
        """Begin to write a filter; brings the window back if somebody closed it."""
        self.widget.parent().show()
        self.widget.parent().raise_()
        self.ui.filterEdit.setFocus()
        self.ui.filterEdit.selectAll()

    def _reset(self) -> None:
        """Other rows: folders that were open are opened again, and the open series is shown again."""
        self._resetting = True
        self.model.reset()
        for path in self._openFolders():
            index = self.model.indexOf(path)
            if index.isValid():
                self.ui.seriesTree.expand(index)
        self._resetting = False
        self._open = None

    def _choose(self, index: qt.QModelIndex, isOpen: bool) -> None:
        """Somebody opened or closed a folder."""
        if not self._resetting:
            self._chosen[self.model.node(index).path] = isOpen

    def _openFolders(self) -> list[str]:
        """As somebody chose; else all of them where there are few series. Outer folders come before inner ones."""
        few = self._names if len(self._names) <= FEW else []
        openByThemselves = {folder: True for name in few for folder in folders_above(name)}
        return sorted(path for path, isOpen in {**openByThemselves, **self._chosen}.items() if isOpen)

    # What people do

    def _filterByText(self, text: str) -> None:
        self.browser.set_filter(replace(self.browser.state.filter, text=text))

    def _filterByStatus(self, number: int) -> None:
        wanted = (_STATUS[number],) if number > 0 else ()
        self.browser.set_filter(replace(self.browser.state.filter, status=wanted))

    def _sortBy(self, section: int) -> None:
        state = self.browser.state
        column = "series" if section == 0 else state.columns[section - 1][0]
        self.browser.sort_by(column, reverse=state.sort == column and not state.reverse)

    def _openAt(self, index: qt.QModelIndex) -> None:
        node = self.model.node(index)
        if not node.is_folder:
            self._workspace.open(node.path)

    def _select(self) -> None:
        nodes = [self.model.node(index) for index in self._selection.selectedRows(0)]
        self.browser.select(node.path for node in nodes if not node.is_folder)

    def _fillColumnsMenu(self) -> None:
        self._columnsMenu.clear()
        chosen = [key for key, _title in self.browser.state.columns]
        for key, title in self.browser.available_columns:
            if key != "series":
                action = self._columnsMenu.addAction(title)
                action.setCheckable(True)
                action.setChecked(key in chosen)
                action.toggled.connect(lambda on, key=key: self._showColumn(key, on))

    def _showColumn(self, column: str, on: bool) -> None:
        chosen = [key for key, _title in self.browser.state.columns if key != column]
        self.browser.choose_columns([*chosen, column] if on else chosen)
        rememberColumns(self._projectId, [key for key, _title in self.browser.state.columns])

    @property
    def _projectId(self) -> str:
        return self._workspace.project.definitions.id


def _firstOf(problems: tuple[str, ...], most: int) -> list[str]:
    """Of what could not be listed, so many sentences, and how many more there are."""
    left = len(problems) - most
    return (
        [*problems[:most], _("and {count} more that could not be listed").format(count=left)]
        if left > 0
        else [*problems]
    )
