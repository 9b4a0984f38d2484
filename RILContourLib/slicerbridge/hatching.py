"""Masks as stripes of voxels, for what is no part of the annotation: MRML itself can only fill and outline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.extent import Extent

STRIPE_VOXELS = 2
_MOST_ROI = 255


def hatched(annotation: Annotation, rois: Sequence[str], frame: int) -> tuple[np.ndarray, tuple[int, int, int]] | None:
    """Every second stripe of the masks of a frame; the stripes are oblique in each of the image's three planes.

    Returns a box of the image, uint8 (ni', nj', nk'), which holds the number of an ROI in `rois`, from 1 on, where a
    stripe of it is (of several the last one's) and 0 elsewhere, and its first voxel. None if nothing is marked. ROI
    beyond the 255th are left out.
    """
    masks = [annotation.mask(roi, frame) for roi in rois[:_MOST_ROI]]
    extents = [mask.extent for mask in masks if mask.extent]
    if not extents:
        return None
    box = reduce(Extent.union, extents)
    found = np.zeros(box.shape, np.uint8, order="F")
    for number, mask in enumerate(masks, start=1):
        if mask.extent:
            np.copyto(found[mask.extent.slices(box.start)], number, where=mask.voxels, casting="unsafe")
    found *= _stripes(box)
    return found, box.start


def _stripes(box: Extent) -> np.ndarray:
    """bool in Fortran order: where in the image the stripes are, whichever box of it is looked at."""
    # Only where in the pattern a voxel is matters, which a byte holds: half a second less for a large draft.
    i, j, k = (
        (np.arange(*bounds) % (2 * STRIPE_VOXELS)).astype(np.uint8) for bounds in zip(box.start, box.stop, strict=True)
    )
    across_kji = k[:, np.newaxis, np.newaxis] + j[:, np.newaxis] + i
    return (across_kji // STRIPE_VOXELS % 2 == 0).T
