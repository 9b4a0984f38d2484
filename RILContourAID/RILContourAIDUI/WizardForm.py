"""A step of the wizard as a form: one loop draws whatever it asks."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import qt
from RILContourUI.Discarding import discard
from RILContourUI.Looks import asButtonText, styleOf
from slicer.i18n import tr as _

from RILContourLib.panels.wizard_fields import WizardField, WizardGroup, WizardStep

_LINES_PX = 66
_TAKE_PX = 32


class WizardForm:
    """`put(id, value)` and `act(id)` are called for what people enter; the form is made anew for another step."""

    def __init__(self, widget: qt.QWidget, put: Callable[[str, Any], object], act: Callable[[str], object]) -> None:
        self._layout = qt.QVBoxLayout(widget)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._put = put
        self._act = act
        self._step: WizardStep | None = None
        self._inside: qt.QWidget | None = None
        self.inputs: dict[str, qt.QWidget] = {}

    def show(self, step: WizardStep | None) -> None:
        """Draw a step, or nothing; what is shown already is left alone."""
        if step == self._step:
            return
        self._step = step
        if self._inside is not None:
            discard(self._inside)
            self._inside = None
        self.inputs = {}
        if step is not None:
            self._inside = qt.QWidget()
            layout = qt.QVBoxLayout(self._inside)
            layout.setContentsMargins(0, 0, 0, 0)
            for group in step.groups:
                self._addGroup(layout, group)
            self._layout.addWidget(self._inside)

    def _addGroup(self, layout: qt.QVBoxLayout, group: WizardGroup) -> None:
        if group.title:
            title = qt.QLabel(f"<b>{html.escape(group.title)}</b>")
            layout.addWidget(title)
        for field in group.fields:
            self._addField(layout, field)
        for action, words in group.actions:
            self._addAction(layout, action, words)

    def _addField(self, layout: qt.QVBoxLayout, field: WizardField) -> None:
        if field.kind != "check":
            label = qt.QLabel(f"{field.ask} [{field.unit}]" if field.unit else field.ask)
            label.setWordWrap(True)
            label.setToolTip(field.help)
            layout.addWidget(label)
        made = getattr(self, f"_{field.kind}")(field)
        made.setToolTip(field.help)
        layout.addWidget(made)
        self.inputs[field.id] = made
        if field.error:
            error = qt.QLabel(field.error)
            error.setWordWrap(True)
            error.setStyleSheet(styleOf("error", self._inside))
            layout.addWidget(error)

    def _addAction(self, layout: qt.QVBoxLayout, action: str, words: str) -> None:
        button = qt.QPushButton(words)
        button.clicked.connect(lambda: self._act(action))
        layout.addWidget(button)

    # Kinds of fields

    def _text(self, field: WizardField) -> qt.QWidget:
        edit = qt.QLineEdit("" if field.value is None else str(field.value))
        edit.editingFinished.connect(lambda: self._enter(field, edit.property("text")))
        return edit

    _number = _text

    def _lines(self, field: WizardField) -> qt.QWidget:
        edit = qt.QPlainTextEdit("" if field.value is None else str(field.value))
        edit.setFixedHeight(_LINES_PX)
        button = qt.QPushButton("✓")
        button.setMaximumWidth(_TAKE_PX)
        button.setToolTip(_("Take what is written"))
        button.clicked.connect(lambda: self._enter(field, edit.property("plainText")))
        return _beside([edit, button])

    def _numbers(self, field: WizardField) -> qt.QWidget:
        values = list(field.value or [None] * len(field.labels))
        edits = [qt.QLineEdit("" if value is None else str(value)) for value in values]
        for edit, label in zip(edits, field.labels or [""] * len(edits), strict=False):
            edit.setPlaceholderText(label)
            edit.editingFinished.connect(lambda: self._enter(field, [each.property("text") for each in edits]))
        return _beside(edits)

    def _choice(self, field: WizardField) -> qt.QWidget:
        box = qt.QComboBox()
        values = [value for value, _words in field.choices]
        box.addItems([words for _value, words in field.choices])
        box.setCurrentIndex(values.index(field.value) if field.value in values else -1)
        box.setSizePolicy(qt.QSizePolicy.Ignored, qt.QSizePolicy.Fixed)
        box.activated.connect(lambda number: self._put(field.id, values[number]))
        return box

    def _check(self, field: WizardField) -> qt.QWidget:
        box = qt.QCheckBox(asButtonText(field.ask))
        box.setChecked(bool(field.value))
        box.clicked.connect(lambda on: self._put(field.id, on))
        return box

    def _enter(self, field: WizardField, entered: object) -> None:
        """Only what is other than before: fields are left, too, without anything being written."""
        before = field.value
        shown = ["" if each is None else str(each) for each in before] if isinstance(before, list | tuple) else before
        if entered != ("" if shown is None else shown if isinstance(shown, list) else str(shown)):
            self._put(field.id, entered)


def _beside(widgets: list[qt.QWidget]) -> qt.QWidget:
    together = qt.QWidget()
    layout = qt.QHBoxLayout(together)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return together
