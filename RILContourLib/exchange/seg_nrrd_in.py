"""The segments of a Slicer segmentation as masks of a series, and as a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..annotation.extent import Extent
from ..annotation.mask import Mask
from ..errors import ExchangeError, Remedy
from ..images.nifti import ImageInfo
from ..project.roi import ROI
from ..project.template import rois_from_rows
from .grids import Placement, grid_mismatch, place_on_grid
from .imported import ImportedMasks, find_roi, require_roi
from .seg_nrrd import Segment, Segmentation, read_seg_nrrd


def import_segmentation(
    path: Path,
    image: ImageInfo,
    rois: Sequence[ROI],
    *,
    mapping: Mapping[str, str] | None = None,
    frame: int = 0,
    leave_out_unknown: bool = False,
) -> ImportedMasks:
    """Read a .seg.nrrd file onto the image's grid; it may be a crop of that grid, and its segments may overlap.

    mapping : ROI id or name by segment id or name; segments without an entry go to the ROI of that name or id, else to
        the only one with the same coded terms
    leave_out_unknown : segments that are no ROI's are left out and named in the findings, instead of refused

    GeometryMismatch if the file's voxels are not voxels of the image; ExchangeError for segments that are no ROI's and
    for several that are one ROI's. Voxels outside the image are left out and counted in the findings.
    """
    segmentation = read_seg_nrrd(path)
    roi_of, findings = _rois_of_segments(segmentation, rois, mapping or {}, leave_out_unknown)
    masks = {(roi, frame): Mask.empty(image.geometry.shape) for roi in roi_of.values()}
    if not segmentation.has_voxels:
        return ImportedMasks(masks, (*findings, f"{path} holds no voxels: its segments are empty."))
    placement = _placement(segmentation, image)
    for segment in segmentation.segments:
        if segment.id not in roi_of:
            continue
        mask, outside = _paste(segmentation, segment, placement, image)
        masks[roi_of[segment.id], frame] = mask
        if outside:
            findings.append(f"{path}: {outside} voxels of {segment.name!r} lie outside the image and were left out.")
    return ImportedMasks(masks, tuple(findings))


def template_from_segments(
    segments: Sequence[Segment], existing: Sequence[ROI] = (), *, powers_of_two: bool = False
) -> tuple[ROI, ...]:
    """An ROI for each segment, with its name, colour and coded terms; to be added to the template `existing`.

    Values are the segments' label values where these are unique, else 1, 2, 3, …; or powers of two, for segments that
    overlap.
    """
    values = [segment.label_value for segment in segments]
    taken = {roi.value for roi in existing}
    keep = not powers_of_two and len(set(values)) == len(values) and not taken.intersection(values) and min(values) > 0
    rows = [
        {"name": segment.name, "color": segment.color, "value": str(segment.label_value) if keep else ""}
        for segment in segments
    ]
    rois = rois_from_rows(rows, existing, powers_of_two=powers_of_two)
    return tuple(replace(roi, codes=each.terminology.codes) for roi, each in zip(rois, segments, strict=True))


def _rois_of_segments(
    segmentation: Segmentation, rois: Sequence[ROI], mapping: Mapping[str, str], leave_out_unknown: bool
) -> tuple[dict[str, str], list[str]]:
    """ROI ids by segment id, and sentences about what was left out."""
    roi_of: dict[str, str] = {}
    unknown = []
    for segment in segmentation.segments:
        roi = _roi_of_segment(segment, rois, mapping)
        if roi is None:
            unknown.append(repr(segment.name))
        elif roi.id in roi_of.values():
            message = (
                f"{segmentation.path}: {segment.name!r} and another segment are both {roi.id}; "
                "give a mapping from segment to ROI."
            )
            raise ExchangeError(message, remedies=(Remedy.MAP_SEGMENTS,))
        else:
            roi_of[segment.id] = roi.id
    if unknown and not leave_out_unknown:
        message = (
            f"{segmentation.path} has the segments {', '.join(unknown)}, which are no ROI of the project; "
            "give a mapping from segment to ROI, add them to the project, or leave them out."
        )
        raise ExchangeError(message, remedies=(Remedy.MAP_SEGMENTS, Remedy.LEAVE_OUT_UNKNOWN))
    left_out = f"{segmentation.path}: the segments {', '.join(unknown)} are no ROI of the project and were left out."
    return roi_of, [left_out] if unknown else []


def _roi_of_segment(segment: Segment, rois: Sequence[ROI], mapping: Mapping[str, str]) -> ROI | None:
    mapped = mapping.get(segment.id) or mapping.get(segment.name)
    if mapped:
        return require_roi(mapped, rois)
    named = find_roi(segment.name, rois) or find_roi(segment.id, rois)
    if named:
        return named
    terms = [(code.scheme, code.value) for code in segment.terminology.codes]
    same_terms = [roi for roi in rois if terms and [(code.scheme, code.value) for code in roi.codes] == terms]
    return same_terms[0] if len(same_terms) == 1 else None


def _placement(segmentation: Segmentation, image: ImageInfo) -> Placement:
    affine = segmentation.affine_ijk_to_ras
    placement = place_on_grid(segmentation.shape, affine, image.geometry.affine_ijk_to_ras)
    if placement is None:
        raise grid_mismatch(segmentation.path, segmentation.shape, affine, image)
    return placement


def _paste(segmentation: Segmentation, segment: Segment, placement: Placement, image: ImageInfo) -> tuple[Mask, int]:
    """The segment on the image's grid, and how many of its voxels lie outside."""
    voxels = placement.reorder(segmentation.voxels(segment))
    shape = image.geometry.shape
    box = Extent((0, 0, 0), placement.shape).shifted(placement.start)
    inside = box.intersection(Extent.whole(shape))
    if inside is None:
        return Mask.empty(shape), int(voxels.sum())
    mask = Mask.from_crop(shape, inside.start, voxels[inside.slices(placement.start)])
    return mask, int(voxels.sum()) - mask.count
