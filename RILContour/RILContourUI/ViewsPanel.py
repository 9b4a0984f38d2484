"""How the open series is shown: window, colours, ROI, companion image, frame."""

from __future__ import annotations

from slicer.i18n import tr as _

from RILContourLib.panels.view_settings import COLOUR_MAPS, PRESETS, colour_map_names, preset_names

from .Layouts import chooseLayout, layoutNames
from .Models import Models
from .Panel import Panel
from .Turns import Turns

_PER_CENT = 100


class ViewsPanel(Panel):
    uiName = "Views"

    def __init__(self, turns: Turns, models: Models) -> None:
        self.views = models.views
        self._companions: tuple[str, ...] | None = None
        super().__init__(turns, models.views)

    def connect(self) -> None:
        ui = self.ui
        ui.presetBox.addItems([preset_names()[name] for name in PRESETS] + [_("as set")])
        ui.colourBox.addItems([colour_map_names()[name] for name in COLOUR_MAPS])
        ui.layoutBox.addItems([_("choose…"), *layoutNames()])
        ui.layoutBox.activated.connect(self._chooseLayout)
        ui.presetBox.activated.connect(self._choosePreset)
        ui.colourBox.activated.connect(lambda number: self.views.set_colour_map(COLOUR_MAPS[number]))
        ui.companionBox.activated.connect(self._chooseCompanion)
        for box, what in (
            (ui.invertBox, "inverted"),
            (ui.roisBox, "rois_shown"),
            (ui.outlineBox, "outlines_only"),
            (ui.surfacesBox, "surfaces"),
            (ui.volumeBox, "volume_rendering"),
        ):
            self._connect(box, what)
        ui.opacitySlider.valueChanged.connect(lambda value: self.views.set_opacities(rois=value / _PER_CENT))
        ui.companionSlider.valueChanged.connect(lambda value: self.views.set_opacities(companion=value / _PER_CENT))
        ui.frameSlider.valueChanged.connect(lambda value: self.views.set_frame(value))

    def draw(self) -> None:
        ui, state = self.ui, self.views.state
        look = state.look
        self._quietly(ui.presetBox, PRESETS.index(look.preset) if look.preset else len(PRESETS))
        self._quietly(ui.colourBox, COLOUR_MAPS.index(look.colour_map))
        for box, on in (
            (ui.invertBox, look.inverted),
            (ui.roisBox, look.rois_shown),
            (ui.outlineBox, look.outlines_only),
            (ui.surfacesBox, look.surfaces),
            (ui.volumeBox, look.volume_rendering),
        ):
            box.setChecked(on)
        for slider, value in (
            (ui.opacitySlider, round(look.roi_opacity * _PER_CENT)),
            (ui.companionSlider, round(look.companion_opacity * _PER_CENT)),
        ):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)
        self._drawCompanions(state.companions, state.companion if look.companion_shown else None)
        self._drawFrames(state.frame, state.frames)

    def _drawCompanions(self, companions: tuple[str, ...], shown: str | None) -> None:
        ui = self.ui
        if companions != self._companions:
            self._companions = companions
            ui.companionBox.clear()
            ui.companionBox.addItems([_("none"), *companions])
        self._quietly(ui.companionBox, companions.index(shown) + 1 if shown in companions else 0)
        for widget in (ui.companionBox, ui.companionSlider, ui.companionLabel):
            widget.setVisible(bool(companions))

    def _drawFrames(self, frame: int, frames: int) -> None:
        slider = self.ui.frameSlider
        slider.blockSignals(True)
        slider.setMaximum(max(frames - 1, 0))
        slider.setValue(frame)
        slider.blockSignals(False)
        slider.setVisible(frames > 1)
        self.ui.frameLabel.setVisible(frames > 1)

    def _quietly(self, box: object, number: int) -> None:
        box.blockSignals(True)
        box.setCurrentIndex(number)
        box.blockSignals(False)

    def _connect(self, box: object, what: str) -> None:
        box.clicked.connect(lambda: self.views.toggle(what))

    def _choosePreset(self, number: int) -> None:
        if number < len(PRESETS):
            self.views.set_preset(PRESETS[number])

    def _chooseLayout(self, number: int) -> None:
        if number > 0:
            chooseLayout(number - 1)
        self._quietly(self.ui.layoutBox, 0)  # the layout may be changed elsewhere, too

    def _chooseCompanion(self, number: int) -> None:
        self.views.set_companion(self._companions[number - 1] if number else None)
