"""The history of the open series: who made which version when and why, what differs, and the way back."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from .Models import Models
from .Panel import Panel, enableUnless, setTextOrHide
from .RowsModel import MEASURED_ROWS, RowsModel
from .SeriesInScene import SeriesInScene
from .TableHeight import fitRows
from .Turns import Turns
from .VersionTexts import contentsRows, contentsTitle, differenceRows, differenceTitle, versionRow


class HistoryPanel(Panel):
    uiName = "History"

    def __init__(self, turns: Turns, models: Models, series: SeriesInScene) -> None:
        self.history = models.history
        self._models = models
        self._series = series
        self._numbers: tuple[int, ...] = ()
        self.versions = RowsModel(("", _("Who"), _("When"), _("Why")))
        self.details = RowsModel((_("What"), _("How much")))
        self._isCompared = self._drawing = False
        super().__init__(turns, models.history)
        self.follow(series.shown.subscribe(self.drawSoon))
        self.follow(series.overlaid.subscribe(self.drawSoon))

    def connect(self) -> None:
        ui = self.ui
        ui.versionTable.setModel(self.versions)
        ui.detailTable.setModel(self.details)
        for table in (ui.versionTable, ui.detailTable):
            table.verticalHeader().setVisible(False)
            table.horizontalHeader().setStretchLastSection(True)
            table.horizontalHeader().setHighlightSections(False)
            table.horizontalHeader().setResizeContentsPrecision(MEASURED_ROWS)
        for column in range(3):
            ui.versionTable.horizontalHeader().setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        ui.detailTable.horizontalHeader().setSectionResizeMode(0, qt.QHeaderView.ResizeToContents)
        ui.compareButton.clicked.connect(lambda: self._withChosen(self._compare))
        ui.restoreButton.clicked.connect(lambda: self._withChosen(self.history.restore))
        ui.showButton.clicked.connect(self._show)
        ui.overlayButton.clicked.connect(self._layOver)
        ui.differenceButton.clicked.connect(self._layDifference)
        self._selection = ui.versionTable.selectionModel()
        self._selection.currentRowChanged.connect(lambda: self._inspect())

    def draw(self) -> None:
        self._drawVersions()
        self._drawAgainst(tuple(row.number for row in self.history.state.rows))
        self._drawDetails()
        self._drawButtons()

    def _drawVersions(self) -> None:
        """The version that is chosen stays so when others come on top of it."""
        rows = self.history.state.rows
        numbers, chosen = [row.number for row in rows], self._chosen()
        self._drawing = True
        try:
            self.versions.show([versionRow(row) for row in rows])
            fitRows(self.ui.versionTable, len(rows))
            if chosen in numbers and chosen != self._chosen():
                self.ui.versionTable.setCurrentIndex(self.versions.index(numbers.index(chosen), 0))
        finally:
            self._drawing = False

    def _drawDetails(self) -> None:
        """What the chosen version holds, or what it differs in: whichever was asked for last."""
        state = self.history.state
        title, rows = "", []
        if self._isCompared and state.difference:
            title, rows = differenceTitle(state.difference), differenceRows(state.difference)
        elif not self._isCompared and state.contents and state.contents.number == self._chosen():
            title, rows = contentsTitle(state.contents), contentsRows(state.contents)
        self.details.show(rows)
        fitRows(self.ui.detailTable, len(rows))
        setTextOrHide(self.ui.pastLabel, self._whatIsShown())
        setTextOrHide(self.ui.busyLabel, state.busy_with or title)

    def _whatIsShown(self) -> str:
        """What one has to know of the list, or of what is seen in the views."""
        past = self._series.pastVersion
        if past is not None:
            return _("Version {number} is shown in the views, not what is there now.").format(number=past)
        if self._models.workspace.opened is None:
            return _("Open a series to see its versions.")
        return "" if self.history.state.rows else _("No version yet: one is made when the series is closed.")

    def _drawAgainst(self, numbers: tuple[int, ...]) -> None:
        if numbers != self._numbers:
            self._numbers = numbers
            self.ui.againstBox.clear()
            self.ui.againstBox.addItems([_("now"), *(_("version {number}").format(number=each) for each in numbers)])

    def _drawButtons(self) -> None:
        none = "" if self._chosen() is not None else _("Choose a version in the list first.")
        shown = self._series.pastVersion
        enableUnless(self.ui.compareButton, none)
        enableUnless(self.ui.restoreButton, none or self._whyNotRestored(shown))
        enableUnless(self.ui.showButton, none if shown is None else "")
        self.ui.showButton.setChecked(shown is not None)
        self.ui.showButton.setText(_("Show instead") if shown is None else _("Back to now"))
        laidOver = self._series.overlay.version
        enableUnless(self.ui.overlayButton, none if laidOver is None else "")
        self.ui.overlayButton.setChecked(laidOver is not None)
        text = _("Outlines") if laidOver is None else _("Outlines of {number}").format(number=laidOver)
        self.ui.overlayButton.setText(text)
        difference = self._series.overlay.difference
        enableUnless(self.ui.differenceButton, none if difference is None else "")
        self.ui.differenceButton.setChecked(difference is not None)

    def _whyNotRestored(self, shown: int | None) -> str:
        if shown is not None:
            return _("Go back to now first.")
        return "" if self.history.state.can_restore else _("The series has to be open for editing.")

    def _chosen(self) -> int | None:
        row, rows = self.ui.versionTable.currentIndex().row(), self.versions.rows
        return int(rows[row][0]) if 0 <= row < len(rows) else None

    def _withChosen(self, action: object) -> None:
        version = self._chosen()
        if version is not None:
            action(version)

    def _show(self, on: bool) -> None:
        self._series.showPast(self._chosen() if on else None)

    def _layOver(self, on: bool) -> None:
        self._series.layOver(self._chosen() if on else None)

    def _layDifference(self, on: bool) -> None:
        if on:
            self._withChosen(lambda version: self._series.layDifference(*self._inOrder(version)))
        else:
            self._series.layOver(None)

    def _inspect(self) -> None:
        """Another version was chosen: look into it."""
        if self._drawing:
            return
        self._isCompared = False
        self._drawDetails()
        self._drawButtons()
        self._withChosen(self.history.inspect)

    def _compare(self, version: int) -> None:
        self._isCompared = True
        self.history.compare(*self._inOrder(version))

    def _inOrder(self, version: int) -> tuple[int, int | None]:
        """The chosen version and that which it is compared with, the older first; None for now."""
        number = self.ui.againstBox.property("currentIndex") - 1
        other = self._numbers[number] if 0 <= number < len(self._numbers) else None
        return (version, None) if other is None else (min(version, other), max(version, other))
