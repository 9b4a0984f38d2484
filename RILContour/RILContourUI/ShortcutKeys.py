"""The shortcuts of the table in RILContourLib.panels.shortcuts, for as long as the module is shown."""

from collections.abc import Callable

import qt
import slicer

from RILContourLib.panels.shortcuts import shortcuts

from .Desk import Desk
from .Panel import Panel
from .ShortcutHelp import showShortcuts


class ShortcutKeys:
    """Keys that the application has for something else are ours as long as ours are installed, and then its again.

    Qt does nothing at all where two shortcuts have the same key. Where somebody writes a text, letters are letters:
    Qt's text fields take them before shortcuts do.
    """

    def __init__(self, desk: Desk, panels: dict[str, Panel]) -> None:
        self._desk = desk
        self._panels = panels
        self._installed: list[qt.QShortcut] = []
        self._setAside: list[tuple[qt.QAction, list[qt.QKeySequence]]] = []

    def install(self) -> None:
        self.remove()
        commands = {**self._desk.models.commands(), **self._ofTheViews()}
        window = slicer.util.mainWindow() or self._panels["Series"].widget
        wanted = [each for each in shortcuts() if each.when == "always" and each.id in commands]
        self._setOthersAside(window, {key for each in wanted for key in each.keys})
        for each in wanted:
            for key in each.keys:
                shortcut = qt.QShortcut(qt.QKeySequence(key), window)
                shortcut.activated.connect(commands[each.id])
                self._installed.append(shortcut)

    def remove(self) -> None:
        for shortcut in self._installed:
            shortcut.setEnabled(False)
            shortcut.setParent(None)
            shortcut.deleteLater()
        for action, keys in self._setAside:
            action.setShortcuts(keys)
        self._installed, self._setAside = [], []

    def _setOthersAside(self, window: qt.QWidget, keys: set[str]) -> None:
        ours = {qt.QKeySequence(key).toString() for key in keys}
        for action in slicer.util.findChildren(window, className="QAction"):
            held = list(action.shortcuts())
            left = [each for each in held if each.toString() not in ours]
            if len(left) < len(held):
                self._setAside.append((action, held))
                action.setShortcuts(left)

    def _ofTheViews(self) -> dict[str, Callable[[], object]]:
        """Commands that act on windows, tools and views."""
        return {
            "browser.find": lambda: self._panels["Browser"].focusFilter(),
            "help.shortcuts": showShortcuts,
            **{f"tool.{name}": self._choosing(name) for name in ("paint", "erase", "draw", "none")},
        }

    def _choosing(self, tool: str) -> Callable[[], object]:
        effect = "" if tool == "none" else tool.capitalize()
        return lambda: self._panels["Editor"].editor.setActiveEffectByName(effect)
