"""The history of the open series: who made which version when and why, what differs, and the way back."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.browser_columns import shown
from RILContourLib.panels.history import VersionRow
from RILContourLib.panels.version_difference import AnswerDifference, ROIDifference, VersionDifference

from .Models import Models
from .Panel import Panel, enableUnless
from .RowsModel import Row, RowsModel
from .SeriesInScene import SeriesInScene
from .Turns import Turns


class HistoryPanel(Panel):
    uiName = "History"

    def __init__(self, turns: Turns, models: Models, series: SeriesInScene) -> None:
        self.history = models.history
        self._series = series
        self._numbers: tuple[int, ...] = ()
        self.versions = RowsModel(("", _("Who"), _("When"), _("Why")))
        self.difference = RowsModel((_("What"), _("Difference")))
        super().__init__(turns, models.history)
        self.follow(series.shown.subscribe(self.drawSoon))
        self.follow(series.overlaid.subscribe(self.drawSoon))

    def connect(self) -> None:
        ui = self.ui
        ui.versionTable.setModel(self.versions)
        ui.differenceTable.setModel(self.difference)
        for table in (ui.versionTable, ui.differenceTable):
            table.verticalHeader().setVisible(False)
            table.verticalHeader().setDefaultSectionSize(22)
            table.horizontalHeader().setStretchLastSection(True)
        for column in range(3):
            ui.versionTable.horizontalHeader().setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        ui.differenceTable.setColumnWidth(0, 120)
        ui.compareButton.clicked.connect(lambda: self._withChosen(self._compare))
        ui.restoreButton.clicked.connect(lambda: self._withChosen(self.history.restore))
        ui.showButton.clicked.connect(self._show)
        ui.overlayButton.clicked.connect(self._layOver)
        ui.differenceButton.clicked.connect(self._layDifference)
        self._selection = ui.versionTable.selectionModel()
        self._selection.currentRowChanged.connect(lambda: self._drawButtons())

    def draw(self) -> None:
        state = self.history.state
        self.versions.show([_version(row) for row in state.rows])
        self._drawAgainst(tuple(row.number for row in state.rows))
        self.difference.show(_difference(state.difference) if state.difference else ())
        self.ui.busyLabel.setText(state.busy_with or _title(state.difference))
        self.ui.differenceTable.setVisible(state.difference is not None and not state.difference.is_empty)
        self._drawButtons()

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
        row, rows = self.ui.versionTable.currentIndex().row(), self.history.state.rows
        return rows[row].number if 0 <= row < len(rows) else None

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

    def _compare(self, version: int) -> None:
        self.history.compare(*self._inOrder(version))

    def _inOrder(self, version: int) -> tuple[int, int | None]:
        """The chosen version and that which it is compared with, the older first; None for now."""
        number = self.ui.againstBox.property("currentIndex") - 1
        other = self._numbers[number] if 0 <= number < len(self._numbers) else None
        return (version, None) if other is None else (min(version, other), max(version, other))


def _version(row: VersionRow) -> Row:
    when = qt.QDateTime.fromString(row.time, qt.Qt.ISODateWithMs).toLocalTime().toString("yyyy-MM-dd hh:mm")
    why = [_(row.reason), row.message]
    if row.restored:
        why.append(_("content of version {number}").format(number=row.restored))
    if row.recovered_from:
        why.append(_("recovered from {user}").format(user=row.recovered_from))
    return str(row.number), row.user, when, "; ".join(filter(None, why))


def _title(difference: VersionDifference | None) -> str:
    if difference is None:
        return ""
    newer = _("now") if difference.newer is None else difference.newer
    text = _("From version {older} to {newer}:").format(older=difference.older, newer=newer)
    return _("{text} no difference").format(text=text) if difference.is_empty else text


def _difference(found: VersionDifference) -> list[Row]:
    return [_roi(each) for each in found.rois] + [_answer(each) for each in found.answers]


def _roi(each: ROIDifference) -> Row:
    parts = []
    if each.voxels_added or each.voxels_removed:
        parts.append(
            _("+{added} −{removed} voxels").format(added=each.voxels_added, removed=each.voxels_removed)  # noqa: RUF001
        )
    if each.points_added or each.points_removed or each.points_changed:
        counts = {"added": each.points_added, "removed": each.points_removed, "changed": each.points_changed}
        parts.append(_("points: {added} new, {removed} gone, {changed} changed").format(**counts))
    if each.status:
        parts.append(f"{_(each.status[0])} → {_(each.status[1])}")
    if each.locked:
        parts.append(_("locked") if each.locked[1] else _("unlocked"))
    return each.name, "; ".join(parts)


def _answer(each: AnswerDifference) -> Row:
    about = f"{each.ask} ({each.about} {each.key})" if each.key else each.ask
    return about, f"{_shown(each.before)} → {_shown(each.after)}"


def _shown(value: object) -> str:
    return shown(value) or "-"
