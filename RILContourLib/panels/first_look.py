"""Where one looks when a series is opened."""

from __future__ import annotations

from ..annotation.annotation import Annotation


def first_place(annotation: Annotation) -> tuple[int, int, int]:
    """The middle of the image; if that slice holds no ROI, the first that does, and the middle of that ROI across."""
    axis = annotation.slice_axis
    place = [(length - 1) // 2 for length in annotation.shape]
    found = [mask.extent for _roi, frame, mask in annotation.masks() if frame == 0 and mask.extent]
    if found and not any(box.start[axis] <= place[axis] < box.stop[axis] for box in found):
        box = min(found, key=lambda extent: extent.start[axis])
        place = [(first + stop - 1) // 2 for first, stop in zip(box.start, box.stop, strict=True)]
        place[axis] = box.start[axis]
    return place[0], place[1], place[2]
