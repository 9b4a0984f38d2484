"""The project's questions as a form, about the series, a slice, an ROI or a point."""

from __future__ import annotations

from typing import Any

import qt
from slicer.i18n import tr as _

from .Discarding import discard
from .FormField import FormField, Text
from .Models import Models
from .Panel import Panel, setTextOrHide
from .Turns import Turns

_ABOUT = ("series", "slice", "roi", "point")
_OF_THE_ANSWER = ("value", "error", "entered", "visible", "maker")  # the widgets stay when only these are others


class TextPanel(Panel):
    uiName = "Text"

    def __init__(self, turns: Turns, models: Models) -> None:
        self.text = models.text
        self.keyboard = models.keyboard
        self._models = models
        self._fields: list[FormField] = []
        self._asked: list[dict[str, Any]] = []
        super().__init__(turns, models.text, models.keyboard, models.rois, models.views)

    def connect(self) -> None:
        ui = self.ui
        self._form = qt.QVBoxLayout(ui.form)
        self._form.setContentsMargins(0, 0, 0, 0)
        ui.aboutBox.addItems([_("the series"), _("this slice"), _("the ROI"), _("a point")])
        ui.aboutBox.activated.connect(lambda number: self._ask(_ABOUT[number]))
        ui.pointBox.activated.connect(lambda number: self._ask("point"))
        ui.keyboardButton.clicked.connect(lambda on: self.keyboard.switch(on))

    def draw(self) -> None:
        self._followSubject()
        state, keyboard = self.text.state, self.keyboard.state
        asked = [{key: each for key, each in field.items() if key not in _OF_THE_ANSWER} for field in state.fields]
        if asked != self._asked:
            self._asked = asked
            self._build()
        for shown, field in zip(self._fields, state.fields, strict=True):
            shown.show(field, current=keyboard.field == field["id"], canEdit=state.can_edit)
        ui = self.ui
        ui.aboutBox.setCurrentIndex(_ABOUT.index(state.about))
        ui.pointBox.setVisible(state.about == "point")
        ui.keyboardButton.setChecked(keyboard.on)
        ui.form.setVisible(bool(state.fields))
        setTextOrHide(ui.nothingLabel, "" if state.fields else self._whyNothing())
        missing = (
            _("Required answers that are missing: {count}").format(count=len(state.missing)) if state.missing else ""
        )
        done = _("All is answered: Enter opens the next series")
        setTextOrHide(ui.missingLabel, done if keyboard.offers_next else missing)
        if keyboard.typing:
            self._field(keyboard.field).input.widget.setFocus()

    def _whyNothing(self) -> str:
        if self._models.workspace.opened is None:
            return _("Open a series to answer the project's questions about it.")
        if not self._models.definitions.text:
            return _("The project asks no questions; they are written into its file.")
        return _("The project asks nothing about this.")

    def enterWritten(self) -> bool:
        """Answer by what was written, as Enter does in the keyboard mode; False if that is not what is asked for."""
        field = self._field(self.keyboard.state.field) if self.keyboard.state.typing else None
        if field is None or not isinstance(field.input, Text):
            return False
        text = field.input.text()
        return bool(text) and self.keyboard.enter(text)

    def fieldWidget(self, question: str) -> qt.QWidget:
        """What is written or clicked into to answer a question."""
        return self._field(question).input.widget

    def _field(self, question: str | None) -> FormField:
        return next(field for field in self._fields if field.id == question)

    def _build(self) -> None:
        for field in self._fields:
            discard(field.widget)
        self._fields = [FormField(field, self.text.answer) for field in self.text.state.fields]
        for field in self._fields:
            self._form.addWidget(field.widget)

    # What it is about

    def _ask(self, about: str) -> None:
        rois = self._models.rois
        if about == "series":
            self.text.about_series()
        elif about == "slice":
            self.text.about_slice(*self._slice())
        elif about == "roi" and rois.current:
            self.text.about_roi(rois.current)
        elif about == "point":
            self._askAboutPoint()

    def _askAboutPoint(self) -> None:
        opened, current = self._models.workspace.opened, self._models.rois.current
        points = opened.annotation.roi(current).points if opened and current else ()
        if not points:
            self._models.workspace.messages.say(_("The current ROI has no points in this series."))
            self.drawSoon()
            return
        number = max(0, min(self.ui.pointBox.property("currentIndex"), len(points) - 1))
        self.ui.pointBox.clear()
        self.ui.pointBox.addItems([point.label or str(n) for n, point in enumerate(points, start=1)])
        self.ui.pointBox.setCurrentIndex(number)
        self.text.about_point(current, points[number].id)

    def _followSubject(self) -> None:
        """Questions about a slice or an ROI are about the one that is shown or chosen now."""
        state, current = self.text.state, self._models.rois.current
        number, frame = self._slice()
        if state.about == "slice" and state.key != f"{frame}/{number}" and self._models.workspace.opened:
            self.text.about_slice(number, frame)
        elif state.about == "roi" and current and state.key != current:
            self.text.about_roi(current)

    def _slice(self) -> tuple[int, int]:
        """Number along the slice axis, and frame, of what is shown."""
        opened, views = self._models.workspace.opened, self._models.views
        return (views.place[opened.annotation.slice_axis], views.frame) if opened else (0, 0)
