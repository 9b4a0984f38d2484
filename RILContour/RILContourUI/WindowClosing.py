"""When the application's window is closed: the open series is saved and closed before Slicer asks what to save."""

from __future__ import annotations

import qt
import slicer

from .Desk import Desk


class WindowClosing(qt.QObject):
    """Slicer asks about all nodes that are newer than the last saved scene, also those that are never saved with one.

    So ours go first: else people would be asked to save, or to discard, what the project keeps anyway. If they then
    stay, the series is opened again.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._window = slicer.util.mainWindow()
        if self._window:
            self._window.installEventFilter(self)

    def end(self) -> None:
        """Look no more."""
        if self._window:
            self._window.removeEventFilter(self)
            self._window = None

    def eventFilter(self, watched: qt.QObject, event: qt.QEvent) -> bool:
        if self._window and event.type() == qt.QEvent.Close:
            self._closeSeries()
        return False

    def _closeSeries(self) -> None:
        name = self._desk.models.workspace.state.series if self._desk.models else None
        if name:
            self._desk.leaveScene()
            self._desk.turns.once(self, lambda: self._openAgain(name))

    def _openAgain(self, name: str) -> None:
        if self._window and self._window.property("visible") and self._desk.models:
            self._desk.models.workspace.open(name)
