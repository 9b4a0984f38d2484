"""A list of things of which some are chosen, as check boxes that are made when the things are others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import qt
from RILContourUI.Discarding import discard
from RILContourUI.Looks import asButtonText

Item = tuple[str, str, bool]


class CheckBoxes:
    """`toggled(id)` is called when somebody clicks on one."""

    def __init__(self, widget: qt.QWidget, toggled: Callable[[str], object]) -> None:
        self._layout = qt.QVBoxLayout(widget)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._toggled = toggled
        self._shown: tuple[tuple[str, str], ...] = ()
        self.boxes: dict[str, qt.QCheckBox] = {}

    def show(self, items: Sequence[Item]) -> None:
        """Each by its id, its words, and whether it is chosen."""
        named = tuple((each[0], each[1]) for each in items)
        if named != self._shown:
            self._shown = named
            self._build()
        for identifier, _words, on in items:
            self.boxes[identifier].setChecked(on)

    def _build(self) -> None:
        for box in self.boxes.values():
            discard(box)
        self.boxes = {}
        for identifier, words in self._shown:
            box = self.boxes[identifier] = qt.QCheckBox(asButtonText(words))
            self._connect(box, identifier)
            self._layout.addWidget(box)

    def _connect(self, box: qt.QCheckBox, identifier: str) -> None:
        box.clicked.connect(lambda: self._toggled(identifier))
