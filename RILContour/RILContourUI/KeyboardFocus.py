"""Where keys go: a click on a button leaves them to the slices and ROI, and Tab still leads through a panel."""

from __future__ import annotations

import qt
import slicer

_CLICKED = ("QPushButton", "QToolButton", "QCheckBox", "QComboBox")


def leaveFocusWhenClicked(widget: qt.QWidget) -> None:
    """Buttons and lists in a widget, which were made by now, get the keyboard's focus by Tab, not by the mouse.

    Else the arrow keys would go through a list that was clicked on before, in place of the slices.
    """
    for className in _CLICKED:
        for found in slicer.util.findChildren(widget, className=className):
            if not found.property("editable"):
                found.setProperty("focusPolicy", qt.Qt.TabFocus)


def markWhenOn(button: qt.QWidget) -> None:
    """Write bold on a button that stays pressed, while it is: in dark colours a pressed one looks much as others do."""

    def mark(on: bool) -> None:
        font = qt.QFont()
        font.setBold(on)
        button.setProperty("font", font)

    button.toggled.connect(mark)
