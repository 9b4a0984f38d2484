"""The mask files of one series, on the image's grid and under the image's own header."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ..images.byte_source import is_gzip_name
from ..images.export_header import mask_image_bytes, narrowest_dtype
from ..progress import CancelToken
from .combined import all_combinations, combine, refuse_inexact, type_for
from .description import MaskFilesWritten
from .export_paths import ExportPaths
from .items import ExportItem
from .roi_rows import ROIRow

Write = Callable[[Path, bytes], None]


def write_combined(
    item: ExportItem,
    rows: Sequence[ROIRow],
    value_of: Mapping[str, int],
    paths: ExportPaths,
    *,
    force: bool,
    write: Write,
) -> MaskFilesWritten:
    """Write one file whose voxels hold the OR of the values of their ROI.

    value_of : the values of all ROI of the project. ExchangeError if the numbers could not be read back, unless forced.
    """
    geometry = item.image.geometry
    masks = [(row.roi.id, frame.frame, frame.mask) for row in rows for frame in row.frames]
    dtype = type_for([(roi, mask) for roi, _, mask in masks], value_of)
    values = np.zeros((*geometry.shape, geometry.frames), dtype, order="F")
    frames = []
    for number in range(geometry.frames):
        here = [(roi, mask) for roi, frame, mask in masks if frame == number]
        if here:
            frames.append(combine(here, value_of, geometry.shape, dtype))
            values[..., number] = frames[-1].array
    combinations = all_combinations(frames)
    if not force:
        refuse_inexact(combinations, value_of)
    compressed = is_gzip_name(paths.combined)
    write(paths.combined, mask_image_bytes(item.image, values, compressed=compressed))
    file_of = {row.roi.id: paths.combined for row in rows}
    return MaskFilesWritten("combined", file_of, {paths.combined: narrowest_dtype(values)}, combinations)


def write_one_per_roi(
    item: ExportItem, rows: Sequence[ROIRow], paths: ExportPaths, *, write: Write, cancel: CancelToken
) -> MaskFilesWritten:
    """Write a file of 0 and 1 for each ROI that somebody looked at; one that nobody looked at has no file."""
    geometry = item.image.geometry
    file_of: dict[str, Path] = {}
    for row in rows:
        if not row.looked_at:
            continue
        cancel.check()
        voxels = np.zeros((*geometry.shape, geometry.frames), bool, order="F")
        for frame in row.frames:
            if frame.mask.extent:
                voxels[(*frame.mask.extent.slices(), frame.frame)] = frame.mask.voxels
        path = paths.roi(row.roi.id)
        write(path, mask_image_bytes(item.image, voxels))
        file_of[row.roi.id] = path
    return MaskFilesWritten("one file a ROI", file_of, dict.fromkeys(file_of.values(), np.dtype(np.uint8)))
