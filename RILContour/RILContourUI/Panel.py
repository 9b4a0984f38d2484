"""What every panel of the module is: a .ui file, view models that it draws, and one place for its signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import slicer

from RILContourLib.panels import observing

from .Discarding import discard
from .Icons import icon
from .KeyboardFocus import leaveFocusWhenClicked, markWhenOn
from .Turns import Turns

_UI = Path(__file__).parents[1] / "Resources" / "UI"
_WHAT_IT_DOES, _WHY_NOT = "RILContourWhatItDoes", "RILContourWhyNot"


class Panel:
    """Draws view models into the widgets of Resources/UI/<uiName>.ui, and hands what people do on to them.

    A panel's class names its file in `uiName`, connects its signals in `connect`, called once, and shows the state of
    its models in `draw`, called in the turn after they changed, however often. `widget` is what is put into a layout.
    `icons` says which buttons have which of Resources/Icons. Another module's panels name their folder in `uiFolder`.
    """

    uiName = ""
    uiFolder: ClassVar[Path] = _UI
    icons: ClassVar[dict[str, str]] = {}

    def __init__(self, turns: Turns, *models: observing.Panel) -> None:
        self.turns = turns
        self.widget = slicer.util.loadUI(str(self.uiFolder / f"{self.uiName}.ui"))
        self.ui = slicer.util.childWidgetVariables(self.widget)
        for button, name in self.icons.items():
            shown = getattr(self.ui, button)
            shown.setIcon(icon(name))
            if not shown.property("text"):  # what a screen reader reads
                shown.setProperty("accessibleName", shown.property("toolTip"))
        leaveFocusWhenClicked(self.widget)
        for button in slicer.util.findChildren(self.widget, className="Q*Button"):
            if button.property("checkable"):
                markWhenOn(button)
        self._unsubscribe = [model.subscribe(self.drawSoon) for model in models]
        self.connect()
        self.draw()

    def connect(self) -> None:
        """Connect the signals of the panel's widgets."""

    def draw(self) -> None:
        """Show the models' state as it is now."""

    def drawSoon(self) -> None:
        """Draw in the next turn; from any thread."""
        self.turns.once(self, self.draw)

    def follow(self, unsubscribe: Callable[[], None]) -> None:
        """Keep what ends a subscription until the panel is closed."""
        self._unsubscribe.append(unsubscribe)

    def close(self) -> None:
        """Follow the models no more, and take the widget away."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self.turns.once(self, lambda: None)  # a drawing that waits is forgotten
        discard(self.widget)


def setTextIfOther(widget: object, text: str) -> None:
    """Set a text, unless it is there: the cursor of who is writing stays where it is."""
    if widget.property("text") != text:
        widget.setText(text)


def setTextOrHide(label: object, text: str) -> None:
    """Show a text, and no empty line where there is none."""
    label.setText(text)
    label.setVisible(bool(text))


def enableUnless(widget: object, reason: str) -> None:
    """Let it be used, or say as its tooltip why not: a sentence, empty if it can be."""
    if widget.property(_WHY_NOT) == reason:
        return
    if widget.property(_WHY_NOT) is None:
        widget.setProperty(_WHAT_IT_DOES, widget.property("toolTip"))
    widget.setProperty(_WHY_NOT, reason)
    widget.setEnabled(not reason)
    widget.setToolTip(reason or widget.property(_WHAT_IT_DOES))
