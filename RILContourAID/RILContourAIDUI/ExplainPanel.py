"""Why a model says what it says: what is asked of it, and how the map that answers lies over the slices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import qt
from RILContourUI.Panel import Panel, enableUnless, setTextOrHide
from RILContourUI.SeriesInScene import SeriesInScene
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.explain_choices import method_words
from RILContourLib.panels.explain_state import MAP_COLOURS, ExplainState, MapLook, MapState, Option

from .AidModels import AidModels
from .Choices import Choices
from .Folder import UI_FOLDER
from .MapInScene import MapInScene
from .ModelsPanel import chosenFile

_SETTLED_AFTER_MS = 400
_STEPS = 1000  # of the threshold's slider
_PER_CENT = 100


class ExplainPanel(Panel):
    """`map` is what lies over the slices. Another slice is explained once it stayed in view for a moment."""

    uiName = "AidExplain"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, models: AidModels, series: SeriesInScene) -> None:
        self.explain = models.explaining.panel
        self._views = models.views
        self._workspace = models.workspace
        self.map = MapInScene(self.explain, models.views, series)
        self._settled = qt.QTimer()
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_AFTER_MS)
        super().__init__(turns, self.explain, models.views)
        self.follow(models.workspace.switched.subscribe(self.drawSoon))
        self.follow(models.views.moved.subscribe(lambda: turns.once((self, "moved"), self._settled.start)))
        self.follow(series.shown.subscribe(self.map.draw))
        self.follow(series.viewsMade.subscribe(self.map.draw))

    def connect(self) -> None:
        ui, explain = self.ui, self.explain
        self._settled.timeout.connect(lambda: explain.follow())
        self._models = Choices(ui.modelBox, self._trying(explain.choose_model))
        self._targets = Choices(ui.targetBox, self._trying(explain.choose_target))
        self._regions = Choices(ui.withinBox, self._trying(lambda roi: explain.choose_within(roi or None)))
        self._methods = Choices(ui.methodBox, self._trying(explain.choose_method))
        self._layers = Choices(ui.layerBox, self._trying(lambda layer: explain.choose_layer(layer or None)))
        self._planes = Choices(ui.planeBox, self._trying(self._choosePlane))
        self._colours = Choices(ui.coloursBox, self._trying(lambda colours: explain.set_look(colours=colours)))
        ui.explainButton.clicked.connect(lambda: explain.explain())
        ui.wholeButton.clicked.connect(lambda: explain.explain(whole=True))
        ui.stopButton.clicked.connect(lambda: explain.cancel())
        ui.followBox.clicked.connect(lambda on: explain.set_follows(on))
        ui.shownBox.clicked.connect(lambda on: explain.set_look(shown=on))
        ui.opacitySlider.valueChanged.connect(lambda part: explain.set_look(opacity=part / _PER_CENT))
        ui.thresholdSlider.valueChanged.connect(lambda step: self._setThreshold(step))
        ui.automaticBox.clicked.connect(lambda on: self._setAutomatic(on))
        ui.saveButton.clicked.connect(lambda: self._save())
        ui.clearButton.clicked.connect(lambda: explain.clear())

    def draw(self) -> None:
        ui, state = self.ui, self.explain.state
        self._drawQuestion(state)
        reason = self._whyNot(state)
        enableUnless(ui.explainButton, reason)
        enableUnless(ui.wholeButton, reason)
        ui.followBox.setChecked(state.follows)
        several = (state.total or 0) > 1
        for widget in (ui.progressBar, ui.stopButton):
            widget.setVisible(several)
        ui.progressBar.setMaximum(state.total or 0)
        ui.progressBar.setValue(state.done)
        setTextOrHide(ui.busyLabel, f"{state.busy_with} …" if state.busy_with else "")
        setTextOrHide(ui.hintLabel, state.hint if self._workspace.opened else reason)
        ui.map.setVisible(state.map is not None)
        if state.map is not None:
            self._drawMap(state.map, state.look)
        self.map.draw()

    def close(self) -> None:
        self._settled.stop()
        super().close()
        self.turns.once((self, "moved"), lambda: None)  # or it would start the timer again
        self.map.remove()

    def _whyNot(self, state: ExplainState) -> str:
        if self._workspace.opened is None:
            return _("Open a series, and see on its slices what a model looks at.")
        if not state.ready:
            return state.hint or state.busy_with or _("Choose a model first.")
        return state.busy_with if state.total else ""

    # What is asked

    def _drawQuestion(self, state: ExplainState) -> None:
        ui, asked = self.ui, state.asked
        usual = Option("", _("the usual one, {name}").format(name=state.usual_layer or "–"))
        itself = Option("", _("what the model marks itself"))
        annotated = [Option(each.id, _("all annotated as {name}").format(name=each.label)) for each in state.regions]
        regions = [itself, *annotated] if annotated else []
        layers = [usual, *state.layers] if state.layers else []
        planes = [Option(each.name, _(each.name)) for each in self._views.planes]
        for label, box, choices, options, chosen in (
            (ui.modelLabel, ui.modelBox, self._models, state.models, asked.model),
            (ui.targetLabel, ui.targetBox, self._targets, state.targets, asked.target),
            (ui.withinLabel, ui.withinBox, self._regions, regions, asked.within or ""),
            (ui.methodLabel, ui.methodBox, self._methods, state.methods, asked.method),
            (ui.layerLabel, ui.layerBox, self._layers, layers, asked.layer or ""),
            (ui.planeLabel, ui.planeBox, self._planes, planes, self._views.state.main),
        ):
            choices.show(options, chosen)
            label.setVisible(bool(options))
            box.setVisible(bool(options))
        closed = [each.why_not for each in state.methods if each.why_not]
        ui.wordsLabel.setText("\n".join((method_words()[asked.method], *closed)))
        for widget in (ui.methodLabel, ui.methodBox, ui.planeLabel, ui.planeBox, ui.wordsLabel, ui.followBox):
            widget.setVisible(bool(state.models))

    def _choosePlane(self, name: str) -> None:
        self._views.set_main(name)
        self.explain.follow()

    def _trying(self, choose: Callable[[str], object]) -> Callable[[str], None]:
        """What cannot be chosen is said on the line on top, and what was chosen before is shown again."""

        def attempt(chosen: str) -> None:
            with self._workspace.messages.refusals():
                choose(chosen)
            self.drawSoon()

        return attempt

    # The map

    def _drawMap(self, found: MapState, look: MapLook) -> None:
        ui = self.ui
        ui.titleLabel.setText(found.title)
        names = {"rainbow": _("Rainbow"), "perceptual": _("Even brightness")}
        self._colours.show([Option(each, names[each]) for each in MAP_COLOURS], look.colours)
        ui.rangeValuesLabel.setText(f"{found.lowest:.3g}, {found.highest:.3g}")
        span = found.highest - found.lowest or 1.0
        for slider, value in (
            (ui.thresholdSlider, round(_STEPS * (found.threshold - found.lowest) / span)),
            (ui.opacitySlider, round(_PER_CENT * look.opacity)),
        ):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)
        ui.automaticBox.setChecked(look.threshold is None)
        ui.percentLabel.setText(_("{percent} % of the map is shown.").format(percent=f"{found.percent:.1f}"))
        ui.shownBox.setChecked(look.shown)

    def _setThreshold(self, step: int) -> None:
        found = self.explain.state.map
        if found is not None:
            self.explain.set_look(threshold=found.lowest + (found.highest - found.lowest) * step / _STEPS)

    def _setAutomatic(self, on: bool) -> None:
        found = self.explain.state.map
        if on:
            self.explain.set_look(automatic=True)
        elif found is not None:
            self.explain.set_look(threshold=found.otsu)

    def _save(self) -> None:
        proposed = self.explain.suggested_name
        path = chosenFile(qt.QFileDialog.getSaveFileName(self.widget, _("Save the map as NIfTI"), proposed, "*.nii.gz"))
        if path:
            self.explain.save(Path(path), overwrite=True)
