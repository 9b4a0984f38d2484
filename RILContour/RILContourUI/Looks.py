"""Words on buttons, and colours that are read on dark as on light."""

from __future__ import annotations

import textwrap

import qt

_ON_LIGHT = {"info": "", "warning": "color: #9a4c00", "error": "color: #b80000"}
_ON_DARK = {"info": "", "warning": "color: #ffb454", "error": "color: #ff8a80"}
_LIGHTNESS_OF_DARK = 128  # of 255
_CHARACTERS = 40  # of the default font are about 280 pixels


def styleOf(severity: str, widget: qt.QWidget) -> str:
    """The style sheet of a label that says something of that severity: info, warning or error."""
    paper = widget.property("palette").color(qt.QPalette.Window)
    return (_ON_DARK if paper.lightness() < _LIGHTNESS_OF_DARK else _ON_LIGHT)[severity]


def asButtonText(text: str) -> str:
    """What somebody wrote as a button shows it: in lines that fit, and an ampersand is no mark of a key."""
    lines = textwrap.wrap(text, _CHARACTERS, break_long_words=False) or [text]
    return "\n".join(lines).replace("&", "&&")
