"""The line that is always seen: which series is open, how safe its edits are, and what was said last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from slicer.i18n import tr as _

from RILContourLib.panels.messages import Message
from RILContourLib.panels.workspace import Workspace

from .Looks import styleOf
from .Models import Models
from .Panel import Panel, enableUnless, setTextIfOther
from .Turns import Turns

_MOST_MESSAGES = 3
_FIRST, _LAST = 32, 56  # characters of a long name that are shown; its end is what names differ by


class SeriesPanel(Panel):
    """Its button for the browser is connected by whoever has the browser's window."""

    uiName = "Series"
    icons: ClassVar[dict[str, str]] = {
        "browserButton": "browser",
        "previousButton": "previous",
        "nextButton": "next",
        "nextUnseenButton": "next-unseen",
        "undoButton": "undo",
        "redoButton": "redo",
        "saveButton": "version",
    }

    def __init__(self, turns: Turns, models: Models) -> None:
        self.workspace: Workspace = models.workspace
        self._commands = models.commands()
        self._series: str | None = None
        self._from = self._seen = 0
        self._said: dict[str, tuple[str, str]] = {}
        super().__init__(turns, models.workspace)

    def connect(self) -> None:
        clicked = {
            self.ui.previousButton: "series.previous",
            self.ui.nextButton: "series.next",
            self.ui.nextUnseenButton: "series.next_unseen",
            self.ui.saveButton: "series.save",
            self.ui.undoButton: "edit.undo",
            self.ui.redoButton: "edit.redo",
        }
        for button, command in clicked.items():
            self._connect(button, command)
        self.ui.seenButton.clicked.connect(lambda: self._haveRead())
        self.ui.againButton.clicked.connect(lambda: self._openAgain())
        self.ui.goOnButton.clicked.connect(lambda: self.workspace.go_on_after_damage())

    def draw(self) -> None:
        state = self.workspace.state
        none = _("No series is open: double click one in the browser")
        setTextIfOther(self.ui.seriesLabel, _shortened(state.series) if state.series else none)
        self.ui.seriesLabel.setToolTip(state.series or "")
        self._drawSaving()
        self._drawReading()
        self._drawMessages()
        editing = state.mode == "editing"
        why = "" if editing else state.reason or _("Open a series first.")
        enableUnless(self.ui.undoButton, "" if state.can_undo else why or _("There is nothing to undo."))
        enableUnless(self.ui.redoButton, "" if state.can_redo else why or _("There is nothing to redo."))
        enableUnless(self.ui.saveButton, why)

    def _drawSaving(self) -> None:
        state = self.workspace.state
        saving = state.saving
        text = state.busy_with or saving.text or (_("read only") if state.series else "")
        self._say("savingLabel", text, saving.severity)
        self.ui.savingLabel.setToolTip(saving.detail or state.reason)

    def _drawReading(self) -> None:
        """Why the series can only be read, and what can be done about it; what somebody else holds comes by itself."""
        state = self.workspace.state
        self.ui.readingFrame.setVisible(bool(state.series) and state.mode != "editing")
        waiting = _("It can be edited here as soon as it is free; what the other person does is shown meanwhile.")
        why = state.reason or _("The series is open for reading only.")
        severity = "warning" if state.mode == "not allowed" else "info"
        self._say("readingLabel", f"{why} {waiting}" if state.mode == "busy" else why, severity)
        stuck = state.mode != "busy" and not state.busy_with
        self.ui.againButton.setVisible(stuck)
        self.ui.goOnButton.setVisible(stuck and state.whole_version is not None)
        setTextIfOther(self.ui.goOnButton, _("Go on from version {number}").format(number=state.whole_version))

    def _drawMessages(self) -> None:
        """What was said since the series was opened; of several sentences at once none hides another."""
        said, name = self.workspace.messages.all, self.workspace.state.series
        if name != self._series:
            self._series, self._from = name, self._seen + 1
        self._seen = said[-1].number if said else 0
        unseen = self.workspace.messages.unseen
        elsewhere = self._whyReading()  # one reads it once
        shown = [each for each in said if each.number >= self._from and each not in unseen and each.text != elsewhere]
        shown = _once(shown)[-_MOST_MESSAGES:]
        for label, messages in (("messageLabel", shown), ("unseenLabel", unseen)):
            text = "\n".join(each.text for each in messages)
            self._say(label, text, messages[-1].severity if messages else "info")
        self.ui.messageLabel.setVisible(bool(shown))
        self.ui.unseenFrame.setVisible(bool(unseen))

    def _whyReading(self) -> str:
        state = self.workspace.state
        return state.reason if state.series and state.mode != "editing" else ""

    def _say(self, label: str, text: str, severity: str) -> None:
        """Show a text in its colour, unless it is there: style sheets are slow, and this is drawn with each stroke."""
        if self._said.get(label) != (text, severity):
            self._said[label] = text, severity
            getattr(self.ui, label).setText(text)
            getattr(self.ui, label).setToolTip(text)  # a path may be longer than the panel is wide
            getattr(self.ui, label).setStyleSheet(styleOf(severity, self.widget))

    def _haveRead(self) -> None:
        """All that stands there: they are read together."""
        for message in self.workspace.messages.unseen:
            self.workspace.messages.seen(message.number)

    def _openAgain(self) -> None:
        if self.workspace.opened:
            self.workspace.open(self.workspace.opened.name)

    def _connect(self, button: object, command: str) -> None:
        # A lambda with a default for `command` would be given the button's state instead.
        button.clicked.connect(lambda: self._commands[command]())


def _shortened(name: str) -> str:
    return name if len(name) <= _FIRST + _LAST else f"{name[:_FIRST]}…{name[-_LAST:]}"


def _once(messages: Sequence[Message]) -> list[Message]:
    """A sentence that was said again, as when something is put back twice, stands there once: where it was last."""
    newest = {each.text: each for each in messages}
    return sorted(newest.values(), key=lambda each: each.number)
