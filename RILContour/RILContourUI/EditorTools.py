"""What keys do with Slicer's segment editor: which effect, how large a brush; and placing points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import qt
import slicer
from slicer.i18n import tr as _

from RILContourLib.panels.shortcuts import shortcut_of

from .Desk import Desk
from .KeyRelease import KeyRelease

_LARGER = 1.2
_RELATIVE, _ABSOLUTE = "BrushRelativeDiameter", "BrushAbsoluteDiameter"  # per cent of the view, and mm
_IS_RELATIVE, _SPHERE = "BrushDiameterIsRelative", "BrushSphere"
_EFFECTS = {"paint": "Paint", "erase": "Erase", "draw": "Draw", "none": ""}


class EditorTools:
    def __init__(self, desk: Desk, editor: Any) -> None:
        self._desk = desk
        self._editor = editor
        self._release = KeyRelease()

    def commands(self) -> dict[str, Callable[[], object]]:
        """By the ids of the table of shortcuts."""
        chosen = {f"tool.{name}": self._choosing(effect) for name, effect in _EFFECTS.items()}
        return {
            **chosen,
            "tool.point": self.placePoint,
            "tool.erase_while_held": self.eraseWhileHeld,
            "brush.larger": lambda: self._resize(_LARGER),
            "brush.smaller": lambda: self._resize(1 / _LARGER),
            "brush.sphere": self._toggleSphere,
        }

    def eraseWhileHeld(self) -> None:
        """Take the eraser, and the tool of before once the key is let go of."""
        before = self._activeName()
        if self._release.isAwaited or qt.QApplication.mouseButtons() or before == _EFFECTS["erase"]:
            return
        if self._choose(_EFFECTS["erase"]):
            key = shortcut_of("tool.erase_while_held").keys[0]
            self._release.begin(key, lambda: self._editor.setActiveEffectByName(before))

    def close(self) -> None:
        """A key that is held down gives the tool back now."""
        self._release.end()

    def placePoint(self) -> None:
        """The next click places a point of the current ROI."""
        models, current = self._desk.models, self._desk.series.current
        roi = models.currentROI
        if current is None or roi is None or roi.kind != "point":
            models.workspace.messages.say(_("Choose an ROI that marks points first."), "warning")
            return
        self._editor.setActiveEffectByName("")
        selection = slicer.app.applicationLogic().GetSelectionNode()
        interaction = slicer.app.applicationLogic().GetInteractionNode()
        node = current.points.node(roi.id)
        selection.SetReferenceActivePlaceNodeClassName(node.GetClassName())
        selection.SetActivePlaceNodeID(node.GetID())
        interaction.SetPlaceModePersistence(False)
        interaction.SetCurrentInteractionMode(interaction.Place)

    def _choosing(self, effect: str) -> Callable[[], object]:
        return lambda: self._choose(effect)

    def _choose(self, effect: str) -> bool:
        """Take a tool, "" to put it down; a message says why if nothing can be edited."""
        opened, series = self._desk.models.workspace.opened, self._desk.series
        if effect and not series.canEdit:
            reason = opened.reason if opened else _("Open a series first.")
            self._desk.models.workspace.messages.say(reason or _("The series is open for reading only."), "warning")
            return False
        self._editor.setActiveEffectByName(effect)
        return True

    def _activeName(self) -> str:
        effect = self._editor.activeEffect()
        return effect.property("name") if effect else ""

    def _resize(self, factor: float) -> None:
        effect = self._editor.activeEffect()
        if effect:
            diameter = _RELATIVE if effect.integerParameter(_IS_RELATIVE) else _ABSOLUTE
            effect.setCommonParameter(diameter, effect.doubleParameter(diameter) * factor)

    def _toggleSphere(self) -> None:
        effect = self._editor.activeEffect()
        if effect:
            effect.setCommonParameter(_SPHERE, 1 - effect.integerParameter(_SPHERE))
