"""The wizard: a network from a file becomes a model of the project, step by step and without coding."""

from __future__ import annotations

import qt
from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.wizard_panel import TRIAL, WizardState
from RILContourLib.panels.wizard_preview import Preview

from .AidModels import AidModels
from .Folder import UI_FOLDER
from .ModelsPanel import chosenFile, codeWords
from .WizardForm import WizardForm

_PREVIEW_PX = 256


class WizardPanel(Panel):
    uiName = "AidWizard"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels) -> None:
        self.wizard = models.wizard
        self._messages = models.workspace.messages
        self._steps: tuple[str, ...] = ()
        super().__init__(turns, models.wizard)
        self.follow(models.wizard.previewed.subscribe(self.drawSoon))

    def connect(self) -> None:
        ui, wizard = self.ui, self.wizard
        ui.fileButton.clicked.connect(lambda: self._ask(ui.fileEdit, "*.keras *.h5 *.hdf5"))
        ui.architectureButton.clicked.connect(lambda: self._ask(ui.architectureEdit, "*.json *.py"))
        for begun in (ui.beginButton.clicked, ui.fileEdit.returnPressed, ui.architectureEdit.returnPressed):
            begun.connect(lambda: self._begin())
        ui.fileEdit.textChanged.connect(lambda: self._drawBegin())
        ui.backButton.clicked.connect(lambda: wizard.turn(-1))
        ui.onButton.clicked.connect(lambda: wizard.turn(1))
        ui.stepBox.activated.connect(lambda number: wizard.go(wizard.state.steps[number][0]))
        ui.sliceSlider.valueChanged.connect(lambda number: wizard.show_slice(number))
        ui.approveButton.clicked.connect(lambda: wizard.approve())
        ui.tryButton.clicked.connect(lambda: wizard.try_it())
        ui.stopButton.clicked.connect(lambda: wizard.stop_trial())
        ui.publishButton.clicked.connect(lambda: wizard.publish(keep_draft=ui.keepBox.isChecked()))
        ui.closeButton.clicked.connect(lambda: wizard.close_wizard())
        self.form = WizardForm(ui.form, self._put, self._act)

    def draw(self) -> None:
        ui, state = self.ui, self.wizard.state
        ui.beginning.setVisible(not state.open)
        ui.asking.setVisible(state.open)
        self._drawBegin()
        published = _("{label} is published.").format(label=state.published) if state.published else ""
        setTextOrHide(ui.errorLabel, "\n".join(filter(None, (state.busy_with, state.error, published))))
        if state.open:
            self._drawSteps(state)
            self._drawPreview(state)
            self._drawTrial(state)
            asked = tuple(each for each in state.code if not each.approved)
            ui.codeLabel.setText(codeWords(asked) if asked else "")
            ui.codeLabel.setVisible(bool(asked))
            ui.approveButton.setVisible(bool(asked))
            setTextOrHide(ui.problemLabel, "\n".join(filter(None, (state.problem, state.remark))))
            why = state.problem or _("Mend the answers first: a number behind a step's name says how many.")
            enableUnless(ui.publishButton, "" if state.can_publish else why)

    def _drawSteps(self, state: WizardState) -> None:
        ui = self.ui
        titles = tuple(f"{title} ({count})" if count else title for _id, title, count in state.steps)
        if titles != self._steps:
            self._steps = titles
            ui.stepBox.clear()
            ui.stepBox.addItems(list(titles))
        ids = [each[0] for each in state.steps]
        number = ids.index(state.current) if state.current in ids else 0
        ui.stepBox.setCurrentIndex(number)
        enableUnless(ui.backButton, "" if number > 0 else _("This is the first step."))
        enableUnless(ui.onButton, "" if number < len(ids) - 1 else _("This is the last step."))
        facts = "\n".join(f"{title}: {value}" for title, value in state.facts) if number == 0 else ""
        setTextOrHide(ui.wordsLabel, "\n".join(filter(None, (state.step.words if state.step else "", facts))))
        self.form.show(state.step)

    def _drawPreview(self, state: WizardState) -> None:
        ui, preview = self.ui, self.wizard.preview
        wanted = state.step is not None and state.step.preview
        for widget in (ui.previewLabel, ui.sliceSlider):
            widget.setVisible(wanted and preview is not None)
        ui.previewWordsLabel.setVisible(wanted)
        ui.previewWordsLabel.setText(self.wizard.preview_problem if preview is None else preview.words)
        if wanted and preview is not None:
            ui.previewLabel.setPixmap(_picture(preview))
            ui.sliceSlider.blockSignals(True)
            ui.sliceSlider.setMaximum(max(preview.count - 1, 0))
            ui.sliceSlider.setValue(preview.number)
            ui.sliceSlider.blockSignals(False)

    def _drawTrial(self, state: WizardState) -> None:
        ui, trial = self.ui, state.trial
        ui.trial.setVisible(state.current == TRIAL)
        running = trial.status == "running"
        enableUnless(ui.tryButton, _("A trial is under way.") if running else "")
        enableUnless(ui.stopButton, "" if running else _("No trial is under way."))
        ui.keepBox.setVisible(trial.status == "done")
        going = f"{trial.percent} %" if trial.status == "running" else ""
        rows = [f"{name}: {value}" for name, value in trial.rows]
        setTextOrHide(ui.trialLabel, "\n".join(filter(None, (going, trial.words, trial.error, *rows))))

    def _drawBegin(self) -> None:
        path = self.ui.fileEdit.property("text").strip()
        enableUnless(self.ui.beginButton, "" if path else _("Choose the network's file first."))

    # What people do

    def _ask(self, edit: object, pattern: str) -> None:
        path = chosenFile(qt.QFileDialog.getOpenFileName(self.widget, _("Network"), "", pattern))
        if path:
            edit.setText(path)

    def _begin(self) -> None:
        path, more = (self.ui.fileEdit.property("text").strip(), self.ui.architectureEdit.property("text").strip())
        if path:
            self.wizard.begin(path, more or None)

    def _put(self, field: str, value: object) -> None:
        with self._messages.refusals():
            self.wizard.put(field, value)

    def _act(self, action: str) -> None:
        with self._messages.refusals():
            self.wizard.act(action)


def _picture(preview: Preview) -> qt.QPixmap:
    """Grey pixels by way of a portable grey map, which Qt reads from memory in every binding."""
    rows, columns = preview.pixels.shape[:2]
    pixmap = qt.QPixmap()
    pixmap.loadFromData(f"P5 {columns} {rows} 255\n".encode() + preview.pixels.tobytes())
    return pixmap.scaledToHeight(_PREVIEW_PX)
