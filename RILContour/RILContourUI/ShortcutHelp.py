"""The list of shortcuts, in a window that stays until it is closed."""

from __future__ import annotations

import html
from collections.abc import Iterable

import qt
import slicer
from slicer.i18n import tr as _

from RILContourLib.panels.shortcuts import Shortcut

from .Discarding import discard

_shown: list[qt.QTextBrowser] = []  # Qt drops a window that nobody holds


def showShortcuts(listed: Iterable[Shortcut]) -> qt.QTextBrowser:
    """Show these, or bring the list that is there to the front."""
    if not _shown:
        _shown.append(_window())
    _shown[0].setHtml(shortcutsAsHtml(tuple(listed)))
    _shown[0].show()
    _shown[0].raise_()
    return _shown[0]


def hideShortcuts() -> None:
    """The keys are others' again: their list goes, too."""
    while _shown:
        discard(_shown.pop())


def shortcutsAsHtml(listed: tuple[Shortcut, ...]) -> str:
    """A table for each panel."""
    parts = []
    for panel in dict.fromkeys(each.panel for each in listed):
        rows = "".join(_row(each) for each in listed if each.panel == panel)
        parts.append(f"<h3>{html.escape(_(panel))}</h3><table>{rows}</table>")
    return "".join(parts)


def _row(each: Shortcut) -> str:
    keys = f" {_('or')} ".join(each.keys)
    words = f"{each.words} ({_('while answering')})" if each.when == "answering" else each.words
    return f"<tr><td><b>{html.escape(keys)}</b>&nbsp;&nbsp;</td><td>{html.escape(words)}</td></tr>"


def _window() -> qt.QTextBrowser:
    window = qt.QTextBrowser(slicer.util.mainWindow())
    window.setWindowFlags(qt.Qt.Tool)
    window.setWindowTitle(_("Shortcuts of RIL-Contour"))
    window.resize(420, 640)
    return window
