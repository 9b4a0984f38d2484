"""Slicer's segment editor: its logic edits real segmentation nodes; its effects draw nothing and wait for no mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import slicer
from PySide6 import QtCore, QtWidgets

from .widgets import qMRMLWidget

_EFFECTS = ("Threshold", "Paint", "Draw", "Erase", "Level tracing", "Grow from seeds", "Fill between slices", "Margin")
_EFFECTS += ("Hollow", "Smoothing", "Scissors", "Islands", "Logical operators", "Mask volume")


class Effect:
    """What scripts use of an effect to change a segment: the modifier labelmap, and what is done with it."""

    ModificationModeSet = slicer.vtkSlicerSegmentEditorLogic.ModificationModeSet
    ModificationModeAdd = slicer.vtkSlicerSegmentEditorLogic.ModificationModeAdd
    ModificationModeRemove = slicer.vtkSlicerSegmentEditorLogic.ModificationModeRemove

    def __init__(self, name: str, editor: qMRMLSegmentEditorWidget) -> None:
        self.name = name
        self._logic = editor.logic
        self._parameters = {"BrushRelativeDiameter": "3.0", "BrushAbsoluteDiameter": "5.0"}
        self._parameters |= {"BrushDiameterIsRelative": "1", "BrushSphere": "0"}

    def property(self, name: str) -> str | None:
        return self.name if name == "name" else None

    def parameter(self, name: str) -> str:
        return self._parameters.get(name, "")

    def doubleParameter(self, name: str) -> float:
        return float(self._parameters.get(name, 0))

    def integerParameter(self, name: str) -> int:
        return int(self._parameters.get(name, 0))

    def setParameter(self, name: str, value: object) -> None:
        self._parameters[name] = str(value)

    def setCommonParameter(self, name: str, value: object) -> None:
        self._parameters[name] = str(value)

    def deactivate(self) -> None: ...

    def saveStateForUndo(self) -> None:
        self._logic.SaveStateForUndo()

    def defaultModifierLabelmap(self) -> Any:
        self._logic.ResetModifierLabelmapToDefault()
        return self._logic.GetModifierLabelmap()

    def modifySelectedSegmentByLabelmap(self, labelmap: Any, mode: int, bypassMasking: bool = False) -> None:
        node = self._logic.GetSegmentEditorNode()
        chosen = node.GetSegmentationNode(), node.GetSelectedSegmentID()
        self._logic.ModifySegmentByLabelmap(*chosen, labelmap, mode, False, bypassMasking)


class qMRMLSegmentEditorWidget(qMRMLWidget):
    currentSegmentIDChanged = QtCore.Signal(str)

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.logic = slicer.vtkSlicerSegmentEditorLogic()
        self._effects = {name: Effect(name, self) for name in _EFFECTS}
        self._active: Effect | None = None
        self._observed: list[tuple[Any, int]] = []
        self._shown: Any = None
        self._read_only = False
        self._attributes: dict[str, str] = {}
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QtWidgets.QLabel("Segment editor (stand-in)"))

    # Nodes

    def setMRMLScene(self, scene: Any) -> None:
        super().setMRMLScene(scene)
        self.logic.SetMRMLScene(scene)
        scene.AddObserver(slicer.vtkMRMLScene.EndBatchProcessEvent, self._after_batch)
        self.updateWidgetFromMRML()

    def setMRMLSegmentEditorNode(self, node: Any) -> None:
        self._observe([(node, "ModifiedEvent", self.updateWidgetFromMRML)] if node else [])
        self._shown = None
        self.logic.SetSegmentEditorNode(node)
        self.updateWidgetFromMRML()

    def _observe(self, wanted: list[tuple[Any, Any, Callable[..., None]]]) -> None:
        for observed, observation in self._observed:
            observed.RemoveObserver(observation)
        self._observed = [(each, each.AddObserver(event, call)) for each, event, call in wanted]

    def updateWidgetFromMRML(self, *_event: object) -> None:
        """Which tool is in hand, and of which segmentation: not while the scene closes, nor without a settings node."""
        scene, node = self.mrmlScene(), self.mrmlSegmentEditorNode()
        if scene is None or scene.IsClosing() or scene.IsBatchProcessing() or node is None:
            return
        if node.GetSegmentationNode() is not self._shown:
            self._show(node, node.GetSegmentationNode())
        self._active = self._effects.get(node.GetActiveEffectName() or "")

    def _show(self, node: Any, segmentation: Any) -> None:
        """Another segmentation has its first segment selected."""
        self._shown = segmentation
        events = [(node, "ModifiedEvent", self.updateWidgetFromMRML)]
        if segmentation:
            events.append((segmentation, slicer.vtkSegmentation.SegmentRemoved, self._after_removal))
        self._observe(events)
        segments = segmentation.GetSegmentation().GetSegmentIDs() if segmentation else ()
        if segments and self.currentSegmentID() != segments[0]:
            self.setCurrentSegmentID(segments[0])
            self.currentSegmentIDChanged.emit(segments[0])

    def _after_removal(self, *_event: object) -> None:
        """With the selected segment its row in the list goes: then none is selected, and the tool is put down."""
        node = self.mrmlSegmentEditorNode()
        if node and not self._shown.GetSegmentation().GetSegment(self.currentSegmentID()):
            node.SetSelectedSegmentID(None)
            self.setActiveEffect(None)

    def mrmlSegmentEditorNode(self) -> Any:
        return self.logic.GetSegmentEditorNode()

    def segmentationNodeSelectorAddAttribute(self, class_name: str, name: str, value: str) -> None:
        self._attributes[name] = value

    def setSegmentationNode(self, node: Any) -> None:
        """Another segmentation puts the tool down."""
        if self.logic.GetSegmentationNode() is not node:
            self.logic.SetSegmentationNode(node)
            self.setActiveEffect(None)

    def segmentationNode(self) -> Any:
        """The one that its list shows: hidden nodes and those without the attribute are not in it."""
        node = self.logic.GetSegmentationNode()
        return node if node and self._is_listed(node) else None

    def _is_listed(self, node: Any) -> bool:
        has_attributes = all(node.GetAttribute(name) == value for name, value in self._attributes.items())
        return has_attributes and not node.GetHideFromEditors()

    def _after_batch(self, *_event: object) -> None:
        """The list decides, as in the application, which goes over to the newest segmentation in it."""
        scene = self.mrmlScene()
        count = scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode")
        nodes = [scene.GetNthNodeByClass(n, "vtkMRMLSegmentationNode") for n in range(count)]
        listed = [node for node in nodes if self._is_listed(node)]
        if self.mrmlSegmentEditorNode() and self.segmentationNode() is None:
            self.setSegmentationNode(listed[-1] if listed else None)
        self.updateWidgetFromMRML()

    def setSourceVolumeNode(self, node: Any) -> None:
        self.logic.SetSourceVolumeNode(node)

    def sourceVolumeNode(self) -> Any:
        return self.logic.GetSourceVolumeNode()

    def setCurrentSegmentID(self, segment: str) -> None:
        """Tells nobody: `currentSegmentIDChanged` is of what people select in the list of segments."""
        node = self.mrmlSegmentEditorNode()
        if node:
            node.SetSelectedSegmentID(segment)

    def currentSegmentID(self) -> str:
        node = self.mrmlSegmentEditorNode()
        return (node and node.GetSelectedSegmentID()) or ""

    # Effects

    def availableEffectNames(self) -> list[str]:
        return list(self._effects)

    def effectByName(self, name: str) -> Effect | None:
        return self._effects.get(name)

    def setActiveEffectByName(self, name: str) -> None:
        self.setActiveEffect(self.effectByName(name))

    def setActiveEffect(self, effect: Effect | None) -> None:
        node = self.mrmlSegmentEditorNode()
        if node:
            node.SetActiveEffectName(effect.name if effect else "")

    def activeEffect(self) -> Effect | None:
        return self._active

    def undo(self) -> None:
        self.logic.Undo()

    def redo(self) -> None:
        self.logic.Redo()

    def setMaximumNumberOfUndoStates(self, number: int) -> None:
        self.logic.SetMaximumNumberOfUndoStates(number)

    # What is shown; nothing of it is drawn here

    def setReadOnly(self, on: bool) -> None:
        self._read_only = on
        if on:
            self.setActiveEffect(None)

    def _is_read_only(self) -> bool:
        return self._read_only

    readOnly = QtCore.Property(bool, _is_read_only, setReadOnly)

    def setSegmentationNodeSelectorVisible(self, visible: bool) -> None: ...

    def setSourceVolumeNodeSelectorVisible(self, visible: bool) -> None: ...

    def setAddRemoveSegmentButtonsVisible(self, visible: bool) -> None: ...

    def setSwitchToSegmentationsButtonVisible(self, visible: bool) -> None: ...

    def setSpecifyGeometryButtonVisible(self, visible: bool) -> None: ...

    def setAutoShowSourceVolumeNode(self, on: bool) -> None: ...

    def setupViewObservations(self) -> None: ...

    def removeViewObservations(self) -> None: ...
