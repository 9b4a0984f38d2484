"""What keys do with Slicer's segment editor: which effect, how large a brush; and placing points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from .Desk import Desk

_LARGER = 1.2
_RELATIVE, _ABSOLUTE = "BrushRelativeDiameter", "BrushAbsoluteDiameter"  # per cent of the view, and mm
_IS_RELATIVE, _SPHERE = "BrushDiameterIsRelative", "BrushSphere"
_EFFECTS = {"paint": "Paint", "erase": "Erase", "draw": "Draw", "none": ""}


class EditorTools:
    def __init__(self, desk: Desk, editor: Any) -> None:
        self._desk = desk
        self._editor = editor

    def commands(self) -> dict[str, Callable[[], object]]:
        """By the ids of the table of shortcuts."""
        chosen = {f"tool.{name}": self._choosing(effect) for name, effect in _EFFECTS.items()}
        return {
            **chosen,
            "tool.point": self.placePoint,
            "brush.larger": lambda: self._resize(_LARGER),
            "brush.smaller": lambda: self._resize(1 / _LARGER),
            "brush.sphere": self._toggleSphere,
        }

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
        return lambda: self._editor.setActiveEffectByName(effect)

    def _resize(self, factor: float) -> None:
        effect = self._editor.activeEffect()
        if effect:
            diameter = _RELATIVE if effect.integerParameter(_IS_RELATIVE) else _ABSOLUTE
            effect.setCommonParameter(diameter, effect.doubleParameter(diameter) * factor)

    def _toggleSphere(self) -> None:
        effect = self._editor.activeEffect()
        if effect:
            effect.setCommonParameter(_SPHERE, 1 - effect.integerParameter(_SPHERE))
