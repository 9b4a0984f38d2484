"""Where two versions mark other voxels, as masks that a shell lays over the image."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.block import Block
from ..annotation.makers import SliceMakers
from ..annotation.mask import Mask
from ..project.definitions import Definitions
from ..project.roi import ROI
from .translation import _

ADDED, REMOVED = "added", "removed"
_COLOURS = {ADDED: "#2EB82E", REMOVED: "#E0457B"}


def difference_masks(before: Annotation, after: Annotation, definitions: Definitions) -> tuple[Annotation, Definitions]:
    """An annotation of two ROI, what `after` marks in addition and what no more, of all areas together; its template.

    A voxel that one ROI gained and another lost is in both.
    """
    areas = [roi.id for roi in definitions.rois if roi.kind == "area"]
    found = Annotation(after.shape, after.frames, after.slice_axis)
    for identifier, old, new in ((ADDED, before, after), (REMOVED, after, before)):
        for frame in range(after.frames):
            gained = [_gained(old.mask(roi, frame), new.mask(roi, frame)) for roi in areas]
            mask = _union(after.shape, [block for block in gained if block])
            if mask.extent:
                found.set_mask(identifier, frame, mask, SliceMakers())
    names = {ADDED: _("added"), REMOVED: _("removed")}
    rois = tuple(ROI(key, name, number, _COLOURS[key]) for number, (key, name) in enumerate(names.items(), start=1))
    return found, Definitions(id=definitions.id, name=definitions.name, rois=rois)


def _gained(old: Mask, new: Mask) -> Block | None:
    """What `new` marks and `old` does not, cropped; None if that is nothing."""
    if new.extent is None:
        return None
    voxels = np.array(new.voxels, order="F")
    common = old.extent.intersection(new.extent) if old.extent else None
    if common and old.extent:
        voxels[common.slices(new.extent.start)] &= ~old.voxels[common.slices(old.extent.start)]
    whole = Block(new.extent, voxels)
    marked = whole.marked()
    return whole.within(marked) if marked else None


def _union(shape: tuple[int, int, int], blocks: Iterable[Block]) -> Mask:
    held = list(blocks)
    if not held:
        return Mask.empty(shape)
    box = held[0].box
    for block in held[1:]:
        box = box.union(block.box)
    voxels = Block.unmarked(box)
    for block in held:
        voxels.within(block.box).voxels[...] |= block.voxels
    return Mask.from_crop(shape, box.start, voxels.voxels)
