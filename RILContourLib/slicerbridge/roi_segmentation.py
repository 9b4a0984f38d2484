"""The area ROI of one frame as the segments of a node: a view of the annotation, which stays the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.block import Block
from ..annotation.detection import ShellCopy, changed_extents
from ..annotation.extent import Extent
from ..annotation.mask import Mask
from ..annotation.mask_buffer import MaskBuffer
from ..project.definitions import Definitions
from .geometry import DisplayGeometry
from .nodes import NOT_LISTED, add_node, remove_with_displays
from .requirements import slicer
from .segment_masks import LABEL, LABELMAP, SURFACE, new_labelmap, raw_block
from .segment_properties import put_properties

_NOTHING = Block.unmarked(Extent((0, 0, 0), (1, 1, 1)))  # any box will do for a segment without voxels


class ROISegmentation:
    """One segment an area ROI, in the template's order, its id the ROI's; each alone in its layer, never shared.

    node : a vtkMRMLSegmentationNode; all its segments are taken over
    geometry : of the volume that is shown; `definitions` and `annotation` as they are open; `frame` is the one shown
    """

    def __init__(
        self,
        node: slicer.vtkMRMLSegmentationNode,
        volume_node: slicer.vtkMRMLVolumeNode,
        geometry: DisplayGeometry,
        definitions: Definitions,
        annotation: Annotation,
        *,
        frame: int = 0,
    ) -> None:
        self.node = node
        self.segmentation: slicer.vtkSegmentation = node.GetSegmentation()
        self.geometry = geometry
        self.rois = {roi.id: roi for roi in definitions.rois if roi.kind == "area"}
        self.definitions = definitions
        self.annotation = annotation
        self.frame = frame
        self._unmarked = MaskBuffer(Mask.empty(annotation.shape))
        self._touched: set[str] = set()
        node.SetReferenceImageGeometryParameterFromVolumeNode(volume_node)
        self._fill()

    @staticmethod
    def create(
        scene: slicer.vtkMRMLScene,
        volume_node: slicer.vtkMRMLVolumeNode,
        geometry: DisplayGeometry,
        definitions: Definitions,
        annotation: Annotation,
        *,
        frame: int = 0,
        name: str = "ROI",
    ) -> ROISegmentation:
        """In a new node of the scene, with display nodes."""
        node = slicer.vtkMRMLSegmentationNode()
        node.SetName(name)
        node.SetAttribute(NOT_LISTED, "1")
        add_node(scene, node)
        node.CreateDefaultDisplayNodes()
        node.GetDisplayNode().SetSaveWithScene(False)
        return ROISegmentation(node, volume_node, geometry, definitions, annotation, frame=frame)

    def remove(self) -> None:
        """Take the node and its display nodes out of the scene, if they are still in it."""
        scene = self.node.GetScene()
        if scene:
            remove_with_displays(scene, self.node)

    def _fill(self) -> None:
        # Inside StartModify nobody looks at each of the segments as it comes: ten times as fast.
        with self._modified_once():
            self.segmentation.RemoveAllSegments()
            self.segmentation.SetSourceRepresentationName(LABELMAP)
            for roi in self.rois:
                self.add_segment(roi)

    def add_segment(self, roi: str) -> None:
        """Add the segment of an ROI, with what the annotation says, as the last one."""
        segment = slicer.vtkSegment()
        segment.SetLabelValue(LABEL)
        put_properties(segment, self.rois[roi], self.annotation.roi(roi))
        segment.AddRepresentation(LABELMAP, self._accepted_labelmap(roi))
        self.segmentation.AddSegment(segment, roi)

    def _accepted_labelmap(self, roi: str) -> slicer.vtkOrientedImageData:
        mask = self.annotation.mask(roi, self.frame)
        return new_labelmap(self.geometry, Block(mask.extent, mask.voxels) if mask.extent else None)

    # Reading

    def segment(self, roi: str) -> slicer.vtkSegment | None:
        return self.segmentation.GetSegment(roi)

    def labelmap(self, roi: str) -> slicer.vtkOrientedImageData | None:
        """The image of an ROI's segment; None if the segment or its labelmap is gone."""
        segment = self.segment(roi)
        return segment.GetRepresentation(LABELMAP) if segment else None

    def raw(self, roi: str) -> Block | None:
        """The numbers of an ROI's segment by file ijk, a view of the node's memory; None without voxels."""
        image = self.labelmap(roi)
        return raw_block(self.geometry, image) if image else None

    def marked(self, roi: str) -> Block | None:
        """The voxels that an ROI's segment marks: their extent in the file, and bool (i, j, k); None without any."""
        raw = self.raw(roi)
        whole = raw and Block(raw.box, raw.voxels == LABEL)
        extent = whole and whole.marked()
        return whole.within(extent) if whole and extent else None

    def changed(self, rois: Iterable[str]) -> dict[str, Extent]:
        """The smallest box of the file in which a segment is not what the annotation says; of those where it is not."""
        compared = list(rois)
        boxes = changed_extents([self._copy_of(roi) for roi in compared])
        return {roi: box for roi, box in zip(compared, boxes, strict=True) if box}

    def _copy_of(self, roi: str) -> ShellCopy:
        raw = self.raw(roi) or _NOTHING
        return ShellCopy(self.annotation.roi(roi).buffers.get(self.frame, self._unmarked), raw.box, raw.voxels)

    def read(self, roi: str, box: Extent) -> np.ndarray:
        """The numbers of an ROI's segment in a box of the file, uint8 (i, j, k), 0 beyond its image.

        A view of the node's memory where the image holds the box: do not write into it.
        """
        raw = self.raw(roi)
        if raw and raw.box.contains(box):
            return raw.within(box).voxels
        voxels = np.zeros(box.shape, np.uint8, order="F")
        if raw:
            Block(box, voxels).paste(raw)
        return voxels

    # Writing

    def show(self, annotation: Annotation, frame: int) -> None:
        """Show another annotation on the same grid, or another frame, by what is different."""
        self.annotation, self.frame = annotation, frame
        changed = self.changed(self.rois)
        with self.changing():
            for roi, box in changed.items():
                self.write(roi, box, annotation.read(roi, box, frame))
        self.show_properties(self.rois)

    def show_properties(self, rois: Iterable[str]) -> bool:
        """Show names, colours, status and locks; whether a name or a colour was another."""
        different = False
        for roi in rois:
            segment = self.segment(roi)
            if segment:
                different |= put_properties(segment, self.rois[roi], self.annotation.roi(roi))
        return different

    def write(self, roi: str, box: Extent, voxels: np.ndarray) -> None:
        """Make an ROI's segment mark these voxels of a box, bool (i, j, k); only inside `changing`.

        Costs what the box costs, unless voxels beyond the segment's image need a larger one.
        """
        if self.segment(roi) is None:  # taken away just now; whoever puts it back shows the annotation
            return
        raw = self.raw(roi)
        marked = Block(box, voxels).marked()
        if marked and not (raw and raw.box.contains(marked)):
            raw = self._grown(roi, raw, marked)
        if raw:
            raw.paste(Block(box, voxels))
            self._touched.add(roi)

    def _grown(self, roi: str, raw: Block | None, marked: Extent) -> Block:
        """The numbers of the segment in an image that has room for more."""
        image = new_labelmap(self.geometry, Block.unmarked(raw.box.union(marked) if raw else marked))
        grown = raw_block(self.geometry, image)
        assert grown is not None
        if raw:
            grown.paste(raw)
        self.replace_labelmap(roi, image)
        return grown

    def restore_labelmap(self, roi: str) -> None:
        """Give an ROI's segment an image of what the annotation says; only inside `changing`."""
        self.replace_labelmap(roi, self._accepted_labelmap(roi))

    def replace_labelmap(self, roi: str, image: slicer.vtkOrientedImageData) -> None:
        """Give an ROI's segment another image, which is its alone; only inside `changing`."""
        segment = self.segment(roi)
        if segment:
            segment.SetLabelValue(LABEL)
            segment.AddRepresentation(LABELMAP, image)
            self._touched.add(roi)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Collect what `write` and `replace_labelmap` change, and tell those who show it once, at the end."""
        with self._modified_once():
            try:
                yield
            finally:
                touched, self._touched = self._touched, set()
                for roi in touched:
                    self._tell(roi)
                self._convert_surfaces(touched)

    def _tell(self, roi: str) -> None:
        # Not image.Modified(): vtkSegmentation would drop the 3D surfaces of all segments.
        image = self.labelmap(roi)
        if image:
            image.GetPointData().GetScalars().Modified()
            for event in (self.segmentation.SourceRepresentationModified, self.segmentation.RepresentationModified):
                self.segmentation.InvokeEvent(event, roi)

    def _convert_surfaces(self, rois: Iterable[str]) -> None:
        """Where 3D surfaces are shown, make those of some ROI anew; the others' are kept."""
        shown = [segment for roi in rois if (segment := self.segment(roi)) and segment.GetRepresentation(SURFACE)]
        for segment in shown:
            segment.RemoveRepresentation(SURFACE)
        if shown:
            self.segmentation.CreateRepresentation(SURFACE)

    @contextmanager
    def _modified_once(self) -> Iterator[None]:
        was_modifying = self.node.StartModify()
        try:
            yield
        finally:
            self.node.EndModify(was_modifying)
