"""Slicer's own segment editor, on the ROI of the open series: what it does is kept only if the guard allows it."""

from __future__ import annotations

from typing import Any

import slicer
import vtk
from slicer.i18n import tr as _

from RILContourLib.annotation.changes import LockChange
from RILContourLib.annotation.edit import Edit
from RILContourLib.slicerbridge.adjacent_slices import AdjacentSlices
from RILContourLib.slicerbridge.nodes import OURS, add_node

from .Desk import Desk
from .Panel import Panel

_UNDO_STATES = 10
_SEGMENTATION = "vtkMRMLSegmentationNode"


class EditorPanel(Panel):
    """Segments are added, removed and renamed in the ROI panel only, for the whole project."""

    uiName = "Editor"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._models = desk.models
        self._node: Any = None
        self._observation = 0
        self._switching = False
        self.editor: Any = slicer.qMRMLSegmentEditorWidget()
        super().__init__(desk.turns, desk.models.rois, desk.models.tools)
        self.follow(desk.series.shown.subscribe(self._showSeries))
        self.follow(desk.models.workspace.edited.subscribe(self._tellOfLocks))
        self._showSeries()

    def connect(self) -> None:
        editor = self.editor
        self.widget.layout().addWidget(editor)
        self.ui.slicesBox.valueChanged.connect(lambda count: self._models.tools.set(brush_slices=count))
        # Its list of segmentations is of ours only: with others in it, it would go over to one that a user adds.
        editor.segmentationNodeSelectorAddAttribute(_SEGMENTATION, OURS, "1")
        editor.setSegmentationNodeSelectorVisible(False)
        editor.setSourceVolumeNodeSelectorVisible(False)
        editor.setAddRemoveSegmentButtonsVisible(False)
        editor.setSwitchToSegmentationsButtonVisible(False)
        editor.setSpecifyGeometryButtonVisible(False)
        editor.setAutoShowSourceVolumeNode(False)
        editor.setMaximumNumberOfUndoStates(_UNDO_STATES)
        for table in slicer.util.findChildren(editor, name="SegmentsTableResizableFrame"):
            table.setVisible(False)  # the ROI panel is the list of segments
        self._takeNode()
        editor.setMRMLScene(self.desk.scene)
        scene = self.desk.scene
        removal = scene.AddObserver(scene.NodeRemovedEvent, self._nodeRemoved)
        self.follow(lambda: scene.RemoveObserver(removal))

    def draw(self) -> None:
        """The ROI panel says which ROI is worked on."""
        current = self._models.currentROI
        self._drawSlices(self._models.tools.settings.brush_slices)
        if self.desk.series and self.desk.series.current and current and current.kind == "area":
            self.editor.setCurrentSegmentID(current.id)

    def _tellOfLocks(self, edit: Edit) -> None:
        locked = [each.roi for each in edit.changes if isinstance(each, LockChange) and each.after]
        names = ", ".join(roi.name for roi in self._models.definitions.rois if roi.id in locked)
        if names:
            text = _("Locked: {names}. Undo stops there: what was done to it before is taken back once it is unlocked.")
            self._models.workspace.messages.say(text.format(names=names))

    def _drawSlices(self, count: int) -> None:
        """How many slices take a stroke: the box, and the guard of the series that is shown."""
        box = self.ui.slicesBox
        box.blockSignals(True)
        box.setValue(count)
        box.blockSignals(False)
        series = self.desk.series.current if self.desk.series else None
        if series:
            axis = series.contents.annotation.slice_axis
            series.guard.adjacent = AdjacentSlices(count, axis) if count > 1 else None

    def enter(self) -> None:
        self.editor.updateWidgetFromMRML()

    def exit(self) -> None:
        """Put the tool down, and leave the views to other modules."""
        self.editor.setActiveEffectByName("")
        self.editor.removeViewObservations()

    def close(self) -> None:
        self.exit()
        self.leaveScene()
        super().close()

    def leaveScene(self) -> None:
        """Let go of all nodes; the next series that is shown has the editor take one of its own again."""
        threshold = self.editor.effectByName("Threshold")
        if threshold:  # in hand or not, it observes the views after a change of the layout; in hand, a timer draws it
            threshold.deactivate()
        node, self._node = self._node, None
        if node is None:
            return
        node.RemoveObserver(self._observation)
        self.editor.setSourceVolumeNode(None)
        self.editor.setSegmentationNode(None)
        self.editor.setMRMLSegmentEditorNode(None)
        if self.desk.scene.IsNodePresent(node):
            self.desk.scene.RemoveNode(node)
        if self.desk.scene.IsClosing():  # then the editor hears of no node, and keeps the tool in hand
            self.turns.once((self, "settings"), self._takeNodeAgain)

    def _takeNodeAgain(self) -> None:
        if self._node is None and self._unsubscribe:  # not closed meanwhile
            self._takeNode()

    def _takeNode(self) -> None:
        """A node of our own for the editor's settings."""
        if self._node is None:
            self._node = slicer.vtkMRMLSegmentEditorNode()
            self._node.SetHideFromEditors(True)
            # Whether ROI may overlap is the project's to say, and the session's to see to.
            self._node.SetOverwriteMode(slicer.vtkMRMLSegmentEditorNode.OverwriteNone)
            self._observation = self._node.AddObserver(vtk.vtkCommand.ModifiedEvent, self._nodeChanged)
        if not self.desk.scene.IsNodePresent(self._node):
            add_node(self.desk.scene, self._node)
            self.editor.setMRMLSegmentEditorNode(self._node)

    def _nodeChanged(self, *_event: object) -> None:
        """Another effect, or another segment, whoever chose it."""
        current = self.desk.series.current if self.desk.series else None
        if self._switching or current is None:
            return
        if not self._editsOurs():
            self.turns.once((self, "segmentation"), self._takeBack)
            return
        effect, segment = self._node.GetActiveEffectName(), self._node.GetSelectedSegmentID()
        if effect:  # edits are journalled under the name of the effect that was active last
            current.guard.tool = effect.lower()
        known = {roi.id for roi in self._models.definitions.rois}
        if segment in known and segment != self._models.rois.current:
            self._models.rois.choose(segment)
        elif not segment:  # a segment that goes takes the editor's choice with it, though the guard puts it back
            self.turns.once((self, "segment"), self.draw)

    def _nodeRemoved(self, *_event: object) -> None:
        scene = self.desk.scene
        if self._node and not scene.IsClosing() and not scene.IsNodePresent(self._node):
            self.turns.once((self, "segmentation"), self._takeBack)

    def _editsOurs(self) -> bool:
        """Whether the editor has its settings, and in them the ROI of the open series."""
        node, ours = self._node, self.desk.series.segmentationNode
        return self.desk.scene.IsNodePresent(node) and node.GetSegmentationNode() is ours

    def _takeBack(self) -> None:
        """Somebody, or the editor by itself, chose another segmentation: strokes on it would be kept by nobody."""
        if self._node and self.desk.series and self.desk.series.current and not self._editsOurs():
            self._showSeries()
            text = _("Only the ROI of the open series are edited here; others in Slicer's module Segment Editor.")
            self._models.workspace.messages.say(text, "warning")

    def _showSeries(self) -> None:
        series = self.desk.series
        node = series.segmentationNode if series else None
        if node is None and self._node is None:
            return
        self._switching = True  # the editor chooses the first segment of another segmentation by itself
        try:
            if node is None:
                self.editor.setActiveEffectByName("")
                self.editor.setSourceVolumeNode(None)  # while there is a segmentation: else it is not heard
            else:
                self._takeNode()
                node.SetHideFromEditors(False)  # its list holds no hidden ones, and what it holds counts
            self.editor.setSegmentationNode(node)
            if node is not None:
                self.editor.setSourceVolumeNode(series.volumeNode)
            self.editor.setReadOnly(not (series and series.canEdit))
        finally:
            self._switching = False
        self.draw()
        self._nodeChanged()
