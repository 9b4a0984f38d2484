"""The list of all shortcuts, in a window that stays until it is closed."""

import html

import qt
import slicer
from slicer.i18n import tr as _

from RILContourLib.panels.shortcuts import help_rows

_shown: list[qt.QTextBrowser] = []  # Qt drops a window that nobody holds


def showShortcuts() -> None:
    """Show the list, or bring it to the front."""
    if not _shown:
        _shown.append(_window())
    _shown[0].setHtml(shortcutsAsHtml())
    _shown[0].show()
    _shown[0].raise_()


def shortcutsAsHtml() -> str:
    """All shortcuts, by panel."""
    rows, parts = help_rows(), []
    for panel in dict.fromkeys(row["panel"] for row in rows):
        lines = [row for row in rows if row["panel"] == panel]
        cells = "".join(
            f"<tr><td><b>{html.escape(row['keys'])}</b>&nbsp;&nbsp;</td><td>{html.escape(row['words'])}</td></tr>"
            for row in lines
        )
        parts.append(f"<h3>{html.escape(panel)}</h3><table>{cells}</table>")
    return "".join(parts)


def _window() -> qt.QTextBrowser:
    window = qt.QTextBrowser(slicer.util.mainWindow())
    window.setWindowFlags(qt.Qt.Tool)
    window.setWindowTitle(_("Shortcuts of RIL-Contour"))
    window.resize(420, 640)
    return window
