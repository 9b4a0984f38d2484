"""Slicer's own segment editor, on the ROI of the open series: what it does is kept only if the guard allows it."""

from __future__ import annotations

from typing import Any

import slicer
import vtk

from RILContourLib.slicerbridge.nodes import add_node

from .Desk import Desk
from .Panel import Panel

_UNDO_STATES = 10


class EditorPanel(Panel):
    """Segments are added, removed and renamed in the ROI panel only, for the whole project."""

    uiName = "Editor"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._rois = desk.models.rois
        self._node: Any = None
        self._observation = 0
        super().__init__(desk.turns, desk.models.rois)
        self.follow(desk.series.shown.subscribe(self._showSeries))
        self._showSeries()

    @property
    def editor(self) -> Any:
        """The qMRMLSegmentEditorWidget."""
        return self.ui.segmentEditor

    def connect(self) -> None:
        editor = self.editor
        editor.setSegmentationNodeSelectorVisible(False)
        editor.setSourceVolumeNodeSelectorVisible(False)
        editor.setAddRemoveSegmentButtonsVisible(False)
        editor.setSwitchToSegmentationsButtonVisible(False)
        editor.setSpecifyGeometryButtonVisible(False)
        editor.setAutoShowSourceVolumeNode(False)
        editor.setMaximumNumberOfUndoStates(_UNDO_STATES)
        for table in slicer.util.findChildren(editor, name="SegmentsTableView"):
            table.setVisible(False)  # the ROI panel is the list of segments
        self._takeNode()
        editor.setMRMLScene(self.desk.scene)
        editor.currentSegmentIDChanged.connect(self._chosen)

    def draw(self) -> None:
        """The ROI panel says which ROI is worked on."""
        state = self._rois.state
        current = next((row for row in state.rows if row.id == state.current), None)
        if self.desk.series and self.desk.series.current and current and current.kind == "area":
            self.editor.setCurrentSegmentID(current.id)

    def enter(self) -> None:
        self.editor.setupViewObservations()
        self.editor.updateWidgetFromMRML()

    def exit(self) -> None:
        """Put the tool down, and leave the views to other modules."""
        self.editor.setActiveEffectByName("")
        self.editor.removeViewObservations()

    def close(self) -> None:
        self.exit()
        self.editor.setSegmentationNode(None)
        self.editor.setSourceVolumeNode(None)
        self.editor.setMRMLSegmentEditorNode(None)
        self._node.RemoveObserver(self._observation)
        if self.desk.scene.IsNodePresent(self._node):
            self.desk.scene.RemoveNode(self._node)
        super().close()

    def _takeNode(self) -> None:
        """A node of our own for the editor's settings; when the scene is closed, that goes with it."""
        if self._node is None or not self.desk.scene.IsNodePresent(self._node):
            self._node = slicer.vtkMRMLSegmentEditorNode()
            self._node.SetHideFromEditors(True)
            # Whether ROI may overlap is the project's to say, and the session's to see to.
            self._node.SetOverwriteMode(slicer.vtkMRMLSegmentEditorNode.OverwriteNone)
            add_node(self.desk.scene, self._node)
            self.editor.setMRMLSegmentEditorNode(self._node)
            self._observation = self._node.AddObserver(vtk.vtkCommand.ModifiedEvent, self._tellTool)

    def _tellTool(self, *_event: object) -> None:
        """Edits are journalled under the name of the effect that was active last."""
        effect = self._node.GetActiveEffectName()
        current = self.desk.series.current if self.desk.series else None
        if effect and current:
            current.guard.tool = effect.lower()

    def _showSeries(self) -> None:
        series = self.desk.series
        node = series.segmentationNode if series else None
        if node is None:
            self.editor.setActiveEffectByName("")
        else:
            self._takeNode()
        self.editor.setSegmentationNode(node)
        self.editor.setSourceVolumeNode(series.volumeNode if node else None)
        self._tellTool()
        self.editor.setReadOnly(not (series and series.canEdit))
        self.draw()

    def _chosen(self, segment: str) -> None:
        """Somebody chose another segment in the editor."""
        known = {row.id for row in self._rois.state.rows}
        if segment in known and segment != self._rois.current:
            self._rois.choose(segment)
