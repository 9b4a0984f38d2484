"""Lists to choose one thing from, which the panels' view models give as options."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import qt

from RILContourLib.panels.explain_state import Option


class Choices:
    """`chosen(id)` is called for what somebody chooses. What cannot be chosen says why as its tooltip."""

    def __init__(self, box: qt.QComboBox, chosen: Callable[[str], object]) -> None:
        self._box = box
        self._options: tuple[Option, ...] = ()
        box.activated.connect(lambda number: chosen(self._options[number].id))

    def show(self, options: Sequence[Option], chosen: str | None) -> None:
        """What there is, and which of it is in use; nothing if it is none of them."""
        box = self._box
        if tuple(options) != self._options:
            self._options = tuple(options)
            box.clear()
            box.addItems([each.label for each in options])
            for number, each in enumerate(options):
                box.setItemData(number, each.why_not or each.label, qt.Qt.ToolTipRole)
        ids = [each.id for each in options]
        box.setCurrentIndex(ids.index(chosen) if chosen in ids else -1)
