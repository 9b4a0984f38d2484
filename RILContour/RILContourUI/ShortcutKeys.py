"""The shortcuts of the table in RILContourLib.panels.shortcuts, for as long as the module is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import qt
import slicer

from RILContourLib.panels.form import CHOICE_KEYS
from RILContourLib.panels.shortcuts import Shortcut, shortcuts
from RILContourLib.panels.view_settings import PRESETS

from .Desk import Desk
from .EditorTools import EditorTools
from .Panel import Panel
from .ShortcutHelp import showShortcuts

Command = Callable[[], object]
# Keys by which people move within lists and forms: theirs while they are there.
_MOVING = {"Up", "Down", "PgUp", "PgDown", "Tab", "Shift+Tab", "Enter", "Return", "Backspace", "Delete"}
_WRITTEN_IN = ("QLineEdit", "QTextEdit", "QPlainTextEdit", "QAbstractSpinBox", "QAbstractItemView", "QAbstractSlider")
# Reached by Tab only (see KeyboardFocus): whoever came so goes on so.
_LED_TO = ("QAbstractButton", "QComboBox")
_GONE = (RuntimeError, ValueError)  # of PySide6 and PythonQt, where Qt deleted an object meanwhile
_LEADING = ("Tab", "Shift+Tab")
_ANSWERING = ("Enter", "Return", "Backspace", "Delete", "Up", "Down", *CHOICE_KEYS.upper())


class ShortcutKeys:
    """Keys that the application has for something else are ours as long as ours are installed, and then its again.

    Qt does nothing at all where two shortcuts have the same key. Where somebody writes a text, letters are letters:
    Qt's text fields take them before shortcuts do.
    """

    def __init__(self, desk: Desk, panels: dict[str, Panel]) -> None:
        self._desk = desk
        self._panels = panels
        self._keyboard = desk.models.keyboard
        self._tools = EditorTools(desk, panels["Editor"].editor)
        self._answering = False
        self._commands: dict[str, Command] = {}
        self._held: set[str] = set()
        self._installed: dict[str, qt.QShortcut] = {}
        self._setAside: list[tuple[Callable[[object], object], object]] = []
        self._unsubscribe: Command = lambda: None

    def install(self) -> None:
        self.remove()
        self._answering = self._keyboard.state.on
        self._unsubscribe = self._keyboard.subscribe(lambda: self._desk.turns.once(self, self._followMode))
        wanted = self._wanted()
        self._commands = {key: action for each, action in wanted for key in each.keys}
        self._held = {key for each, _action in wanted if each.held for key in each.keys}
        keys = [*self._commands, *(_ANSWERING if self._answering else ())]
        window = slicer.util.mainWindow() or self._panels["Series"].widget
        self._setOthersAside(window, set(keys))
        for key in dict.fromkeys(keys):
            self._installed[key] = self._shortcut(key, window)
        slicer.app.focusChanged.connect(self._focusChanged)

    def remove(self) -> None:
        self._tools.close()
        self._unsubscribe()
        self._unsubscribe = lambda: None
        if self._installed:
            slicer.app.focusChanged.disconnect(self._focusChanged)
        for shortcut in self._installed.values():
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        setAside, self._installed, self._setAside = self._setAside, {}, []
        for giveBack, held in setAside:
            with suppress(*_GONE):
                giveBack(held)

    def press(self, key: str) -> None:
        """Do what a key is for now: an answer while questions are answered by keyboard, else its command."""
        command = self._commands.get(key)
        if self._answering and self._answer(key):
            return
        if command:
            command()

    def _answer(self, key: str) -> bool:
        name = {"Return": "Enter"}.get(key, key)
        if name == "Enter" and self._panels["Text"].enterWritten():
            return True
        return name in _ANSWERING and self._keyboard.press(name.lower() if len(name) == 1 else name)

    def _followMode(self) -> None:
        if self._installed and self._keyboard.state.on != self._answering:
            self.install()

    def _shortcut(self, key: str, window: qt.QWidget) -> qt.QShortcut:
        shortcut = qt.QShortcut(qt.QKeySequence(key), window)
        shortcut.setProperty("autoRepeat", key not in self._held)
        shortcut.activated.connect(lambda: self.press(key))
        return shortcut

    def _setOthersAside(self, window: qt.QWidget, keys: set[str]) -> None:
        """Those of menus and toolbars, and those that users make in their start-up script."""
        ours = {qt.QKeySequence(key).toString() for key in keys}
        for action in slicer.util.findChildren(window, className="QAction"):
            held = list(action.shortcuts())
            left = [each for each in held if each.toString() not in ours]
            if len(left) < len(held):
                self._setAside.append((action.setShortcuts, held))
                action.setShortcuts(left)
        for shortcut in slicer.util.findChildren(window, className="QShortcut"):
            if shortcut.property("enabled") and shortcut.property("key").toString() in ours:
                self._setAside.append((shortcut.setEnabled, True))
                shortcut.setEnabled(False)

    def _focusChanged(self, _before: qt.QWidget | None, now: qt.QWidget | None) -> None:
        busy = now is not None and any(now.inherits(name) for name in _WRITTEN_IN)
        led = now is not None and any(now.inherits(name) for name in _LED_TO)
        for key in _MOVING & self._installed.keys():
            free = not (busy or (led and key in _LEADING) or (led and now.inherits("QComboBox")))
            self._installed[key].setEnabled(free or (self._answering and key in ("Enter", "Return")))

    # Commands

    def _wanted(self) -> list[tuple[Shortcut, Command]]:
        """Those of the table that there is something for here."""
        actions = self._actions()
        return [(each, actions[each.id]) for each in shortcuts() if each.when == "always" and each.id in actions]

    def _actions(self) -> dict[str, Command]:
        """By the ids of the table."""
        return {
            **self._desk.models.commands(),
            **self._tools.commands(),
            **self._ofTheViews(),
            "browser.find": self._panels["Browser"].focusFilter,
            "help.shortcuts": self._help,
        }

    def _ofTheViews(self) -> dict[str, Command]:
        views = self._desk.models.views
        switched = {"invert": "inverted", "rois": "rois_shown", "companion": "companion_shown", "surfaces": "surfaces"}
        return {
            "slice.next": lambda: views.step(1),
            "slice.previous": lambda: views.step(-1),
            "slice.next_annotated": lambda: views.step_annotated(1),
            "slice.previous_annotated": lambda: views.step_annotated(-1),
            "view.reset": lambda: slicer.util.resetSliceViews(),
            **{f"view.{name}": _calling(views.toggle, what) for name, what in switched.items()},
            **{f"window.preset_{n}": _calling(views.set_preset, PRESETS[n]) for n in range(1, len(PRESETS))},
        }

    def _help(self) -> None:
        answering = [each for each in shortcuts() if each.when == "answering"]
        showShortcuts([each for each, _action in self._wanted()] + answering)


def _calling(function: Callable[[str], object], value: str) -> Command:
    return lambda: function(value)
