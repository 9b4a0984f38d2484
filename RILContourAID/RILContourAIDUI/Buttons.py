"""Buttons that say, while they are off, what has to be done first."""

from __future__ import annotations

import qt

_WHAT_IT_DOES = "RILContourWhatItDoes"


def enableUnless(button: qt.QPushButton, reason: str) -> None:
    """Let it be pressed, or say as its tooltip why not: a sentence, empty if it can be."""
    usual = button.property(_WHAT_IT_DOES)
    if usual is None:
        usual = button.property("toolTip")
        button.setProperty(_WHAT_IT_DOES, usual)
    button.setEnabled(not reason)
    button.setToolTip(reason or usual)
