"""One question of a form: the widgets that ask it, and what was entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.form import Field

from .KeyboardFocus import leaveFocusWhenClicked, markWhenOn
from .Looks import asButtonText, styleOf
from .Panel import enableUnless

Answer = Callable[[str, Any], object]
_MOST_BUTTONS = 6  # more choices than this are a list
_MOST_CHARACTERS = 34  # with more, the buttons stand below each other


class FormField:
    """`widget` asks the question; `answer(id, value)` is called when somebody answers it, None to take it away.

    `show` brings it up to date without calling `answer`.
    """

    def __init__(self, field: Field, answer: Answer) -> None:
        self.id: str = field["id"]
        self._answer = answer
        self.widget = qt.QWidget()
        self._layout = qt.QVBoxLayout(self.widget)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.label = qt.QLabel(_title(field))
        self.label.setProperty("textFormat", qt.Qt.PlainText)
        self.label.setWordWrap(True)
        self.label.setToolTip(field["help"] or "")
        self._layout.addWidget(self.label)
        self.input = _INPUTS[field["kind"]](field, self._enter)
        self.input.widget.setToolTip(field["help"] or "")
        self._layout.addWidget(self.input.widget)
        leaveFocusWhenClicked(self.widget)
        self.error = qt.QLabel("")
        self.error.setWordWrap(True)
        self.error.setStyleSheet(styleOf("error", self.error))
        self._layout.addWidget(self.error)

    def show(self, field: Field, *, current: bool, canEdit: bool) -> None:
        """`current`: the keyboard's turn is at this question."""
        self.widget.setVisible(field["visible"])
        enableUnless(self.widget, "" if canEdit else _("The series has to be open for editing."))
        self.input.show(field)
        self.error.setText(field["error"])
        self.error.setVisible(bool(field["error"]))
        missing = field["required"] and field["value"] is None
        self.label.setText(("▶ " if current else "") + _title(field) + (" *" if missing else ""))

    def _enter(self, value: Any) -> None:
        self._answer(self.id, value)


class Text:
    """A line or several; entered when the cursor leaves it, or with Enter."""

    def __init__(self, field: Field, enter: Callable[[Any], None]) -> None:
        self._enter = enter
        self._shown = ""
        self._lines = bool(field["lines"] and field["lines"] > 1)
        self.widget = qt.QPlainTextEdit() if self._lines else qt.QLineEdit()
        if self._lines:
            self.widget.setFixedHeight(66)
            self.widget.textChanged.connect(self._take)
        else:
            self.widget.editingFinished.connect(self._take)
            self.widget.setPlaceholderText(_limits(field))

    def text(self) -> str:
        return self.widget.property("plainText" if self._lines else "text")

    def show(self, field: Field) -> None:
        self._shown = "" if field["value"] is None else _plain(field["value"])
        if self.text() != self._shown and not field["error"]:
            (self.widget.setPlainText if self._lines else self.widget.setText)(self._shown)

    def _take(self) -> None:
        text = self.text()
        if text != self._shown:
            self._shown = text
            self._enter(text or None)


class Choice:
    """One of a few buttons, or of a list; choosing the one that is chosen takes the answer away."""

    def __init__(self, field: Field, enter: Callable[[Any], None]) -> None:
        self._enter = enter
        self._choices = field["choices"]
        self._listed = len(self._choices) > _MOST_BUTTONS
        self._buttons: list[qt.QPushButton] = []
        self.widget = qt.QComboBox() if self._listed else qt.QWidget()
        if self._listed:
            self.widget.addItems(["", *(_keyed(choice) for choice in self._choices)])
            self.widget.setSizePolicy(qt.QSizePolicy.Ignored, qt.QSizePolicy.Fixed)
            self.widget.activated.connect(lambda row: enter(self._choices[row - 1]["value"] if row else None))
        else:
            layout = (qt.QVBoxLayout if _areLong(self._choices) else qt.QHBoxLayout)(self.widget)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(2)
            for choice in self._choices:
                layout.addWidget(self._button(choice))

    def show(self, field: Field) -> None:
        values = [choice["value"] for choice in self._choices]
        if self._listed:
            self.widget.setCurrentIndex(values.index(field["value"]) + 1 if field["value"] in values else 0)
        for button, value in zip(self._buttons, values, strict=False):
            button.setChecked(field["value"] == value)

    def _button(self, choice: dict[str, Any]) -> qt.QPushButton:
        button = qt.QPushButton(asButtonText(_keyed(choice)))
        button.setCheckable(True)
        markWhenOn(button)
        button.setMinimumWidth(24)
        button.clicked.connect(lambda on: self._enter(choice["value"] if on else None))
        self._buttons.append(button)
        return button


class Choices:
    """Several of several."""

    def __init__(self, field: Field, enter: Callable[[Any], None]) -> None:
        self._enter = enter
        self._values = [choice["value"] for choice in field["choices"]]
        self.widget = qt.QWidget()
        layout = qt.QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._boxes = [qt.QCheckBox(asButtonText(_keyed(choice))) for choice in field["choices"]]
        for box in self._boxes:
            layout.addWidget(box)
            box.clicked.connect(lambda: self._take())

    def show(self, field: Field) -> None:
        chosen = field["value"] or ()
        for box, value in zip(self._boxes, self._values, strict=True):
            box.setChecked(value in chosen)

    def _take(self) -> None:
        chosen = [value for box, value in zip(self._boxes, self._values, strict=True) if box.isChecked()]
        self._enter(chosen or None)


_INPUTS = {"text": Text, "number": Text, "boolean": Choice, "choice": Choice, "choices": Choices}


def _title(field: Field) -> str:
    return f"{field['ask']} [{field['unit']}]" if field["unit"] else field["ask"]


def _keyed(choice: dict[str, Any]) -> str:
    return f"{choice['key']} {choice['label']}" if choice["key"] else choice["label"]


def _areLong(choices: Sequence[dict[str, Any]]) -> bool:
    """Whether the buttons have no room beside each other in a narrow panel."""
    longest = max((len(_keyed(choice)) for choice in choices), default=0)
    return longest * len(choices) > _MOST_CHARACTERS


def _limits(field: Field) -> str:
    low, high = field["minimum"], field["maximum"]
    if low is None and high is None:
        return ""
    if high is None:
        return _("{least} or more").format(least=_plain(low))
    if low is None:
        return _("{most} or less").format(most=_plain(high))
    return _("{least} to {most}").format(least=_plain(low), most=_plain(high))


def _plain(value: Any) -> str:
    """Numbers as people write them: 3 rather than 3.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
