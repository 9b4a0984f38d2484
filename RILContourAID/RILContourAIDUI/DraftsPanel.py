"""What models drafted on the open series: accepted or rejected by ROI, by slice, or all; hatched over the slices."""

from __future__ import annotations

import qt
from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.RowsModel import Row, RowsModel
from RILContourUI.SeriesInScene import SeriesInScene
from RILContourUI.TableHeight import fitRows
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.drafts_panel import DraftsState
from RILContourLib.panels.drafts_rows import DraftAnswerRow, DraftROIRow, DraftRow

from .AidModels import AidModels
from .DraftOverlay import DraftOverlay
from .Folder import UI_FOLDER

_PER_CENT = 100


class DraftsPanel(Panel):
    uiName = "AidDrafts"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels, series: SeriesInScene) -> None:
        self.drafts = models.drafts
        self._workspace = models.workspace
        self._series = series
        self.overlay = DraftOverlay(series.scene)
        self.rois = RowsModel((_("ROI"), _("Sure"), _("Waiting")))
        self.answers = RowsModel((_("Question"), _("Answer"), _("Sure")))
        self._rows: tuple[DraftRow, ...] = ()
        super().__init__(turns, models.drafts, models.views)
        self.follow(models.drafts.redrawn.subscribe(self._laySoon))
        self.follow(series.shown.subscribe(self._lay))
        self.follow(series.viewsMade.subscribe(self._laySoon))
        self._lay()

    def connect(self) -> None:
        ui, drafts = self.ui, self.drafts
        for table, model in ((ui.roiTable, self.rois), (ui.answerTable, self.answers)):
            table.setModel(model)
            table.verticalHeader().setVisible(False)
            table.horizontalHeader().setSectionResizeMode(0, qt.QHeaderView.Stretch)
            for column in (1, 2):
                table.horizontalHeader().setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        ui.draftBox.activated.connect(lambda number: drafts.choose(self._rows[number].id))
        ui.acceptAllButton.clicked.connect(lambda: drafts.accept())
        ui.rejectAllButton.clicked.connect(lambda: drafts.reject())
        ui.acceptHereButton.clicked.connect(lambda: drafts.accept(here=True))
        ui.rejectHereButton.clicked.connect(lambda: drafts.reject(here=True))
        ui.nextButton.clicked.connect(lambda: drafts.next_undecided())
        ui.replaceBox.clicked.connect(lambda on: drafts.set_replace_human(on))
        ui.shownBox.clicked.connect(lambda: self._lay())
        ui.acceptROIButton.clicked.connect(lambda: self._withROI(lambda row: drafts.accept(row.roi)))
        ui.acceptROIHereButton.clicked.connect(lambda: self._withROI(lambda row: drafts.accept(row.roi, here=True)))
        ui.rejectROIButton.clicked.connect(lambda: self._withROI(lambda row: drafts.reject(row.roi)))
        ui.acceptAnswerButton.clicked.connect(lambda: self._withAnswer(lambda row: drafts.accept_answer(row.field)))
        ui.rejectAnswerButton.clicked.connect(lambda: self._withAnswer(lambda row: drafts.reject_answer(row.field)))

    def draw(self) -> None:
        ui, state = self.ui, self.drafts.state
        if state.rows != self._rows:
            self._rows = state.rows
            ui.draftBox.clear()
            ui.draftBox.addItems([f"{row.model}, {row.user}, {row.time[:16].replace('T', ' ')}" for row in state.rows])
        ids = [row.id for row in state.rows]
        ui.draftBox.setCurrentIndex(ids.index(state.current) if state.current in ids else -1)
        ui.draftBox.setVisible(bool(state.rows))
        ui.leftLabel.setText(self._about(state))
        self.rois.show([_roi(row) for row in state.rois])
        self.answers.show([_answer(row) for row in state.answers])
        fitRows(ui.roiTable, len(state.rois))
        fitRows(ui.answerTable, len(state.answers))
        ui.replaceBox.setChecked(state.replace_human)
        setTextOrHide(ui.reasonLabel, "\n".join(filter(None, (state.busy_with, state.reason if state.rows else ""))))
        self._drawButtons(state)

    def close(self) -> None:
        super().close()
        self.overlay.remove()

    def _about(self, state: DraftsState) -> str:
        if state.trial:
            return _("This is a trial of {model}: nothing of it is kept.").format(model=state.trial)
        if state.rows and not state.left:
            return _("All is decided; that is kept with the next version.")
        if state.rows:
            return _("{count} to decide; slice {number} is shown.").format(count=state.left, number=state.slice + 1)
        if self._workspace.opened is None:
            return _("Open a series to see what models drafted on it.")
        return _("No draft waits on this series. A model makes one under Run.")

    def _drawButtons(self, state: DraftsState) -> None:
        ui, left = self.ui, bool(state.left)
        here = any(row.waits_here for row in state.rois) or any(row.slice is not None for row in state.answers)
        nothing = "" if left else _("Nothing waits for a decision.")
        nothing_here = "" if here else _("Nothing waits on the slice that is shown.")
        locked = "" if state.can_decide else state.reason or _("Open the series to decide on its drafts.")
        for button, reason in (
            (ui.acceptAllButton, nothing or locked),
            (ui.rejectAllButton, nothing),
            (ui.acceptHereButton, nothing_here or locked),
            (ui.rejectHereButton, nothing_here),
            (ui.nextButton, nothing),
        ):
            enableUnless(button, reason)
        there = bool(state.rows) or bool(state.trial)
        for widget in (ui.allLabel, ui.acceptAllButton, ui.rejectAllButton, ui.nextButton, ui.shownBox, ui.replaceBox):
            widget.setVisible(there)
        for widget in (ui.hereLabel, ui.acceptHereButton, ui.rejectHereButton):
            widget.setVisible(there)
        for button in (ui.acceptROIButton, ui.acceptROIHereButton, ui.rejectROIButton):
            button.setVisible(bool(state.rois))
        for button in (ui.acceptAnswerButton, ui.rejectAnswerButton):
            button.setVisible(bool(state.answers))

    def _withROI(self, action: object) -> None:
        row, rows = self.ui.roiTable.currentIndex().row(), self.drafts.state.rois
        if 0 <= row < len(rows):
            action(rows[row])
        else:
            self._workspace.messages.say(_("Choose an ROI of the draft first."), "warning")

    def _withAnswer(self, action: object) -> None:
        row, rows = self.ui.answerTable.currentIndex().row(), self.drafts.state.answers
        if 0 <= row < len(rows):
            action(rows[row])
        else:
            self._workspace.messages.say(_("Choose a question of the draft first."), "warning")

    # Over the slices

    def _laySoon(self) -> None:
        self.turns.once("RILContour draft", self._lay)

    def _lay(self) -> None:
        """Lay what waits over the series, as long as it is shown."""
        waiting, current = self.drafts.shown, self._series.current
        opened = self._workspace.opened
        wanted = waiting is not None and bool(waiting.rois) and self.ui.shownBox.isChecked()
        if not wanted or current is None or opened is None:
            self.overlay.remove()
            return
        name = _("Draft of {model}").format(model=waiting.model)
        self.overlay.lay(current, name, waiting.annotation, opened.definitions)


def _roi(row: DraftROIRow) -> Row:
    sure = "–" if row.confidence is None else f"{row.confidence * _PER_CENT:.0f} %"
    waiting = _("{waiting} of {slices}").format(waiting=row.waiting, slices=row.slices) if row.slices else _("none")
    kept = _(" ({count} of people)").format(count=row.spared) if row.spared else ""
    return row.name, sure, waiting + (_(" locked") if row.locked else kept)


def _answer(row: DraftAnswerRow) -> Row:
    about = row.ask if row.slice is None else _("{ask} (slice {number})").format(ask=row.ask, number=row.slice + 1)
    sure = "" if row.probability is None else f"{row.probability * _PER_CENT:.0f} %"
    return about, row.answer or "–", sure
