"""Masks of one series from NIfTI files: one combined file, or one file a ROI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from ..annotation.mask import Mask
from ..errors import ExchangeError, Remedy
from ..images.nifti import ImageInfo, read_frames, read_header, read_in_parts
from ..project.roi import ROI
from .grids import Placement, grid_mismatch, place_on_grid
from .imported import ImportedMasks, require_roi
from .label_meaning import listed, refuse_values, rois_of_values
from .label_volume import as_whole_numbers, masks_of_labels, number_labels, refuse_colours, values_of
from .naming import image_stem


def import_combined(
    path: Path,
    image: ImageInfo,
    rois: Sequence[ROI],
    *,
    mapping: Mapping[int, str] | None = None,
    frame: int | None = None,
    leave_out_unknown: bool = False,
) -> ImportedMasks:
    """Read a file whose voxels hold ROI values, or their OR where ROI overlap.

    rois : the project's template
    mapping : ROI id by value; without it the template's values hold
    frame : the image's frame that a 3D mask belongs to, where the image has several
    leave_out_unknown : values that no ROI has are left out and named in the findings, instead of refused

    ExchangeError for values that are no ROI's and for fractions, GeometryMismatch for another grid, ImageError for a
    damaged file.
    """
    masks: dict[tuple[str, int], Mask] = {}
    left_out: set[int] = set()
    info = read_header(path)
    placement = _placement(info, image)
    for number, labels in _frames(info, image, placement, frame):
        meaning, unknown = rois_of_values(path, number_labels(labels)[1][1:], rois, mapping)
        if unknown and not leave_out_unknown:
            refuse_values(path, unknown, rois, mapping)
        left_out.update(unknown)
        masks |= {(roi, number): mask for roi, mask in masks_of_labels(labels, meaning).items()}
    findings = _reordered(path, image, placement)
    if left_out:
        findings.append(f"{path}: {listed(sorted(left_out))} stand for no ROI and were left out.")
    return ImportedMasks(masks, tuple(findings))


def import_one_per_roi(
    paths: Sequence[Path],
    image: ImageInfo,
    rois: Sequence[ROI],
    *,
    mapping: Mapping[str, str] | None = None,
    frame: int | None = None,
) -> ImportedMasks:
    """Read files that hold one ROI each: what is not 0 is marked, and a file may hold no more than one value.

    mapping : the id or name of the ROI by file name without its ending; without it that stem is the id or name

    Errors as `import_combined`, and UnknownROI for a file that is no ROI's.
    """
    masks: dict[tuple[str, int], Mask] = {}
    findings: list[str] = []
    source_of: dict[str, Path] = {}
    for path in paths:
        stem = image_stem(path.name)
        roi = require_roi((mapping or {}).get(stem, stem), rois).id
        if roi in source_of:
            message = f"{source_of[roi]} and {path} are both masks of {roi}; leave one out."
            raise ExchangeError(message)
        source_of[roi] = path
        info = read_header(path)
        placement = _placement(info, image)
        for number, labels in _frames(info, image, placement, frame):
            _refuse_several_values(path, labels)
            masks[roi, number] = Mask.from_array(labels)
        findings += _reordered(path, image, placement)
    return ImportedMasks(masks, tuple(findings))


def values_in(path: Path) -> tuple[int, ...]:
    """The values but 0 that a mask file holds, sorted: for making a template of it, or asking what they stand for.

    Takes little memory, whatever the file's size.
    """
    info = read_header(path)
    refuse_colours(info)
    found: set[int] = set()
    for pixels in read_in_parts(info):
        found.update(values_of(as_whole_numbers(path, pixels)))
    return tuple(sorted(found - {0}))


def _placement(info: ImageInfo, image: ImageInfo) -> Placement:
    """How the file's voxels lie on the image's grid; GeometryMismatch unless they are the very same voxels."""
    source, target = info.geometry, image.geometry
    placement = place_on_grid(source.shape, source.affine_ijk_to_ras, target.affine_ijk_to_ras)
    if placement and placement.covers_exactly(target.shape):
        return placement
    raise grid_mismatch(info.path, source.shape, source.affine_ijk_to_ras, image)


def _frames(
    info: ImageInfo, image: ImageInfo, placement: Placement, frame: int | None
) -> Iterator[tuple[int, np.ndarray]]:
    """The file's frames as whole numbers in the image's index order, with the image's frame that each belongs to."""
    path = info.path
    refuse_colours(info)
    in_file, in_image = info.geometry.frames, image.geometry.frames
    if frame is not None and not 0 <= frame < in_image:
        message = f"{image.path} has no frame {frame}: its frames are 0 to {in_image - 1}."
        raise ExchangeError(message)
    if in_file not in (1, in_image) or (in_file > 1 and frame is not None):
        message = f"{path} has {in_file} frames, {image.path} {in_image}; give one mask file for each frame."
        raise ExchangeError(message)
    if in_file == 1 and in_image > 1 and frame is None:
        message = f"{image.path} has {in_image} frames and {path} has one; say which frame it belongs to."
        raise ExchangeError(message, remedies=(Remedy.FRAME,))
    for number, pixels in enumerate(read_frames(info), start=frame or 0):
        yield number, placement.reorder(as_whole_numbers(path, pixels))


def _refuse_several_values(path: Path, labels: np.ndarray) -> None:
    values = number_labels(labels)[1]
    if len(values) > 2:
        message = f"{path} holds {len(values) - 1} values besides 0; it is a combined file, import it as one."
        raise ExchangeError(message)


def _reordered(path: Path, image: ImageInfo, placement: Placement) -> list[str]:
    if placement.same_order:
        return []
    return [f"{path}: its axes run in another order or direction than those of {image.path}; voxels were reordered."]
