"""Between annotations in memory and versions on disk: plain data in the log, voxels in blobs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.content import BlobReference, MaskReference, content_from_json, content_to_json, mask_references
from ..annotation.extent import Extent
from ..annotation.mask import Mask
from ..errors import CorruptStore
from ..images.cropped_nifti import decode_cropped_mask, encode_cropped_mask
from ..images.geometry import Geometry
from .blobs import Blobs

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_THREADS = min(8, (os.cpu_count() or 1) + 2)  # compressing needs processors, flushing mostly waits


def write_content(
    annotation: Annotation, blobs: Blobs, geometry: Geometry, before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The plain data of a version of `annotation`, with every mask kept in a blob and flushed.

    A mask that `before`, the plain data of an earlier version, names already keeps its blob if that is intact.
    """
    earlier = _blobs_of(before)
    masks = {(roi, frame): mask for roi, frame, mask in annotation.masks()}

    def keep(mask: Mask) -> BlobReference:
        known = earlier.get(mask.digest)
        return known if known and blobs.is_intact(known) else _put(mask, blobs, geometry)

    kept = _in_threads(keep, masks)
    if any(reference != earlier.get(reference.blob) for reference in kept.values()):
        blobs.flush()
    return content_to_json(annotation, lambda roi, frame, mask: kept[roi, frame], geometry.affine_ijk_to_ras)


def _blobs_of(before: Mapping[str, Any] | None) -> dict[str, BlobReference]:
    """The blobs that an earlier version names, by name; none where that version is damaged."""
    try:
        return {reference.blob.blob: reference.blob for reference in mask_references(before or {"rois": {}}).values()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _put(mask: Mask, blobs: Blobs, geometry: Geometry) -> BlobReference:
    if mask.extent is None:
        message = "a mask without voxels has no blob"
        raise ValueError(message)
    affine = geometry.extent_affine(mask.extent.start)

    def holds(content: bytes) -> bool:
        try:
            voxels = decode_cropped_mask(content, mask.voxels.size)
        except CorruptStore:
            return False
        return voxels.shape == mask.voxels.shape and np.array_equal(voxels, mask.voxels)

    # No compressor makes more of them than they are, but for a little of its own.
    largest_bytes = mask.voxels.size + mask.voxels.size // 100 + 4096
    return blobs.put(mask.digest, lambda: encode_cropped_mask(mask.voxels, affine), holds, largest_bytes)


def read_content(
    content: Mapping[str, Any], blobs: Blobs, shape: tuple[int, int, int], frames: int, where: str
) -> Annotation:
    """The annotation of a version's plain data. CorruptStore, naming the file, if a part of it is damaged."""
    try:
        references = mask_references(content)
        check_places(references, shape, frames)
        masks = _in_threads(lambda reference: read_mask(reference, blobs, shape), references)
        return content_from_json(content, shape, frames, lambda roi, frame, reference: masks[roi, frame])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{where} does not hold a version as it should ({error!r}); open an earlier version."
        raise CorruptStore(message) from error


def check_places(references: Mapping[tuple[str, int], MaskReference], shape: tuple[int, int, int], frames: int) -> None:
    """ValueError if a mask is said to lie outside the image."""
    whole = Extent.whole(shape)
    for (roi, frame), reference in references.items():
        if not (whole.contains(reference.extent) and 0 <= frame < frames and min(reference.extent.shape) > 0):
            message = f"the mask of {roi} lies outside the image"
            raise ValueError(message)


def read_mask(reference: MaskReference, blobs: Blobs, shape: tuple[int, int, int]) -> Mask:
    """One mask from its blob. CorruptStore, naming the file, if that is not what the reference says."""
    path = blobs.path(reference.blob.blob)
    content = blobs.read(reference.blob)
    voxels = decode_cropped_mask(content, reference.extent.voxels, str(path))
    if voxels.shape != reference.extent.shape:
        message = f"{path} has another extent than the version says; run  rilcontour verify  to see all."
        raise CorruptStore(message)
    voxels.flags.writeable = False
    return Mask(shape, reference.extent, voxels)


def _in_threads(work: Callable[[_Item], _Result], items: Mapping[_Key, _Item]) -> dict[_Key, _Result]:
    """`work` on every value; the first error, if any, is raised after all have ended."""
    if len(items) < 2:
        return {key: work(value) for key, value in items.items()}
    with ThreadPoolExecutor(_THREADS, "rilcontour-masks") as threads:
        return dict(zip(items, threads.map(work, items.values()), strict=True))
