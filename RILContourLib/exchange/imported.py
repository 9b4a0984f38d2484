"""What an import found, before anybody decides what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.mask import Mask
from ..errors import UnknownROI
from ..project.findings import nearest
from ..project.roi import ROI


@dataclass(frozen=True)
class ImportedMasks:
    """Masks on the image's grid by (ROI id, frame), and sentences about what a person should know.

    A mask without a voxel says that the source speaks of the ROI and marks nothing; ROI of which it does not speak are
    not there. Nothing is changed by reading: see `replaced_by`.
    """

    masks: Mapping[tuple[str, int], Mask]
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replacement:
    """What putting an imported mask in place would do to voxels that are there: how many it takes away and adds."""

    roi: str
    frame: int
    present_voxels: int
    removed_voxels: int
    added_voxels: int


def replaced_by(imported: ImportedMasks, annotation: Annotation) -> tuple[Replacement, ...]:
    """The ROI and frames that hold voxels already and would be changed, so that nothing is replaced unasked."""
    found = []
    for (roi, frame), mask in imported.masks.items():
        present = annotation.mask(roi, frame)
        if present.extent is None or present.same_as(mask):
            continue
        common = present.extent.intersection(mask.extent) if mask.extent else None
        both = 0
        if common and mask.extent:
            inside_present = present.voxels[common.slices(present.extent.start)]
            inside_new = mask.voxels[common.slices(mask.extent.start)]
            both = int(np.count_nonzero(inside_present & inside_new))
        found.append(Replacement(roi, frame, present.count, present.count - both, mask.count - both))
    return tuple(found)


def find_roi(text: str, rois: Iterable[ROI]) -> ROI | None:
    """The ROI whose id, or else whose name (in any case), is `text`; None if there is none or are several."""
    rois = list(rois)
    by_id = [roi for roi in rois if roi.id == text]
    wanted = text.strip().casefold()
    named = by_id or [roi for roi in rois if wanted in (roi.name.casefold(), roi.id.casefold())]
    return named[0] if len(named) == 1 else None


def require_roi(text: str, rois: Sequence[ROI]) -> ROI:
    """The same, with UnknownROI that lists what there is."""
    roi = find_roi(text, rois)
    if roi is None:
        known = ", ".join(each.id for each in rois[:12]) + (", …" if len(rois) > 12 else "")
        near = nearest(text, [*(each.id for each in rois), *(each.name for each in rois)])
        message = f"The project has no ROI {text!r}{near}; it has {known or 'none'}."
        raise UnknownROI(message)
    return roi
