"""What holds for the segments as a whole: the project's template is fixed, and each ROI has a layer of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..annotation.block import Block
from .requirements import slicer
from .roi_segmentation import ROISegmentation
from .segment_masks import LABEL, LABELMAP, is_plain, marked_block, new_labelmap

_REFERENCE = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()


class SegmentTimes(NamedTuple):
    """When a segment and its image were modified last (VTK's counter); `image` is None without one."""

    segment: int
    image: int | None


@dataclass(frozen=True)
class Repair:
    """What was put right, a sentence each; the voxels that segments had which are no ROI; the times afterwards."""

    sentences: tuple[str, ...]
    foreign: tuple[Block, ...]
    times: dict[str, SegmentTimes]


class SegmentStructure:
    """Puts right what effects or scripts did to the segments, but not the voxels of the ROI: those are judged.

    Most strokes change an image only. Then nothing but that image is looked at.
    """

    def __init__(self, segments: ROISegmentation) -> None:
        self._segments = segments
        self._right: dict[str, SegmentTimes] = {}  # as of the last repair
        self._reference_geometry = self._segmentation.GetConversionParameter(_REFERENCE)

    @property
    def _segmentation(self) -> slicer.vtkSegmentation:
        return self._segments.segmentation

    def repair(self) -> Repair:
        """Put the structure right; only inside `ROISegmentation.changing`."""
        sentences = list(self._restore_representation())
        foreign: list[Block] = []
        times = self._times()
        if not self._has_right_segments(times):
            self._separate(list(times))
            foreign = [voxels for segment in self._foreign() if (voxels := self._marked(segment))]
            sentences += self._restore_template()
            times = self._times()
        elif self._separate([roi for roi in times if times[roi] != self._right[roi]]):
            times = self._times()
        self._right = times
        return Repair(tuple(sentences), tuple(foreign), times)

    def _times(self) -> dict[str, SegmentTimes]:
        """Of all segments, in their order."""
        times = {}
        for segment_id in self._segmentation.GetSegmentIDs():
            segment = self._segmentation.GetSegment(segment_id)
            image = segment.GetRepresentation(LABELMAP)
            times[segment_id] = SegmentTimes(segment.GetMTime(), image.GetMTime() if image else None)
        return times

    def _has_right_segments(self, times: dict[str, SegmentTimes]) -> bool:
        """Whether no segment came, went, moved, or was itself modified since the last repair."""
        if tuple(times) != tuple(self._segments.rois):
            return False
        right = self._right
        return all(roi in right and right[roi].segment == each.segment and each.image for roi, each in times.items())

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

    def _separate(self, rois: list[str]) -> bool:
        """An image of unsigned bytes on the node's grid for each ROI alone, cropped: never a copy of the whole grid.

        Whether any had to be made. Images can only be shared by segments that were modified: all of `rois` then.
        """
        images = {segment_id: self._image(segment_id) for segment_id in rois}
        holders = Counter(id(image) for image in images.values() if image)
        separated = False
        for roi, image in images.items():
            if image is None or roi not in self._segments.rois:
                continue
            alone = holders[id(image)] == 1 and self._segmentation.GetSegment(roi).GetLabelValue() == LABEL
            if not (alone and is_plain(self._segments.geometry, image)):
                own = new_labelmap(self._segments.geometry, self._marked(roi))
                self._segments.replace_labelmap(roi, own)
                separated = True
        return separated

    def _foreign(self) -> list[str]:
        return [each for each in self._segmentation.GetSegmentIDs() if each not in self._segments.rois]

    def _image(self, segment_id: str) -> slicer.vtkOrientedImageData | None:
        return self._segmentation.GetSegment(segment_id).GetRepresentation(LABELMAP)

    def _marked(self, segment_id: str) -> Block | None:
        image = self._image(segment_id)
        label = self._segmentation.GetSegment(segment_id).GetLabelValue()
        return marked_block(self._segments.geometry, image, label) if image else None

    def _restore_template(self) -> Iterator[str]:
        """The segments of the project and no others, in its order, with its names and colours."""
        for segment_id in self._foreign():
            name = self._segmentation.GetSegment(segment_id).GetName()
            self._segmentation.RemoveSegment(segment_id)
            yield f'The project has no ROI "{name}", so the segment was removed; add the ROI to the project first.'
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
        if self._segments.show_properties(order):
            yield "Names and colours of ROI are those of the project: change them there."
