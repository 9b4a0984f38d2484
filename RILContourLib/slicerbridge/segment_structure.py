"""What holds for the segments as a whole: the project's template is fixed, and each ROI has a layer of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..annotation.block import Block
from .requirements import slicer
from .roi_segmentation import ROISegmentation
from .segment_masks import LABEL, LABELMAP, is_plain, marked_block, new_labelmap

_REFERENCE = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()


@dataclass(frozen=True)
class Repair:
    """What was put right: a sentence each, and the voxels that segments had which are no ROI of the template."""

    sentences: tuple[str, ...] = ()
    foreign: tuple[Block, ...] = ()


class SegmentStructure:
    """Puts right what effects or scripts did to the segments, but not the voxels of the ROI: those are judged."""

    def __init__(self, segments: ROISegmentation) -> None:
        self._segments = segments
        self._plain_at: dict[str, int] = {}  # MTime of an image that was found to be plain
        self._reference_geometry = self._segmentation.GetConversionParameter(_REFERENCE)

    @property
    def _segmentation(self) -> slicer.vtkSegmentation:
        return self._segments.segmentation

    def repair(self) -> Repair:
        """Put the structure right; only inside `ROISegmentation.changing`."""
        sentences = list(self._restore_representation())
        self._separate_layers()
        foreign = [
            segment_id for segment_id in self._segmentation.GetSegmentIDs() if segment_id not in self._segments.rois
        ]
        blocks = [block for segment_id in foreign if (block := self._marked(segment_id))]
        sentences += [self._remove(segment_id) for segment_id in foreign]
        sentences += self._restore_missing()
        if self._segments.show_properties(self._segments.rois):
            sentences.append("Names and colours of ROI are those of the project: change them there.")
        return Repair(tuple(sentences), tuple(blocks))

    def _restore_representation(self) -> Iterator[str]:
        """The node's segmentation, its source representation and its reference geometry."""
        node, segmentation = self._segments.node, self._segmentation
        if node.GetSegmentation() is not segmentation:
            node.SetAndObserveSegmentation(segmentation)
            yield "The segmentation of an open series cannot be exchanged; import masks into the project instead."
        if segmentation.GetSourceRepresentationName() != LABELMAP:
            segmentation.SetSourceRepresentationName(LABELMAP)
            yield "ROI are kept as voxels; surfaces can be shown, but not edited."
        if segmentation.GetConversionParameter(_REFERENCE) != self._reference_geometry:
            segmentation.SetConversionParameter(_REFERENCE, self._reference_geometry)
            yield "ROI are kept on the grid of their image, which cannot be changed."

    def _separate_layers(self) -> None:
        """An image of unsigned bytes on the node's grid for each ROI alone, cropped: never a copy of the whole grid."""
        images = {segment_id: self._image(segment_id) for segment_id in self._segmentation.GetSegmentIDs()}
        holders = [id(image) for image in images.values() if image]
        for roi, image in images.items():
            if image is None or roi not in self._segments.rois:
                continue
            alone = holders.count(id(image)) == 1 and self._segmentation.GetSegment(roi).GetLabelValue() == LABEL
            if not (alone and self._is_plain(roi, image)):
                own = new_labelmap(self._segments.geometry, self._marked(roi))
                self._segments.replace_labelmap(roi, own)

    def _is_plain(self, roi: str, image: slicer.vtkOrientedImageData) -> bool:
        modified = image.GetMTime()
        if self._plain_at.get(roi) != modified and is_plain(self._segments.geometry, image):
            self._plain_at[roi] = modified
        return self._plain_at.get(roi) == modified

    def _image(self, segment_id: str) -> slicer.vtkOrientedImageData | None:
        return self._segmentation.GetSegment(segment_id).GetRepresentation(LABELMAP)

    def _marked(self, segment_id: str) -> Block | None:
        image = self._image(segment_id)
        label = self._segmentation.GetSegment(segment_id).GetLabelValue()
        return marked_block(self._segments.geometry, image, label) if image else None

    def _remove(self, segment_id: str) -> str:
        name = self._segmentation.GetSegment(segment_id).GetName()
        self._segmentation.RemoveSegment(segment_id)
        return f'The project has no ROI "{name}", so the segment was removed; add the ROI to the project first.'

    def _restore_missing(self) -> Iterator[str]:
        for roi, definition in self._segments.rois.items():
            if self._segments.segment(roi) is None:
                self._segments.add_segment(roi)
                yield f"{definition.name} belongs to the project and was put back; erase its voxels to empty it."
            elif self._segments.labelmap(roi) is None:
                self._segments.restore_labelmap(roi)
        order = list(self._segments.rois)
        if list(self._segmentation.GetSegmentIDs()) != order:
            self._segmentation.ReorderSegments(order)
            yield "The order of the ROI is that of the project."
