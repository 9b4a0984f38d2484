"""What a segment shows of its ROI beside the voxels: name, colour, status and lock."""

from __future__ import annotations

from collections.abc import Iterator

from vtkmodules.vtkCommonCore import reference

from ..annotation.annotation import ROIAnnotation
from ..annotation.changes import Status
from ..project.roi import ROI
from .requirements import slicer

STATUS_TAG = "RILContour.Status"  # one of ours: unseen, absent, in progress, complete
LOCK_TAG = "RILContour.Lock"  # locked or open
SLICER_STATUS_TAG = "Segmentation.Status"  # what Slicer's table of segments shows and filters by
_SLICER_STATUS: dict[Status, str] = {
    "unseen": "notstarted",
    "absent": "completed",
    "in progress": "inprogress",
    "complete": "completed",
}


def segment_color(roi: ROI) -> tuple[float, float, float]:
    """The ROI's colour as red, green and blue from 0 to 1."""
    red, green, blue = (int(roi.color[first : first + 2], 16) / 255 for first in (1, 3, 5))
    return red, green, blue


def put_properties(segment: slicer.vtkSegment, roi: ROI, held: ROIAnnotation) -> bool:
    """Make the segment show what the template and the annotation say; whether its name or colour was another.

    Tags are silently put right: Slicer itself notes that a segment which is painted on is in progress.
    """
    named = segment.GetName() == roi.name
    coloured = tuple(segment.GetColor()) == segment_color(roi)
    if not named:
        segment.SetName(roi.name)
    if not coloured:
        segment.SetColor(*segment_color(roi))
    for tag, value in _different_tags(segment, held):
        segment.SetTag(tag, value)
    return not (named and coloured)


def _different_tags(segment: slicer.vtkSegment, held: ROIAnnotation) -> Iterator[tuple[str, str]]:
    wanted = {
        STATUS_TAG: held.status,
        LOCK_TAG: "locked" if held.locked else "open",
        SLICER_STATUS_TAG: _SLICER_STATUS[held.status],
    }
    for tag, value in wanted.items():
        present = reference("")
        if not segment.GetTag(tag, present) or present.get() != value:
            yield tag, value
