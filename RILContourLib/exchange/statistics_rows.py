"""ROI statistics as rows: of the volume, of each slice, and the histograms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..annotation.extent import Extent
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


class CroppedFrame:
    """The part of a frame round its ROI, read with the indices of the whole frame: of many frames little is kept."""

    def __init__(self, pixels: np.ndarray, around: Extent) -> None:
        self.shape = pixels.shape
        self._start = around.start
        self._held = pixels[around.slices()].copy()

    def __getitem__(self, box: tuple[slice, slice, slice], /) -> np.ndarray:
        """Voxels of a box inside the part that is kept."""
        inside = (slice(part.start - at, part.stop - at) for part, at in zip(box, self._start, strict=True))
        return self._held[tuple(inside)]


def frames_with_voxels(item: ExportItem, rows: Sequence[ROIRow]) -> dict[int, Pixels]:
    """The pixels round the ROI of each frame on which there are any, scaled, by frame; the file is read once."""
    around: dict[int, Extent] = {}
    for each in (frame for row in rows for frame in row.frames):
        if each.mask.extent:
            present = around.get(each.frame)
            around[each.frame] = present.union(each.mask.extent) if present else each.mask.extent
    if len(around) <= 1:
        return {frame: CroppedFrame(read_pixels(item.image, frame), box) for frame, box in around.items()}
    pixels = enumerate(read_frames(item.image))
    return {frame: CroppedFrame(held, around[frame]) for frame, held in pixels if frame in around}


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
