"""Mending a drafted mask as its model asks: islands, holes, specks."""

from __future__ import annotations

import numpy as np

from ..annotation.mask import Mask
from ..models.description import CleanUp


def cleaned(mask: Mask, wanted: CleanUp, voxel_volume_ml: float) -> Mask:
    """`mask` after what is wanted, in this order: holes filled, islands below `smallest_ml` removed, the largest kept.

    Islands are joined by faces, and so are the holes that are filled in 3D (in 2D for an image of one slice).
    """
    if mask.extent is None:
        return mask
    voxels = np.array(mask.voxels, order="F")
    if wanted.fill_holes:
        voxels = _filled(voxels)
    if wanted.largest_only or wanted.smallest_ml > 0:
        voxels = _islands_kept(voxels, wanted, voxel_volume_ml)
    return Mask.from_crop(mask.shape, mask.extent.start, voxels)


def _filled(voxels: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    thin = [axis for axis in range(3) if voxels.shape[axis] == 1]
    if len(thin) == 1:
        return np.expand_dims(ndimage.binary_fill_holes(voxels.squeeze(thin[0])), thin[0])
    return ndimage.binary_fill_holes(voxels)


def _islands_kept(voxels: np.ndarray, wanted: CleanUp, voxel_volume_ml: float) -> np.ndarray:
    from scipy import ndimage

    labels, count = ndimage.label(voxels)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    keep = sizes * voxel_volume_ml >= wanted.smallest_ml
    keep[0] = False
    if wanted.largest_only and keep.any():
        largest = int(np.argmax(np.where(keep, sizes, -1)))
        keep[:] = False
        keep[largest] = True
    return keep[labels]
