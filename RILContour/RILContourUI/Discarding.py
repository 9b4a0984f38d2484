"""Taking widgets away, so that Qt deletes them once, and when it is safe."""

from __future__ import annotations

import qt


def discard(widget: qt.QWidget) -> None:
    """Hide a widget, and have Qt delete it in the next turn; whatever holds it in Python may go before or after.

    It keeps its parent. Without one it would be Python's: PythonQt deletes it with the last reference to it, and that
    may be held by what is connected to a button in it, thus go while Qt deletes it, which ends the application.
    """
    widget.hide()
    widget.deleteLater()
