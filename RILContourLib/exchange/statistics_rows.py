"""ROI statistics as rows: of the volume, of each slice, and the histograms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..images.pixels import read_frames, read_pixels
from ..metrics.roi_statistics import PERCENTILES, Pixels, ROIStatistics, roi_statistics
from .items import ExportItem
from .roi_rows import FrameRow, ROIRow
from .table import Row

NUMBER_COLUMNS = (
    *("voxels", "volume_ml", "valued_voxels", "mean", "sd", "minimum"),
    *(f"p{rank}" for rank in PERCENTILES),
    *("maximum", "note"),
)
VOLUME_COLUMNS = ("roi", "name", "frame", "status", *NUMBER_COLUMNS, "makers")
SLICE_COLUMNS = ("roi", "name", "frame", "slice_axis", "slice", *NUMBER_COLUMNS, "makers")
HISTOGRAM_COLUMNS = ("roi", "name", "frame", "from", "to", "voxels")


def frames_with_voxels(item: ExportItem, rows: Sequence[ROIRow]) -> dict[int, np.ndarray]:
    """The pixels of each frame on which an ROI has voxels, scaled, by frame."""
    needed = {each.frame for row in rows for each in row.frames}
    if len(needed) <= 1:
        return {frame: read_pixels(item.image, frame) for frame in needed}
    return {frame: pixels for frame, pixels in enumerate(read_frames(item.image)) if frame in needed}


def volume_rows(item: ExportItem, rows: Sequence[ROIRow], pixels: Mapping[int, Pixels]) -> Iterator[Row]:
    """A row of VOLUME_COLUMNS for each ROI and frame; an ROI nobody looked at has one row without numbers."""
    for row in rows:
        head = (row.roi.id, row.roi.name)
        for each in row.frames:
            found = _statistics(item, each, pixels)
            yield (*head, each.frame, row.status, *_numbers(found), "; ".join(sorted(each.makers)))
        if not row.frames:
            count = 0 if row.looked_at else None
            nothing = [None] * (len(NUMBER_COLUMNS) - 3)
            yield (*head, None, row.status, count, count, *nothing, "no voxel is marked", None)


def slice_rows(item: ExportItem, rows: Sequence[ROIRow], pixels: Mapping[int, Pixels]) -> Iterator[Row]:
    """A row of SLICE_COLUMNS for each slice along the annotation's slice axis that an ROI has voxels in."""
    axis = item.annotation.slice_axis
    for row in rows:
        for each in row.frames:
            makers = item.annotation.makers(row.roi.id, each.frame)
            for number in np.flatnonzero(slice_counts(each, axis)).tolist():
                found = _statistics(item, each, pixels, axis, number)
                who = "; ".join(sorted(makers.of_slice(number)))
                yield (row.roi.id, row.roi.name, each.frame, axis, number, *_numbers(found), who)


def histogram_rows(item: ExportItem, rows: Sequence[ROIRow], pixels: Mapping[int, Pixels]) -> Iterator[Row]:
    """A row of HISTOGRAM_COLUMNS for each bin of each ROI and frame."""
    for row in rows:
        for each in row.frames:
            histogram = _statistics(item, each, pixels).histogram
            if histogram:
                bins = zip(histogram.edges, histogram.edges[1:], histogram.counts, strict=False)
                yield from ((row.roi.id, row.roi.name, each.frame, *one_bin) for one_bin in bins)


def slice_counts(row: FrameRow, axis: int) -> np.ndarray:
    """How many voxels are marked in each slice of the image along an axis."""
    mask = row.mask
    counts = np.zeros(mask.shape[axis], np.int64)
    if mask.extent:
        others = tuple(other for other in range(3) if other != axis)
        counts[mask.extent.slices()[axis]] = mask.voxels.sum(axis=others)
    return counts


def _statistics(
    item: ExportItem,
    row: FrameRow,
    pixels: Mapping[int, Pixels],
    axis: int | None = None,
    number: int | None = None,
) -> ROIStatistics:
    return roi_statistics(
        row.mask,
        pixels.get(row.frame),
        item.image.geometry.voxel_volume_ml,
        slice_axis=axis,
        slice_number=number,
    )


def _numbers(found: ROIStatistics) -> Row:
    """The cells of NUMBER_COLUMNS."""
    ranks = (found.percentiles.get(rank) for rank in PERCENTILES)
    counts = (found.voxels, round(found.volume_ml, 6), found.valued_voxels)
    return (*counts, found.mean, found.sd, found.minimum, *ranks, found.maximum, found.note or None)
