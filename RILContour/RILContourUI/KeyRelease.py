"""When a key that was pressed is let go of: shortcuts do not tell."""

from __future__ import annotations

from collections.abc import Callable

import qt
import slicer


class KeyRelease(qt.QObject):
    """From `begin` on sees the application's events, until the key is up and no mouse button is down any more.

    So a stroke that was begun with the key down is ended before whoever waits puts the tool away. A window that is left
    meanwhile hears of no key: that counts as letting go.
    """

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._isUp = False
        self._then: Callable[[], object] | None = None

    @property
    def isAwaited(self) -> bool:
        return self._then is not None

    def begin(self, key: str, then: Callable[[], object]) -> None:
        """Call `then()` once `key`, as Qt writes it, is up; there is one such key at a time."""
        if self._then is None:
            self._key, self._isUp, self._then = key, False, then
            slicer.app.installEventFilter(self)

    def end(self) -> None:
        """The key is up, or nobody waits any more."""
        then, self._then = self._then, None
        if then:
            slicer.app.removeEventFilter(self)
            then()

    def eventFilter(self, watched: qt.QObject, event: qt.QEvent) -> bool:
        if self._then is not None:
            self._isUp = self._isUp or self._isRelease(event)
            if self._isUp and not qt.QApplication.mouseButtons():
                self.end()
        return False

    def _isRelease(self, event: qt.QEvent) -> bool:
        if event.type() == qt.QEvent.ApplicationDeactivate:
            return True
        isUp = event.type() == qt.QEvent.KeyRelease and not event.isAutoRepeat()
        return isUp and qt.QKeySequence(event.key()).toString() == self._key
