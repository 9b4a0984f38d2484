"""Learning from accepted annotation: what there is to learn from, one button, and what comes of it."""

from __future__ import annotations

from typing import Any

from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.train_panel import OF_ROIS
from RILContourLib.panels.train_state import SurveyState, TrainRunState, TrainState

from .AidModels import AidModels
from .CheckBoxes import CheckBoxes
from .CurvesPlot import CurvesPlot
from .Folder import UI_FOLDER
from .PlotPicture import PlotPicture

_ACCEPT = ("auto", "approved", "complete", "annotated")


class TrainPanel(Panel):
    uiName = "AidTrain"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels, scene: Any) -> None:
        self.train = models.train
        self.plot = CurvesPlot(scene)
        self._messages = models.workspace.messages
        self._names: tuple[str, ...] = ()
        self._whats: tuple[tuple[str, str], ...] = ()
        self._kept: tuple[str, ...] = ()
        super().__init__(turns, models.train)

    def connect(self) -> None:
        ui, train = self.ui, self.train
        ui.acceptBox.addItems(
            [_("complete or approved ROI"), _("approved ROI"), _("complete ROI"), _("all annotation")]
        )
        ui.acceptBox.activated.connect(lambda number: train.set_accept(_ACCEPT[number]))
        ui.whatBox.activated.connect(lambda number: train.set_what(self._whats[number][0]))
        ui.epochsBox.valueChanged.connect(lambda count: train.set_epochs(count))
        ui.draftBox.valueChanged.connect(lambda count: train.set_draft_next(count))
        ui.scratchBox.clicked.connect(lambda on: train.set_from_scratch(on))
        ui.startButton.clicked.connect(lambda: self._start())
        ui.stopButton.clicked.connect(lambda: train.cancel())
        ui.nameBox.activated.connect(lambda number: train.set_model(self._names[number]))
        ui.nameBox.lineEdit().editingFinished.connect(lambda: self._takeName())
        ui.resumeButton.clicked.connect(lambda: self._withKept(train.resume))
        ui.publishButton.clicked.connect(lambda: self._withKept(train.publish))
        ui.discardButton.clicked.connect(lambda: self._withKept(train.discard))
        ui.keptBox.currentIndexChanged.connect(lambda: self._drawKept(self.train.state))
        ui.curvesButton.clicked.connect(lambda: self.plot.show(self._title(), train.curves()))
        self._curves = PlotPicture(ui.curvesLabel, train.curves_plot)
        self._rois = CheckBoxes(ui.roiChecks, train.toggle_roi)
        ui.roiArea.setVisible(False)
        ui.roisButton.toggled.connect(lambda on: ui.roiArea.setVisible(on))

    def draw(self) -> None:
        ui, state = self.ui, self.train.state
        asked = state.asked
        self._drawChoices(state)
        ui.acceptBox.setCurrentIndex(_ACCEPT.index(asked.accept))
        self._rois.show([(each.id, each.label, each.id in asked.rois) for each in state.rois])
        chosen = _("ROI: {count} chosen").format(count=len(asked.rois)) if asked.rois else _("ROI: all annotated")
        ui.roisButton.setText(chosen)
        ui.roisButton.setVisible(asked.what == OF_ROIS and len(state.rois) > 1)
        ui.roiArea.setVisible(asked.what == OF_ROIS and ui.roisButton.isChecked())
        for box, value in ((ui.epochsBox, asked.epochs), (ui.draftBox, asked.draft_next)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        ui.scratchBox.setChecked(asked.from_scratch)
        setTextOrHide(ui.surveyLabel, _survey(state.survey) if state.survey else "")
        enableUnless(ui.startButton, _("Looking at the annotations …") if state.looking else state.reason)
        reason = "" if state.run and not state.run.ended else state.reason  # what runs is seen below
        setTextOrHide(ui.reasonLabel, _("Looking at the annotations …") if state.looking else reason)
        self._drawRun(state.run)
        self._drawKept(state)

    def _drawChoices(self, state: TrainState) -> None:
        ui, asked = self.ui, state.asked
        if state.names != self._names:
            self._names = state.names
            ui.nameBox.clear()
            ui.nameBox.addItems(list(state.names))
        if ui.nameBox.property("currentText") != asked.model and not ui.nameBox.lineEdit().hasFocus():
            ui.nameBox.setEditText(asked.model)
        whats = ((OF_ROIS, _("ROI")), *((each.id, each.label) for each in state.fields))
        if whats != self._whats:
            self._whats = whats
            ui.whatBox.clear()
            ui.whatBox.addItems([words for _id, words in whats])
        ui.whatBox.setCurrentIndex([identifier for identifier, _words in whats].index(asked.what))

    def _drawRun(self, run: TrainRunState | None) -> None:
        ui, going = self.ui, run is not None and not run.ended
        stopping = _("It stops after the batch in hand.") if going and run.stopping else ""
        enableUnless(ui.stopButton, stopping if going else _("Nothing is being trained."))
        ui.progressBar.setVisible(going)
        ui.progressBar.setValue(run.percent if run else 0)
        said = (run.words, run.facts, run.left, run.message) if run else ()
        setTextOrHide(ui.runLabel, "\n".join(filter(None, said)))
        self._curves.draw()
        curves = self.train.curves()
        ui.curvesButton.setVisible(bool(curves))
        if curves and self.plot.isMade:
            self.plot.update(self._title(), curves)

    def _title(self) -> str:
        run = self.train.state.run
        return _("Learning curves of {model}").format(model=run.model if run else "")

    def _drawKept(self, state: TrainState) -> None:
        ui, names = self.ui, tuple(each.model for each in state.kept)
        if names != self._kept:
            self._kept = names
            ui.keptBox.clear()
            ui.keptBox.addItems(list(names))
        number = ui.keptBox.property("currentIndex")
        row = state.kept[number] if 0 <= number < len(state.kept) else None
        ui.kept.setVisible(bool(names))
        setTextOrHide(ui.keptLabel, row.words if row else "")
        early = _("It was stopped before its first epoch was done.")
        enableUnless(ui.publishButton, "" if row and row.can_publish else early)

    def close(self) -> None:
        super().close()
        self.plot.remove()

    def _takeName(self) -> None:
        name = self.ui.nameBox.property("currentText").strip()
        if name != self.train.state.asked.model:
            self.train.set_model(name)

    def _start(self) -> None:
        self._takeName()
        self.train.start()

    def _withKept(self, action: object) -> None:
        number = self.ui.keptBox.property("currentIndex")
        if 0 <= number < len(self._kept):
            with self._messages.refusals():
                action(self._kept[number])


def _survey(found: SurveyState) -> str:
    targets = [
        _("{name}: {series} series, {slices} slices").format(name=each.name, series=each.series, slices=each.slices)
        for each in found.targets
    ]
    left = [_("{count} left out: {reason}").format(count=each.count, reason=each.reason) for each in found.left_out]
    return "\n".join((found.words, found.validation, *targets, *left))
