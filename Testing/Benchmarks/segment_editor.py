"""35 ROI as segments in a scene, and strokes that Slicer's own segment editor logic makes, guarded or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import slicer
from vtkmodules.vtkCommonCore import VTK_SHORT
from vtkmodules.vtkCommonDataModel import vtkImageData

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.block import Block
from RILContourLib.annotation.extent import Extent
from RILContourLib.images.geometry import Geometry
from RILContourLib.project.definitions import Definitions
from RILContourLib.session.edit_session import EditSession
from RILContourLib.slicerbridge.geometry import DisplayGeometry, to_vtk_extent
from RILContourLib.slicerbridge.guard import Guard
from RILContourLib.slicerbridge.roi_segmentation import ROISegmentation
from RILContourLib.slicerbridge.segment_masks import raw_block
from RILContourLib.slicerbridge.vtk_data import vtk_matrix

from .shell_copy import placed
from .strokes import on_the_border


@dataclass(frozen=True)
class Stroke:
    """A brush, bool (i, j, k) of `box.shape`, at its place; `mode` Add or Remove."""

    roi: str
    brush: np.ndarray
    box: Extent
    mode: str

    def in_mode(self, mode: str) -> Stroke:
        return replace(self, mode=mode)


class OpenSegments:
    """The ROI of an annotation in a scene of their own; under a guard if there is a session."""

    def __init__(
        self, geometry: Geometry, definitions: Definitions, annotation: Annotation, session: EditSession | None
    ) -> None:
        self._scene = slicer.vtkMRMLScene()
        self._geometry = DisplayGeometry.of(geometry)
        self.segments = ROISegmentation.create(self._scene, self._new_volume(), self._geometry, definitions, annotation)
        self._deferred: list[Callable[[], None]] = []
        self._editor = self._new_editor()
        if session:
            Guard(self.segments, session, defer=self._deferred.append, on_refused=self._refused)
            self._run_deferred()

    def _new_volume(self) -> slicer.vtkMRMLScalarVolumeNode:
        image = vtkImageData()
        image.SetDimensions(*self._geometry.shape)
        image.AllocateScalars(VTK_SHORT, 1)
        self._volume = self._scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
        self._volume.SetIJKToRASMatrix(vtk_matrix(self._geometry.affine_node_to_ras))
        self._volume.SetAndObserveImageData(image)
        return self._volume

    def _new_editor(self) -> slicer.vtkSlicerSegmentEditorLogic:
        node = slicer.vtkMRMLSegmentEditorNode()
        self._scene.AddNode(node)
        node.SetOverwriteMode(node.OverwriteNone)
        editor = slicer.vtkSlicerSegmentEditorLogic()
        editor.SetMRMLScene(self._scene)
        editor.SetSegmentEditorNode(node)
        editor.SetSegmentationHistory(None)
        editor.SetSegmentationNode(self.segments.node)
        editor.SetSourceVolumeNode(self._volume)
        editor.UpdateReferenceGeometryImage()
        return editor

    def run_s(self, stroke: Stroke) -> float:
        """Do a stroke as effects do: the modifier labelmap emptied, painted on and applied; and the guard's turn."""
        begin = time.perf_counter()
        self._editor.ResetModifierLabelmapToDefault()
        modifier = self._editor.GetModifierLabelmap()
        raw = raw_block(self._geometry, modifier)
        assert raw is not None
        raw.within(stroke.box).voxels[stroke.brush] = 1
        modifier.Modified()
        extent = to_vtk_extent(self._geometry.node_extent(stroke.box))
        mode = getattr(self._editor, f"ModificationMode{stroke.mode}")
        self._editor.ModifySegmentByLabelmap(self.segments.node, stroke.roi, modifier, mode, extent, False, False)
        self._run_deferred()
        return time.perf_counter() - begin

    def _run_deferred(self) -> None:
        while self._deferred:
            self._deferred.pop()()

    def check(self, session: EditSession) -> None:
        """AssertionError unless the session accepted what the segments show."""
        different = self.segments.changed(self.segments.rois)
        if different or not session.saving.in_project:
            message = f"Not accepted: {', '.join(different) or session.saving.problem}"
            raise AssertionError(message)

    @staticmethod
    def _refused(sentence: str) -> None:
        raise AssertionError(sentence)


def random_strokes(annotation: Annotation, brushes: Sequence[np.ndarray], count: int, mode: str) -> list[Stroke]:
    """Seeded strokes on the surfaces of all ROI, where people paint and erase."""
    rng = np.random.default_rng(5)
    masks = {roi: Block(mask.extent, mask.voxels) for roi, _, mask in annotation.masks() if mask.extent}
    strokes = []
    for _ in range(count):
        roi = list(masks)[rng.integers(len(masks))]
        brush, box = placed(brushes[rng.integers(len(brushes))], on_the_border(masks[roi], rng), annotation.shape)
        strokes.append(Stroke(roi, brush, box, mode))
    return strokes
